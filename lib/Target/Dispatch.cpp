//===- Dispatch.cpp - Several variants of a model in one module -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dispatch.h"

#include "X86Check.h"
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
  if (module.getTargetTriple().getArch() == llvm::Triple::x86_64)
    function->addFnAttr("target-cpu", "x86-64");
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
  X86Requirements required = getX86Requirements(target);
  X86CheckBuilder checks(builder, required);
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

/// Adds the function that returns one more than the index of the variant to
/// run.
static llvm::Function *addChoice(llvm::Module &module,
                                 llvm::ArrayRef<ModelVariant> variants,
                                 const ModelInterface &interface) {
  auto *i32 = llvm::Type::getInt32Ty(module.getContext());
  auto *chosen = new llvm::GlobalVariable(
      module, i32, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantInt::get(i32, 0), interface.name + ".chosen");
  llvm::Function *function =
      createPortable(module, interface.name + ".choice",
                     llvm::FunctionType::get(i32, /*isVarArg=*/false));
  llvm::BasicBlock *entry = createBlock(function, "entry");
  llvm::BasicBlock *known = createBlock(function, "known");
  llvm::BasicBlock *ask = createBlock(function, "ask");

  llvm::IRBuilder<> builder(entry);
  llvm::LoadInst *load = builder.CreateLoad(i32, chosen);
  load->setAtomic(llvm::AtomicOrdering::Monotonic);
  builder.CreateCondBr(builder.CreateIsNull(load), ask, known);
  builder.SetInsertPoint(known);
  builder.CreateRet(load);

  builder.SetInsertPoint(ask);
  SmallVector<X86Requirements> required;
  for (const ModelVariant &variant : variants)
    required.push_back(getX86Requirements(variant.target));
  X86CheckBuilder checks(builder, required);
  llvm::Value *choice = builder.getInt32(variants.size());
  for (size_t i = variants.size() - 1; i-- > 0;)
    choice = builder.CreateSelect(checks.isMet(required[i]),
                                  builder.getInt32(i + 1), choice);
  builder.CreateStore(choice, chosen)
      ->setAtomic(llvm::AtomicOrdering::Monotonic);
  builder.CreateRet(choice);
  return function;
}

/// Adds the function `name`, which calls the one among `targets` that `choice`
/// says.
static void addEntry(llvm::Module &module, const std::string &name,
                     llvm::ArrayRef<llvm::Function *> targets,
                     llvm::Function *choice) {
  llvm::Function *function =
      createPortable(module, name, targets.front()->getFunctionType());
  llvm::IRBuilder<> builder(createBlock(function, "entry"));
  SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : function->args())
    arguments.push_back(&argument);
  SmallVector<llvm::BasicBlock *> blocks;
  for (size_t i = 0; i < targets.size(); ++i)
    blocks.push_back(createBlock(function, "variant"));
  // The last can be run always.
  llvm::SwitchInst *branch =
      builder.CreateSwitch(builder.CreateCall(choice), blocks.back());
  for (auto [index, block] : llvm::enumerate(ArrayRef(blocks).drop_back()))
    branch->addCase(builder.getInt32(index + 1), block);
  for (auto [target, block] : llvm::zip(targets, blocks)) {
    builder.SetInsertPoint(block);
    llvm::CallInst *call = builder.CreateCall(target, arguments);
    call->setTailCallKind(llvm::CallInst::TCK_MustTail);
    builder.CreateRet(call);
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

  llvm::Function *choice = addChoice(*module, variants, interface);
  choice->setLinkage(llvm::GlobalValue::InternalLinkage);
  for (const std::string &name : interface.entryNames()) {
    SmallVector<llvm::Function *> targets;
    for (const std::string &suffix : suffixes) {
      targets.push_back(module->getFunction(name + suffix));
      targets.back()->setLinkage(llvm::GlobalValue::InternalLinkage);
    }
    addEntry(*module, name, targets, choice);
  }
  addSupportedFunction(*module, interface, variants.back().target);
  return std::move(module);
}
