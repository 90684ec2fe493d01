//===- X86Check.cpp - What a processor must report ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "X86Check.h"

#include "X86FeatureBits.h"
#include "llvm/ADT/bit.h"
#include "llvm/IR/InlineAsm.h"

using namespace mlir::lowres;
using Leaf = X86Requirements::Leaf;

/// Leaf 1, ECX: the operating system lets programs use XGETBV.
static constexpr Leaf osxsaveLeaf{1, 0};
static constexpr uint32_t osxsave = uint32_t(1) << 27;

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

unsigned X86Requirements::count() const {
  unsigned bits = llvm::popcount(xcr0);
  for (const auto &[leaf, masks] : cpuid)
    for (uint32_t mask : masks)
      bits += llvm::popcount(mask);
  return bits;
}

X86Requirements mlir::lowres::getX86Requirements(const TargetInfo &target) {
  X86Requirements required;
  if (!target.isX86_64())
    return required;
  for (const X86FeatureBit &feature : getX86FeatureBits()) {
    if (!target.hasFeature(feature.name))
      continue;
    auto &masks = required.cpuid[{feature.leaf, feature.subleaf}];
    masks[unsigned(feature.reg)] |= uint32_t(1) << feature.bit;
    required.xcr0 |= feature.xcr0;
  }
  if (required.xcr0)
    required.cpuid[osxsaveLeaf][unsigned(CPUIDRegister::ECX)] |= osxsave;
  return required;
}

//===----------------------------------------------------------------------===//
// X86CheckBuilder
//===----------------------------------------------------------------------===//

X86CheckBuilder::X86CheckBuilder(llvm::IRBuilder<> &builder,
                                 llvm::ArrayRef<X86Requirements> all)
    : builder(builder) {
  bool needsXCR0 = false;
  for (const X86Requirements &required : all) {
    needsXCR0 |= required.xcr0 != 0;
    for (const auto &[leaf, masks] : required.cpuid)
      ask(leaf);
  }
  if (needsXCR0)
    xcr0 = emitXGETBV();
}

X86CheckBuilder::Registers X86CheckBuilder::emitCPUID(Leaf leaf) {
  llvm::Type *i32 = builder.getInt32Ty();
  auto *result = llvm::StructType::get(i32, i32, i32, i32);
  auto *type = llvm::FunctionType::get(result, {i32, i32}, /*isVarArg=*/false);
  auto *instruction =
      llvm::InlineAsm::get(type, "cpuid", "={ax},={bx},={cx},={dx},{ax},{cx}",
                           /*hasSideEffects=*/true);
  llvm::Value *call = builder.CreateCall(
      type, instruction,
      {builder.getInt32(leaf.first), builder.getInt32(leaf.second)});
  Registers registers;
  for (unsigned i = 0; i < registers.size(); ++i)
    registers[i] = builder.CreateExtractValue(call, i);
  return registers;
}

const X86CheckBuilder::Registers &X86CheckBuilder::ask(Leaf leaf) {
  auto found = words.find(leaf);
  if (found != words.end())
    return found->second;
  // The last leaf of its range, or the last subleaf: an unknown one gives the
  // data of another.
  constexpr uint32_t extendedBase = 0x80000000;
  constexpr unsigned eax = unsigned(CPUIDRegister::EAX);
  auto [number, subleaf] = leaf;
  llvm::Value *&lastLeaf = lastLeaves[number & extendedBase];
  if (!lastLeaf)
    lastLeaf = emitCPUID({number & extendedBase, 0})[eax];
  llvm::Value *known =
      subleaf ? builder.CreateICmpUGE(ask({number, 0})[eax],
                                      builder.getInt32(subleaf))
              : builder.CreateICmpUGE(lastLeaf, builder.getInt32(number));
  Registers registers = emitCPUID(leaf);
  for (llvm::Value *&word : registers)
    word = builder.CreateSelect(known, word, builder.getInt32(0));
  return words[leaf] = registers;
}

llvm::Value *X86CheckBuilder::emitXGETBV() {
  llvm::BasicBlock *start = builder.GetInsertBlock();
  llvm::LLVMContext &context = start->getContext();
  auto *read = llvm::BasicBlock::Create(context, "xgetbv", start->getParent());
  auto *end = llvm::BasicBlock::Create(context, "asked", start->getParent());
  llvm::Value *canRead =
      hasBits(words.at(osxsaveLeaf)[unsigned(CPUIDRegister::ECX)], osxsave);
  builder.CreateCondBr(canRead, read, end);

  builder.SetInsertPoint(read);
  llvm::Type *i32 = builder.getInt32Ty();
  auto *result = llvm::StructType::get(i32, i32);
  auto *type = llvm::FunctionType::get(result, {i32}, /*isVarArg=*/false);
  auto *instruction = llvm::InlineAsm::get(type, "xgetbv", "={ax},={dx},{cx}",
                                           /*hasSideEffects=*/true);
  llvm::Value *low = builder.CreateExtractValue(
      builder.CreateCall(type, instruction, {builder.getInt32(0)}), 0);
  builder.CreateBr(end);

  builder.SetInsertPoint(end);
  llvm::PHINode *value = builder.CreatePHI(i32, 2);
  value->addIncoming(builder.getInt32(0), start);
  value->addIncoming(low, read);
  return value;
}

llvm::Value *X86CheckBuilder::hasBits(llvm::Value *word, uint32_t mask) {
  return builder.CreateICmpEQ(builder.CreateAnd(word, mask),
                              builder.getInt32(mask));
}

llvm::Value *X86CheckBuilder::isMet(const X86Requirements &required) {
  llvm::Value *met = builder.getTrue();
  for (const auto &[leaf, masks] : required.cpuid)
    for (unsigned i = 0; i < masks.size(); ++i)
      if (masks[i])
        met = builder.CreateAnd(met, hasBits(words.at(leaf)[i], masks[i]));
  if (required.xcr0)
    met = builder.CreateAnd(met, hasBits(xcr0, required.xcr0));
  return met;
}
