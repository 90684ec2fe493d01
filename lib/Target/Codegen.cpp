//===- Codegen.cpp - From the LLVM dialect to machine code ----------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/Codegen.h"

#include "Dispatch.h"
#include "ErrorCollector.h"
#include "IRLegalization.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/CodeGen/TargetLowering.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/Internalize.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;

static Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

//===----------------------------------------------------------------------===//
// Target machine
//===----------------------------------------------------------------------===//

static Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const TargetInfo &info, OptimizationGoal goal) {
  initializeLLVMTargets();
  const llvm::Triple &triple = info.getTriple();
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return makeError(message);

  llvm::TargetOptions options;
  // Only what the IR marks with `contract` becomes an FMA.
  options.AllowFPOpFusion = llvm::FPOpFusion::Standard;
  // The ABI of distributions; LLVM's own default is soft float.
  if (triple.isRISCV() && info.hasFeature("d"))
    options.MCOptions.ABIName = triple.isRISCV64() ? "lp64d" : "ilp32d";
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, info.getSpec().cpu, info.getSpec().featureString(), options,
      llvm::Reloc::PIC_, /*CM=*/std::nullopt,
      goal == OptimizationGoal::Size ? llvm::CodeGenOptLevel::Default
                                     : llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return makeError("LLVM has no code generator for " + triple.str());
  return machine;
}

//===----------------------------------------------------------------------===//
// Preparation of the LLVM module
//===----------------------------------------------------------------------===//

/// Says on every function what LLVM may use for it.
static void setFunctionAttributes(llvm::Module &module,
                                  const TargetInfo &target,
                                  OptimizationGoal goal) {
  std::string features = target.getSpec().featureString();
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    // Loop idiom recognition would call memset and memcpy otherwise.
    function.addFnAttr("no-builtins");
    function.setDoesNotThrow();
    if (goal == OptimizationGoal::Size)
      function.addFnAttr(llvm::Attribute::OptimizeForSize);
    if (!function.hasFnAttribute("target-cpu"))
      function.addFnAttr("target-cpu", target.getSpec().cpu);
    if (!features.empty() && !function.hasFnAttribute("target-features"))
      function.addFnAttr("target-features", features);
    // LLVM's own vectoriser prefers half the width on many of these CPUs.
    if (target.isX86_64() && target.vectorBytes() == 64 &&
        !function.hasFnAttribute("prefer-vector-width"))
      function.addFnAttr("prefer-vector-width", "512");
  }
}

/// Puts constant data where a reader of the object finds it, aligned for
/// vector loads.
static void placeConstants(llvm::Module &module, const TargetInfo &target) {
  const llvm::Align cacheLine(64);
  const llvm::DataLayout &layout = module.getDataLayout();
  for (llvm::GlobalVariable &global : module.globals()) {
    if (!global.isConstant() || !global.hasInitializer() ||
        layout.getTypeAllocSize(global.getValueType()) < cacheLine.value())
      continue;
    if (global.getAlign().valueOrOne() < cacheLine)
      global.setAlignment(cacheLine);
    if (target.getTriple().isOSBinFormatELF() && !global.hasSection())
      global.setSection(".rodata.lowres");
  }
}

/// Hides everything but the model's C functions, which must be there.
static Error hideInternals(llvm::Module &module,
                           const ModelInterface &interface) {
  std::vector<std::string> names = interface.entryNames();
  for (const std::string &name : names) {
    llvm::Function *function = module.getFunction(name);
    if (!function || function->isDeclaration())
      return makeError("internal error: the lowered module does not define '" +
                       name + "'");
    function->setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
  llvm::internalizeModule(module, [&](const llvm::GlobalValue &value) {
    return llvm::is_contained(names, value.getName());
  });
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Driver
//===----------------------------------------------------------------------===//

/// Fails, at the operation, if `module` uses bf16 and the back end of `machine`
/// has nothing for it, not even a call: it would end the process.
static LogicalResult verifyBFloats(ModuleOp module,
                                   const llvm::Module &llvmModule,
                                   const llvm::TargetMachine &machine) {
  if (llvmModule.empty())
    return success();
  const llvm::TargetLoweringBase &lowering =
      *machine.getSubtargetImpl(*llvmModule.begin())->getTargetLowering();
  // bf16 that is no legal type becomes f32 by this node, which is no operation
  // of a machine: "legal" means that nobody has thought of it.
  if (lowering.isTypeLegal(llvm::MVT::bf16) ||
      !lowering.isOperationLegal(llvm::ISD::BF16_TO_FP, llvm::MVT::f32))
    return success();
  auto isBFloat = [](Type type) { return getElementTypeOrSelf(type).isBF16(); };
  WalkResult result = module.walk([&](Operation *op) -> WalkResult {
    if (llvm::none_of(op->getOperandTypes(), isBFloat) &&
        llvm::none_of(op->getResultTypes(), isBFloat))
      return WalkResult::advance();
    return op->emitError("bf16 cannot be compiled for ")
           << machine.getTargetTriple().str();
  });
  return failure(result.wasInterrupted());
}

static Error prepare(llvm::Module &module, const ModelInterface &interface,
                     const TargetInfo &target, OptimizationGoal goal,
                     llvm::TargetMachine &machine) {
  module.setTargetTriple(target.getTriple());
  module.setDataLayout(machine.createDataLayout());
  if (!machine.Options.MCOptions.ABIName.empty())
    module.addModuleFlag(
        llvm::Module::Error, "target-abi",
        llvm::MDString::get(module.getContext(),
                            machine.Options.MCOptions.ABIName));
  if (Error error = hideInternals(module, interface))
    return error;
  setFunctionAttributes(module, target, goal);
  placeConstants(module, target);

  // Instructions for dot products take words.
  if (target.hasWordDots())
    loadWords(module);
  if (!target.hasVectors())
    scalarizeVectors(module);
  expandExtrema(module, machine);
  // Once before, so that the loops are vectorised, and once for what the
  // optimiser makes out of several stores.
  expandMemoryIntrinsics(module, machine);
  bool small = goal == OptimizationGoal::Size;
  auto optimize = makeOptimizingTransformer(
      /*optLevel=*/small ? 2 : 3, /*sizeLevel=*/small ? 1 : 0, &machine);
  if (Error error = optimize(&module))
    return error;
  expandMemoryIntrinsics(module, machine);
  boundShifts(module);
  return Error::success();
}

static Expected<SmallVector<char, 0>>
emit(llvm::Module &module, llvm::TargetMachine &machine, CodegenOutput output) {
  SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os(bytes);
  if (output == CodegenOutput::LLVMIR) {
    module.print(os, nullptr);
    return bytes;
  }
  llvm::legacy::PassManager passes;
  auto type = output == CodegenOutput::Assembly
                  ? llvm::CodeGenFileType::AssemblyFile
                  : llvm::CodeGenFileType::ObjectFile;
  if (machine.addPassesToEmitFile(passes, os, nullptr, type))
    return makeError("LLVM cannot emit this kind of file for " +
                     machine.getTargetTriple().str());
  passes.run(module);
  return bytes;
}

/// The optimised code of one model.
static FailureOr<ModelVariant> compileVariant(const LoweredModel &model,
                                              const ModelInterface &interface,
                                              OptimizationGoal goal,
                                              llvm::LLVMContext &context) {
  ModuleOp module = model.module;
  std::unique_ptr<llvm::Module> llvmModule =
      translateModuleToLLVMIR(module, context, interface.name);
  if (!llvmModule)
    return failure(); // has emitted a diagnostic
  auto machine = createTargetMachine(model.target, goal);
  if (!machine)
    return module.emitError() << llvm::toString(machine.takeError());
  if (failed(verifyBFloats(module, *llvmModule, **machine)))
    return failure();
  if (Error error =
          prepare(*llvmModule, interface, model.target, goal, **machine))
    return module.emitError() << llvm::toString(std::move(error));
  return ModelVariant{std::move(llvmModule), model.target};
}

/// The finished module of all variants.
static Expected<std::unique_ptr<llvm::Module>>
finish(llvm::MutableArrayRef<ModelVariant> variants,
       const ModelInterface &interface) {
  std::unique_ptr<llvm::Module> module;
  if (variants.size() > 1) {
    auto combined = combineVariants(variants, interface);
    if (!combined)
      return combined.takeError();
    module = std::move(*combined);
  } else {
    module = std::move(variants.front().module);
    addSupportedFunction(*module, interface, variants.front().target);
  }
  std::string message;
  llvm::raw_string_ostream os(message);
  if (llvm::verifyModule(*module, &os))
    return makeError("internal error: invalid LLVM IR: " + message);
  return std::move(module);
}

static Expected<SmallVector<char, 0>>
generate(llvm::MutableArrayRef<ModelVariant> variants,
         const ModelInterface &interface, CodegenOutput output,
         OptimizationGoal goal) {
  auto module = finish(variants, interface);
  if (!module)
    return module.takeError();
  // What each function may use, it says itself; the rest of an object is for
  // any machine, as the last variant is.
  const TargetInfo &target = variants.back().target;
  auto machine = createTargetMachine(target, goal);
  if (!machine)
    return machine.takeError();
  auto bytes = emit(**module, **machine, output);
  bool isObject =
      output == CodegenOutput::Object || output == CodegenOutput::SharedObject;
  if (!bytes || !isObject)
    return bytes;
  StringRef object(bytes->data(), bytes->size());
  if (Error error = checkUndefinedSymbols(object, target))
    return error;
  if (output == CodegenOutput::SharedObject)
    return linkSharedObject(object, target);
  return bytes;
}

FailureOr<SmallVector<char, 0>>
mlir::lowres::generateCode(ArrayRef<LoweredModel> models,
                           const ModelInterface &interface,
                           CodegenOutput output, OptimizationGoal goal) {
  llvm::LLVMContext context;
  ErrorCollector errors(context);
  std::vector<ModelVariant> variants;
  for (const LoweredModel &model : models) {
    FailureOr<ModelVariant> variant =
        compileVariant(model, interface, goal, context);
    if (failed(variant))
      return failure();
    variants.push_back(std::move(*variant));
  }
  ModuleOp module = models.front().module;
  auto bytes = generate(variants, interface, output, goal);
  if (!bytes)
    return module.emitError() << llvm::toString(bytes.takeError());
  if (!errors.getFirst().empty())
    return module.emitError("code generation failed: ") << errors.getFirst();
  return std::move(*bytes);
}
