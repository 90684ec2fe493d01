//===- X86Check.cpp - Questions to x86-64 processors ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "X86Check.h"

#include "X86FeatureBits.h"
#include "llvm/IR/InlineAsm.h"

using namespace mlir::lowres;

/// Leaf 1, ECX: the operating system lets programs use XGETBV.
static constexpr CPUWord osxsaveWord{1, 0, uint32_t(CPUIDRegister::ECX)};
static constexpr uint32_t osxsave = uint32_t(1) << 27;

CPURequirements mlir::lowres::getX86Requirements(const TargetInfo &target) {
  CPURequirements required;
  for (const X86FeatureBit &feature : getX86FeatureBits()) {
    if (!target.hasFeature(feature.name))
      continue;
    required.add({feature.leaf, feature.subleaf, uint32_t(feature.reg)},
                 uint64_t(1) << feature.bit);
    required.add(kX86XCR0, feature.xcr0);
    required.add(osxsaveWord, feature.xcr0 ? osxsave : 0);
  }
  return required;
}

namespace {
/// The questions of one function.
class X86Questions {
public:
  explicit X86Questions(llvm::IRBuilder<> &builder) : builder(builder) {}

  /// The results of a CPUID, by register.
  using Registers = std::array<llvm::Value *, 4>;
  /// A leaf and a subleaf.
  using Leaf = std::pair<uint32_t, uint32_t>;

  /// Those of `leaf`, asked once, and 0 from a processor that does not know it.
  const Registers &ask(Leaf leaf);
  /// XCR0's lower half, and 0 where it cannot be read.
  llvm::Value *emitXGETBV();

private:
  Registers emitCPUID(Leaf leaf);

  llvm::IRBuilder<> &builder;
  std::map<Leaf, Registers> answers;
  /// The last leaf in the basic and in the extended range, by the first.
  std::map<uint32_t, llvm::Value *> lastLeaves;
};
} // namespace

X86Questions::Registers X86Questions::emitCPUID(Leaf leaf) {
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

const X86Questions::Registers &X86Questions::ask(Leaf leaf) {
  auto found = answers.find(leaf);
  if (found != answers.end())
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
  return answers[leaf] = registers;
}

llvm::Value *X86Questions::emitXGETBV() {
  auto [leaf, subleaf, reg] = osxsaveWord;
  llvm::Value *canRead = builder.CreateIsNotNull(
      builder.CreateAnd(ask({leaf, subleaf})[reg], osxsave));
  llvm::BasicBlock *start = builder.GetInsertBlock();
  llvm::LLVMContext &context = start->getContext();
  auto *read = llvm::BasicBlock::Create(context, "xgetbv", start->getParent());
  auto *end = llvm::BasicBlock::Create(context, "asked", start->getParent());
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

CPUWordValues mlir::lowres::emitX86Questions(llvm::IRBuilder<> &builder,
                                             llvm::ArrayRef<CPUWord> words) {
  X86Questions questions(builder);
  CPUWordValues values;
  for (const CPUWord &word : words) {
    auto [leaf, subleaf, reg] = word;
    values[word] = word == kX86XCR0 ? questions.emitXGETBV()
                                    : questions.ask({leaf, subleaf})[reg];
  }
  return values;
}
