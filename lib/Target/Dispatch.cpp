//===- Dispatch.cpp - Several variants of a model in one module -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dispatch.h"

#include "CPUCheck.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Linker/Linker.h"

using namespace mlir;
using namespace mlir::lowres;

/// A function that runs on machines that lack what it looks for, so that it
/// must not use it.
static llvm::Function *createPortable(llvm::Module &module,
                                      const llvm::Twine &name,
                                      llvm::FunctionType *type) {
  auto *function = llvm::Function::Create(
      type, llvm::GlobalValue::ExternalLinkage, name, module);
  function->setDoesNotThrow();
  function->addFnAttr("no-builtins");
  StringRef baseline = getBaselineCPU(module.getTargetTriple());
  if (!baseline.empty()) {
    function->addFnAttr("target-cpu", baseline);
    // Without features of its own it would have those of the target machine.
    function->addFnAttr("target-features", "");
  }
  return function;
}

static llvm::BasicBlock *createBlock(llvm::Function *function,
                                     const llvm::Twine &name) {
  return llvm::BasicBlock::Create(function->getContext(), name, function);
}

//===----------------------------------------------------------------------===//
// NAME_supported
//===----------------------------------------------------------------------===//

void mlir::lowres::addSupportedFunction(llvm::Module &module,
                                        const ModelInterface &interface,
                                        const TargetInfo &target) {
  auto *i32 = llvm::Type::getInt32Ty(module.getContext());
  llvm::Function *function =
      createPortable(module, interface.supportedName(),
                     llvm::FunctionType::get(i32, /*isVarArg=*/false));
  llvm::IRBuilder<> builder(createBlock(function, "entry"));
  CPURequirements required = getCPURequirements(target);
  CPUCheckBuilder checks(builder, target.getTriple(), required);
  builder.CreateRet(builder.CreateZExt(checks.isMet(required), i32));
}

//===----------------------------------------------------------------------===//
// Linking
//===----------------------------------------------------------------------===//

/// Gives the entries of every variant names of their own. Returns the variants'
/// suffixes.
static SmallVector<std::string>
renameEntries(llvm::ArrayRef<ModelVariant> variants,
              const ModelInterface &interface) {
  SmallVector<std::string> suffixes;
  llvm::StringSet<> taken;
  for (const ModelVariant &variant : variants) {
    std::string suffix = "." + variant.target.getSpec().cpu;
    // CPUs may be the same where features differ.
    if (!taken.insert(suffix).second)
      suffix += "." + std::to_string(suffixes.size());
    for (const std::string &name : interface.entryNames())
      variant.module->getFunction(name)->setName(name + suffix);
    suffixes.push_back(suffix);
  }
  return suffixes;
}

/// Lets constants with the same contents be one: scales and biases, and weights
/// where two targets pack them alike. Their addresses mean nothing.
static void mergeConstants(llvm::Module &module) {
  const llvm::DataLayout &layout = module.getDataLayout();
  llvm::DenseMap<llvm::Constant *, llvm::GlobalVariable *> firsts;
  for (llvm::GlobalVariable &global :
       llvm::make_early_inc_range(module.globals())) {
    if (!global.isConstant() || !global.hasLocalLinkage() ||
        !global.hasInitializer())
      continue;
    // In one context, equal constants are the same object.
    auto [found, isNew] = firsts.try_emplace(global.getInitializer(), &global);
    llvm::GlobalVariable *first = found->second;
    // The first one's may have changed with what it refers to.
    if (isNew || first->getInitializer() != global.getInitializer() ||
        first->getSection() != global.getSection())
      continue;
    llvm::Align alignment = global.getPointerAlignment(layout);
    if (first->getPointerAlignment(layout) < alignment)
      first->setAlignment(alignment);
    global.replaceAllUsesWith(first);
    global.eraseFromParent();
  }
}

//===----------------------------------------------------------------------===//
// The choice
//===----------------------------------------------------------------------===//

/// Makes `block` return what `callee` does with the arguments of the function
/// around it, of the same type, without a frame of its own.
static void callInstead(llvm::BasicBlock *block, llvm::Function *callee) {
  llvm::IRBuilder<> builder(block);
  SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : block->getParent()->args())
    arguments.push_back(&argument);
  llvm::CallInst *call = builder.CreateCall(callee, arguments);
  call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  builder.CreateRet(call);
}

/// Adds the function that stores to `chosen` one more than the index of the
/// variant to run.
static llvm::Function *addChoice(llvm::GlobalVariable *chosen,
                                 llvm::ArrayRef<ModelVariant> variants,
                                 const ModelInterface &interface) {
  llvm::Module &module = *chosen->getParent();
  auto *type = llvm::FunctionType::get(
      llvm::Type::getVoidTy(module.getContext()), /*isVarArg=*/false);
  llvm::Function *function =
      createPortable(module, interface.name + ".choose", type);
  function->setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::IRBuilder<> builder(createBlock(function, "entry"));
  SmallVector<CPURequirements> required;
  for (const ModelVariant &variant : variants)
    required.push_back(getCPURequirements(variant.target));
  CPUCheckBuilder checks(builder, module.getTargetTriple(), required);
  llvm::Value *choice = builder.getInt32(variants.size());
  for (size_t i = variants.size() - 1; i-- > 0;)
    choice = builder.CreateSelect(checks.isMet(required[i]),
                                  builder.getInt32(i + 1), choice);
  builder.CreateStore(choice, chosen)
      ->setAtomic(llvm::AtomicOrdering::Monotonic);
  builder.CreateRetVoid();
  return function;
}

/// Adds the function `name`, which calls the one among `targets` that `chosen`
/// says, once `choose` has been called.
static void addEntry(llvm::GlobalVariable *chosen, llvm::Function *choose,
                     const std::string &name,
                     llvm::ArrayRef<llvm::Function *> targets) {
  llvm::Module &module = *chosen->getParent();
  llvm::FunctionType *type = targets.front()->getFunctionType();
  llvm::Function *entry = createPortable(module, name, type);
  // The first call is apart, so that others need no stack.
  llvm::Function *first = createPortable(module, name + ".first", type);
  first->setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::BasicBlock *ask = createBlock(first, "entry");
  llvm::CallInst::Create(choose, "", ask);
  callInstead(ask, entry);

  llvm::IRBuilder<> builder(createBlock(entry, "entry"));
  llvm::BasicBlock *unknown = createBlock(entry, "unknown");
  callInstead(unknown, first);
  llvm::LoadInst *load = builder.CreateLoad(builder.getInt32Ty(), chosen);
  load->setAtomic(llvm::AtomicOrdering::Monotonic);
  llvm::SwitchInst *branch = builder.CreateSwitch(load, unknown);
  for (auto [index, target] : llvm::enumerate(targets)) {
    llvm::BasicBlock *block = createBlock(entry, "variant");
    callInstead(block, target);
    branch->addCase(builder.getInt32(index + 1), block);
  }
}

llvm::Expected<std::unique_ptr<llvm::Module>>
mlir::lowres::combineVariants(llvm::MutableArrayRef<ModelVariant> variants,
                              const ModelInterface &interface) {
  SmallVector<std::string> suffixes = renameEntries(variants, interface);
  std::unique_ptr<llvm::Module> module = std::move(variants.front().module);
  llvm::Linker linker(*module);
  for (ModelVariant &variant : variants.drop_front()) {
    // Vendors may differ.
    variant.module->setTargetTriple(module->getTargetTriple());
    if (linker.linkInModule(std::move(variant.module)))
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "internal error: variants cannot be linked");
  }
  mergeConstants(*module);

  auto *i32 = llvm::Type::getInt32Ty(module->getContext());
  auto *chosen = new llvm::GlobalVariable(
      *module, i32, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantInt::get(i32, 0), interface.name + ".chosen");
  llvm::Function *choose = addChoice(chosen, variants, interface);
  for (const std::string &name : interface.entryNames()) {
    SmallVector<llvm::Function *> targets;
    for (const std::string &suffix : suffixes) {
      targets.push_back(module->getFunction(name + suffix));
      targets.back()->setLinkage(llvm::GlobalValue::InternalLinkage);
    }
    addEntry(chosen, choose, name, targets);
  }
  addSupportedFunction(*module, interface, variants.back().target);
  return std::move(module);
}
