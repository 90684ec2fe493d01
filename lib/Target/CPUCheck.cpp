//===- CPUCheck.cpp - What a processor must report ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CPUCheck.h"

#include "AArch64Check.h"
#include "X86Check.h"
#include "llvm/ADT/bit.h"

#include <set>

using namespace mlir::lowres;

namespace {
/// How machines of an architecture are asked.
struct Architecture {
  llvm::StringLiteral baseline;
  llvm::StringLiteral function;
  CPURequirements (*getRequirements)(const TargetInfo &target);
  CPUWordValues (*emitQuestions)(llvm::IRBuilder<> &builder,
                                 llvm::ArrayRef<CPUWord> words);
};
} // namespace

/// Null if there is no way.
static const Architecture *findArchitecture(const llvm::Triple &triple) {
  static constexpr Architecture x86{"x86-64", "", getX86Requirements,
                                    emitX86Questions};
  static constexpr Architecture aarch64{"generic", kAArch64QuestionFunction,
                                        getAArch64Requirements,
                                        emitAArch64Questions};
  if (triple.getArch() == llvm::Triple::x86_64)
    return &x86;
  return canAskAArch64(triple) ? &aarch64 : nullptr;
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

unsigned CPURequirements::count() const {
  unsigned bits = 0;
  for (const auto &[word, mask] : masks)
    bits += llvm::popcount(mask);
  return bits;
}

bool mlir::lowres::canAskCPU(const llvm::Triple &triple) {
  return findArchitecture(triple) != nullptr;
}

llvm::StringRef mlir::lowres::getBaselineCPU(const llvm::Triple &triple) {
  const Architecture *architecture = findArchitecture(triple);
  return architecture ? architecture->baseline : "";
}

llvm::StringRef mlir::lowres::getQuestionFunction(const llvm::Triple &triple) {
  const Architecture *architecture = findArchitecture(triple);
  return architecture ? architecture->function : "";
}

CPURequirements mlir::lowres::getCPURequirements(const TargetInfo &target) {
  const Architecture *architecture = findArchitecture(target.getTriple());
  return architecture ? architecture->getRequirements(target)
                      : CPURequirements();
}

//===----------------------------------------------------------------------===//
// CPUCheckBuilder
//===----------------------------------------------------------------------===//

CPUCheckBuilder::CPUCheckBuilder(llvm::IRBuilder<> &builder,
                                 const llvm::Triple &triple,
                                 llvm::ArrayRef<CPURequirements> all)
    : builder(builder) {
  std::set<CPUWord> words;
  for (const CPURequirements &required : all)
    for (const auto &[word, mask] : required.masks)
      words.insert(word);
  if (!words.empty())
    values = findArchitecture(triple)->emitQuestions(
        builder, std::vector<CPUWord>(words.begin(), words.end()));
}

llvm::Value *CPUCheckBuilder::isMet(const CPURequirements &required) {
  llvm::Value *met = builder.getTrue();
  for (const auto &[word, mask] : required.masks) {
    llvm::Value *value = values.at(word);
    auto *bits = llvm::ConstantInt::get(value->getType(), mask);
    met = builder.CreateAnd(
        met, builder.CreateICmpEQ(builder.CreateAnd(value, bits), bits));
  }
  return met;
}
