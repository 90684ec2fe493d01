//===- PTXCodegen.cpp - From the LLVM dialect to PTX ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ErrorCollector.h"

#include "lowres/Target/GPUTarget.h"
#include "lowres/Target/PTX.h"
#include "lowres/Target/TargetSpec.h"

#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;

static Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

static Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(StringRef chip) {
  initializeLLVMTargets();
  llvm::Triple triple(kPTXTriple);
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return makeError(message);
  // LLVM would end the process.
  if (Error error = checkNVIDIAChip(chip))
    return error;
  // Without features the version of PTX is the oldest that has the chip, which
  // the most drivers take.
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, chip, /*Features=*/"", options, std::nullopt, std::nullopt,
      llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return makeError("LLVM has no code generator for " + triple.str());
  return machine;
}

/// Fails if the code calls a function, of which a device has none.
static Error checkCalls(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    if (function.isDeclaration() && !function.isIntrinsic())
      return makeError("a kernel calls '" + function.getName() +
                       "', which a GPU does not have");
  return Error::success();
}

static Expected<std::string> generate(llvm::Module &module, StringRef chip) {
  auto machine = createTargetMachine(chip);
  if (!machine)
    return machine.takeError();
  module.setTargetTriple((*machine)->getTargetTriple());
  module.setDataLayout((*machine)->createDataLayout());
  if (Error error = checkCalls(module))
    return error;
  auto optimize = makeOptimizingTransformer(/*optLevel=*/3, /*sizeLevel=*/0,
                                            machine->get());
  if (Error error = optimize(&module))
    return error;
  SmallString<0> text;
  llvm::raw_svector_ostream os(text);
  llvm::legacy::PassManager passes;
  if ((*machine)->addPassesToEmitFile(passes, os, nullptr,
                                      llvm::CodeGenFileType::AssemblyFile))
    return makeError("LLVM cannot write PTX");
  passes.run(module);
  return text.str().str();
}

FailureOr<std::string> mlir::lowres::compileToPTX(Operation *kernels,
                                                  StringRef chip) {
  llvm::LLVMContext context;
  ErrorCollector errors(context);
  std::unique_ptr<llvm::Module> module =
      translateModuleToLLVMIR(kernels, context, "kernels");
  if (!module)
    return failure(); // has emitted a diagnostic
  Expected<std::string> ptx = generate(*module, chip);
  if (!ptx)
    return kernels->emitError() << llvm::toString(ptx.takeError());
  if (!errors.getFirst().empty())
    return kernels->emitError("code generation failed: ") << errors.getFirst();
  return std::move(*ptx);
}
