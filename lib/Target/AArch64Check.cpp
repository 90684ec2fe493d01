//===- AArch64Check.cpp - Questions to AArch64 processors -----------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AArch64Check.h"

#include "AArch64FeatureBits.h"
#include "llvm/IR/Module.h"

using namespace mlir::lowres;

bool mlir::lowres::canAskAArch64(const llvm::Triple &triple) {
  // With pointers of 32 bits, `getauxval` returns half a word.
  return triple.isAArch64(/*PointerWidth=*/64) && triple.isOSLinux();
}

CPURequirements mlir::lowres::getAArch64Requirements(const TargetInfo &target) {
  CPURequirements required;
  for (const AArch64FeatureBit &feature : getAArch64FeatureBits())
    if (target.hasFeature(feature.name))
      required.add({uint32_t(feature.word), 0, 0}, uint64_t(1) << feature.bit);
  return required;
}

/// Declares `unsigned long getauxval(unsigned long)`, null where no other
/// object or library of the program has it.
static llvm::Function *declareQuestionFunction(llvm::Module &module) {
  if (llvm::Function *known = module.getFunction(kAArch64QuestionFunction))
    return known;
  auto *i64 = llvm::Type::getInt64Ty(module.getContext());
  auto *type = llvm::FunctionType::get(i64, {i64}, /*isVarArg=*/false);
  return llvm::Function::Create(type, llvm::GlobalValue::ExternalWeakLinkage,
                                kAArch64QuestionFunction, module);
}

CPUWordValues
mlir::lowres::emitAArch64Questions(llvm::IRBuilder<> &builder,
                                   llvm::ArrayRef<CPUWord> words) {
  llvm::BasicBlock *start = builder.GetInsertBlock();
  llvm::LLVMContext &context = start->getContext();
  auto *call = llvm::BasicBlock::Create(context, "call", start->getParent());
  auto *end = llvm::BasicBlock::Create(context, "asked", start->getParent());
  llvm::Function *function = declareQuestionFunction(*start->getModule());
  builder.CreateCondBr(builder.CreateIsNotNull(function), call, end);

  builder.SetInsertPoint(call);
  CPUWordValues answers;
  for (const CPUWord &word : words)
    answers[word] = builder.CreateCall(function, {builder.getInt64(word[0])});
  builder.CreateBr(end);

  builder.SetInsertPoint(end);
  CPUWordValues values;
  for (const auto &[word, answer] : answers) {
    llvm::PHINode *value = builder.CreatePHI(answer->getType(), 2);
    value->addIncoming(builder.getInt64(0), start);
    value->addIncoming(answer, call);
    values[word] = value;
  }
  return values;
}
