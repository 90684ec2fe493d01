//===- SupportedFunction.cpp - The run-time check of the CPU --------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds NAME_supported as LLVM IR around the instructions CPUID and XGETBV, so
// that an object needs no compiler run-time library for it.
//
//===----------------------------------------------------------------------===//

#include "X86FeatureBits.h"
#include "lowres/Target/Codegen.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

#include <array>
#include <map>

using namespace mlir::lowres;
using llvm::Value;

namespace {

/// What the CPU and the operating system must report.
struct Requirements {
  /// Bits that must be set, by (leaf, subleaf), then by register.
  std::map<std::pair<uint32_t, uint32_t>, std::array<uint32_t, 4>> cpuid;
  uint32_t xcr0 = 0;
};

/// Emits a chain of checks; the first that fails returns 0.
class CheckBuilder {
public:
  CheckBuilder(llvm::Function &function)
      : function(function), builder(llvm::BasicBlock::Create(
                                function.getContext(), "entry", &function)) {}

  void build(const Requirements &required);

private:
  /// The four results of CPUID as a struct of i32.
  Value *cpuid(uint32_t leaf, uint32_t subleaf);
  Value *xgetbv();
  Value *get(Value *cpuidResult, CPUIDRegister reg) {
    return builder.CreateExtractValue(cpuidResult, unsigned(reg));
  }
  /// Goes on if `condition` holds, else returns 0.
  void require(Value *condition);
  void requireBits(Value *word, uint32_t mask);
  void requireAtLeast(Value *word, uint32_t least);

  llvm::Function &function;
  llvm::IRBuilder<> builder;
};

} // namespace

static Requirements getRequirements(const TargetInfo &target) {
  Requirements required;
  for (const X86FeatureBit &feature : getX86FeatureBits()) {
    if (!target.hasFeature(feature.name))
      continue;
    auto &masks = required.cpuid[{feature.leaf, feature.subleaf}];
    masks[unsigned(feature.reg)] |= uint32_t(1) << feature.bit;
    required.xcr0 |= feature.xcr0;
  }
  if (required.xcr0) {
    // OSXSAVE: XGETBV may be used.
    constexpr uint32_t osxsave = uint32_t(1) << 27;
    required.cpuid[{1, 0}][unsigned(CPUIDRegister::ECX)] |= osxsave;
  }
  return required;
}

Value *CheckBuilder::cpuid(uint32_t leaf, uint32_t subleaf) {
  llvm::Type *i32 = builder.getInt32Ty();
  auto *result = llvm::StructType::get(i32, i32, i32, i32);
  auto *type = llvm::FunctionType::get(result, {i32, i32}, /*isVarArg=*/false);
  auto *instruction =
      llvm::InlineAsm::get(type, "cpuid", "={ax},={bx},={cx},={dx},{ax},{cx}",
                           /*hasSideEffects=*/true);
  return builder.CreateCall(
      type, instruction, {builder.getInt32(leaf), builder.getInt32(subleaf)});
}

Value *CheckBuilder::xgetbv() {
  llvm::Type *i32 = builder.getInt32Ty();
  auto *result = llvm::StructType::get(i32, i32);
  auto *type = llvm::FunctionType::get(result, {i32}, /*isVarArg=*/false);
  auto *instruction = llvm::InlineAsm::get(type, "xgetbv", "={ax},={dx},{cx}",
                                           /*hasSideEffects=*/true);
  return builder.CreateCall(type, instruction, {builder.getInt32(0)});
}

void CheckBuilder::require(Value *condition) {
  llvm::LLVMContext &context = function.getContext();
  auto *next = llvm::BasicBlock::Create(context, "next", &function);
  auto *fail = llvm::BasicBlock::Create(context, "fail", &function);
  builder.CreateCondBr(condition, next, fail);
  builder.SetInsertPoint(fail);
  builder.CreateRet(builder.getInt32(0));
  builder.SetInsertPoint(next);
}

void CheckBuilder::requireBits(Value *word, uint32_t mask) {
  if (mask)
    require(builder.CreateICmpEQ(builder.CreateAnd(word, mask),
                                 builder.getInt32(mask)));
}

void CheckBuilder::requireAtLeast(Value *word, uint32_t least) {
  require(builder.CreateICmpUGE(word, builder.getInt32(least)));
}

void CheckBuilder::build(const Requirements &required) {
  constexpr uint32_t extendedBase = 0x80000000;
  // An unknown leaf gives the data of another one: ask for the last first, in
  // the basic and in the extended range.
  std::map<uint32_t, uint32_t> lastLeaf;
  std::map<uint32_t, uint32_t> lastSubleaf;
  for (const auto &[where, masks] : required.cpuid) {
    auto [leaf, subleaf] = where;
    uint32_t &last = lastLeaf[leaf & extendedBase];
    last = std::max(last, leaf);
    lastSubleaf[leaf] = std::max(lastSubleaf[leaf], subleaf);
  }
  for (auto [base, last] : lastLeaf)
    requireAtLeast(get(cpuid(base, 0), CPUIDRegister::EAX), last);
  for (auto [leaf, last] : lastSubleaf)
    if (last > 0)
      requireAtLeast(get(cpuid(leaf, 0), CPUIDRegister::EAX), last);

  for (const auto &[where, masks] : required.cpuid) {
    Value *result = cpuid(where.first, where.second);
    for (unsigned reg = 0; reg < masks.size(); ++reg)
      if (masks[reg])
        requireBits(get(result, CPUIDRegister(reg)), masks[reg]);
  }
  // Leaf 1 is checked by now, and with it that XGETBV exists.
  if (required.xcr0)
    requireBits(builder.CreateExtractValue(xgetbv(), 0), required.xcr0);
  builder.CreateRet(builder.getInt32(1));
}

void mlir::lowres::addSupportedFunction(llvm::Module &module,
                                        llvm::StringRef name,
                                        const TargetInfo &target) {
  llvm::LLVMContext &context = module.getContext();
  auto *type = llvm::FunctionType::get(llvm::Type::getInt32Ty(context), false);
  auto *function = llvm::Function::Create(
      type, llvm::GlobalValue::ExternalLinkage, name, module);
  function->setDoesNotThrow();
  // Runs on machines that lack what it looks for, so it must not use it.
  if (target.isX86_64())
    function->addFnAttr("target-cpu", "x86-64");
  CheckBuilder(*function).build(target.isX86_64() ? getRequirements(target)
                                                  : Requirements());
}
