//===- CommandLine.cpp - What the tools have in common --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/CommandLine.h"

#include "lowres/Support/Version.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/WithColor.h"

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
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "lowres " << getVersion() << " (LLVM " << getLLVMVersion() << ")\n";
  });
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return BadUsage;
  return std::nullopt;
}

int mlir::lowres::reportBadUsage(StringRef tool, const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), tool) << message << "\n";
  return BadUsage;
}

int mlir::lowres::reportBadInput(StringRef tool, llvm::Error error) {
  llvm::WithColor::error(llvm::errs(), tool)
      << llvm::toString(std::move(error)) << "\n";
  return BadInput;
}

/// Takes away the hundreds of options that LLVM's libraries register for
/// themselves: some have the names of ours. Returns `category`, so that it can
/// be done before the first of ours is made.
static cl::OptionCategory &removeForeignOptions(cl::OptionCategory &category) {
  constexpr StringLiteral kept[] = {"h",         "help",    "help-hidden",
                                    "help-list", "version", "help-list-hidden"};
  SmallVector<cl::Option *> foreign;
  for (const auto &entry : cl::getRegisteredOptions())
    if (!llvm::is_contained(kept, entry.first))
      foreign.push_back(entry.second);
  for (cl::Option *option : foreign)
    option->removeArgument();
  return category;
}

ModelOptions::ModelOptions(cl::OptionCategory &category)
    : input(cl::Positional, cl::desc("<model>"), cl::init("-"),
            cl::cat(removeForeignOptions(category))),
      target("target", cl::cat(category), cl::value_desc("spec"),
             cl::init("native"),
             cl::desc("Machine to compile for (default native): an x86 CPU "
                      "(x86-64-v3, icelake-server), an architecture or triple, "
                      "with :cpu, +feature and +no-feature appended")),
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
      report("report", cl::cat(category),
             cl::desc("Print a table of the layers: sizes and kernels")),
      verbose("v", cl::cat(category), cl::desc("Say what is done")) {}
