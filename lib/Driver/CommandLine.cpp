//===- CommandLine.cpp - What tools on models have in common --------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/CommandLine.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"

using namespace mlir;
using namespace mlir::lowres;
namespace cl = llvm::cl;

std::optional<int> mlir::lowres::parseCommandLine(int argc, char **argv,
                                                  cl::OptionCategory &category,
                                                  StringRef overview) {
  registerAsmPrinterCLOptions();
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  cl::HideUnrelatedOptions(category);
  setVersionPrinter();
  ignoreFileSizeSignal();
  reportOutOfMemory(argv[0]);
  reportFullOutput(argv[0]);
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return BadUsage;
  return std::nullopt;
}

ModelOptions::ModelOptions(cl::OptionCategory &category)
    : input(cl::Positional, cl::desc("<model>"), cl::init("-"),
            cl::cat((removeForeignOptions(), category))),
      target("target", cl::cat(category), cl::value_desc("spec"),
             cl::desc("Machine to compile for (default: the model's own "
                      "target, or else native): a CPU (x86-64-v3, "
                      "neoverse-n1, cortex-m4), an architecture or triple, "
                      "with :cpu, "
                      "+feature and +no-feature appended; for objects also a "
                      "GPU (nvptx64-sm_80, spirv-vulkan1.1)")),
      targetConfig("target-config", cl::cat(category), cl::value_desc("file"),
                   cl::desc("What the core does in a cycle, as lowres-bench "
                            "--calibrate writes it; kernels are chosen by it "
                            "(default: as the model says, or else a server "
                            "with the target's vectors)")),
      activations("activations", cl::cat(category),
                  cl::init(ActivationMode::F32),
                  cl::desc("What layers compute with:"),
                  cl::values(clEnumValN(ActivationMode::F32, "f32",
                                        "floats, as the model says (default)"),
                             clEnumValN(ActivationMode::I8, "i8",
                                        "int8, quantised row by row"))),
      reference("reference", cl::cat(category),
                cl::desc("Use plain loops for every layer")),
      entry("entry", cl::cat(category), cl::value_desc("name"),
            cl::desc("Function to compile, where the model has several")),
      maxLevels("max-levels", cl::cat(category), cl::value_desc("N"),
                cl::init(LowResInputOptions().maxLevels),
                cl::desc("The most values that the weights of a layer in "
                         "linalg or TOSA may take to become levels, 2 to 256 "
                         "(default 17)")) {}

llvm::Error ModelOptions::check() const {
  if (targetConfig.getNumOccurrences() && StringRef(target).contains(','))
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "--target-config: it describes one machine; name one --target");
  if (maxLevels >= LevelType::kMinLevels && maxLevels <= LevelType::kMaxLevels)
    return llvm::Error::success();
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "--max-levels must be in [" +
                                     llvm::Twine(LevelType::kMinLevels) + ", " +
                                     llvm::Twine(LevelType::kMaxLevels) +
                                     "], got " + llvm::Twine(maxLevels));
}

LoweringOptions ModelOptions::getLowering() const {
  LoweringOptions lowering;
  if (target.getNumOccurrences())
    lowering.target = target;
  if (targetConfig.getNumOccurrences())
    lowering.targetConfig = targetConfig;
  lowering.activations = activations;
  lowering.reference = reference;
  lowering.maxLevels = maxLevels;
  return lowering;
}
