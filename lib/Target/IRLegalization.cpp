//===- IRLegalization.cpp - LLVM IR that a machine does well --------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IRLegalization.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/CodeGen/TargetLowering.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Scalar/Scalarizer.h"
#include "llvm/Transforms/Utils/LowerMemIntrinsics.h"

using namespace llvm;

void mlir::lowres::expandMemoryIntrinsics(Module &module,
                                          TargetMachine &machine) {
  // Every back end expands less than this without a call.
  constexpr uint64_t inlineBytes = 16;
  SmallVector<MemIntrinsic *> calls;
  for (Function &function : module)
    for (Instruction &instruction : instructions(function))
      if (auto *call = dyn_cast<MemIntrinsic>(&instruction)) {
        auto *size = dyn_cast<ConstantInt>(call->getLength());
        if (!size || size->getZExtValue() > inlineBytes)
          calls.push_back(call);
      }
  for (MemIntrinsic *call : calls) {
    TargetTransformInfo info =
        machine.getTargetTransformInfo(*call->getFunction());
    if (auto *copy = dyn_cast<MemCpyInst>(call))
      expandMemCpyAsLoop(copy, info);
    else if (auto *set = dyn_cast<MemSetInst>(call))
      expandMemSetAsLoop(set);
    else if (auto *move = dyn_cast<MemMoveInst>(call)) {
      if (!expandMemMoveAsLoop(move, info))
        continue;
    } else
      continue;
    call->eraseFromParent();
  }
}

/// Whether the back end has more for an extremum of `type` than comparisons or
/// a call.
static bool hasExtremum(const IntrinsicInst &call,
                        const TargetMachine &machine) {
  const TargetLoweringBase &lowering =
      *machine.getSubtargetImpl(*call.getFunction())->getTargetLowering();
  unsigned opcode = call.getIntrinsicID() == Intrinsic::maximum ? ISD::FMAXIMUM
                                                                : ISD::FMINIMUM;
  EVT element = EVT::getEVT(call.getType()->getScalarType());
  if (lowering.isOperationLegalOrCustom(opcode, element))
    return true;
  if (!call.getType()->isVectorTy())
    return false;
  // Long vectors become several of this one.
  constexpr unsigned vectorBits = 128;
  EVT vector =
      EVT::getVectorVT(call.getContext(), element,
                       vectorBits / call.getType()->getScalarSizeInBits());
  return lowering.isOperationLegalOrCustom(opcode, vector);
}

/// The larger (or smaller) of two floats: a NaN if one of them is, and of zeros
/// the positive (or negative) one.
static Value *createExtremum(IRBuilder<> &b, Value *x, Value *y, bool isMax) {
  if (isa<Constant>(x))
    std::swap(x, y);
  Value *isBeyond = isMax ? b.CreateFCmpUGT(x, y) : b.CreateFCmpULT(x, y);
  Value *result = b.CreateSelect(isBeyond, x, y);
  const APFloat *constant;
  if (PatternMatch::match(y, PatternMatch::m_APFloat(constant)) &&
      !constant->isNaN() &&
      !(constant->isZero() && constant->isNegative() == isMax))
    return result;
  // What is equal has the same bits, or is zero.
  Type *bits = x->getType()->getWithNewType(
      b.getIntNTy(x->getType()->getScalarSizeInBits()));
  Value *xBits = b.CreateBitCast(x, bits), *yBits = b.CreateBitCast(y, bits);
  Value *both = isMax ? b.CreateAnd(xBits, yBits) : b.CreateOr(xBits, yBits);
  result = b.CreateSelect(b.CreateFCmpOEQ(x, y),
                          b.CreateBitCast(both, x->getType()), result);
  return b.CreateSelect(b.CreateFCmpUNO(y, y), y, result);
}

void mlir::lowres::expandExtrema(Module &module, const TargetMachine &machine) {
  SmallVector<IntrinsicInst *> calls;
  for (Function &function : module)
    for (Instruction &instruction : instructions(function))
      if (auto *call = dyn_cast<IntrinsicInst>(&instruction);
          call &&
          (call->getIntrinsicID() == Intrinsic::maximum ||
           call->getIntrinsicID() == Intrinsic::minimum) &&
          !hasExtremum(*call, machine))
        calls.push_back(call);
  for (IntrinsicInst *call : calls) {
    IRBuilder<> builder(call);
    call->replaceAllUsesWith(
        createExtremum(builder, call->getArgOperand(0), call->getArgOperand(1),
                       call->getIntrinsicID() == Intrinsic::maximum));
    call->eraseFromParent();
  }
}

/// `amounts` with those of at least `bits` bits replaced by the largest amount
/// that is allowed.
static Constant *boundAmounts(Constant *amounts, unsigned count,
                              unsigned bits) {
  SmallVector<Constant *> lanes;
  for (unsigned i = 0; i < count; ++i) {
    Constant *lane = amounts->getAggregateElement(i);
    if (!lane)
      return amounts;
    auto *amount = dyn_cast<ConstantInt>(lane);
    lanes.push_back(amount && amount->getValue().uge(bits)
                        ? ConstantInt::get(amount->getType(), bits - 1)
                        : lane);
  }
  return ConstantVector::get(lanes);
}

void mlir::lowres::boundShifts(Module &module) {
  for (Function &function : module)
    for (Instruction &instruction : instructions(function)) {
      auto *type = dyn_cast<FixedVectorType>(instruction.getType());
      auto *amounts = type && instruction.getOpcode() == Instruction::AShr
                          ? dyn_cast<Constant>(instruction.getOperand(1))
                          : nullptr;
      if (amounts)
        instruction.setOperand(1, boundAmounts(amounts, type->getNumElements(),
                                               type->getScalarSizeInBits()));
    }
}

void mlir::lowres::loadWords(Module &module) {
  SmallVector<LoadInst *> loads;
  for (Function &function : module)
    for (Instruction &instruction : instructions(function)) {
      auto *load = dyn_cast<LoadInst>(&instruction);
      auto *type = load ? dyn_cast<FixedVectorType>(load->getType()) : nullptr;
      if (type && load->isSimple() && type->getPrimitiveSizeInBits() == 32 &&
          all_of(load->users(), IsaPred<BitCastInst>))
        loads.push_back(load);
    }
  for (LoadInst *load : loads) {
    IRBuilder<> builder(load);
    Value *word = builder.CreateAlignedLoad(
        builder.getInt32Ty(), load->getPointerOperand(), load->getAlign());
    for (User *user : to_vector(load->users())) {
      builder.SetInsertPoint(cast<Instruction>(user));
      user->replaceAllUsesWith(builder.CreateBitCast(word, user->getType()));
      cast<Instruction>(user)->eraseFromParent();
    }
    load->eraseFromParent();
  }
}

void mlir::lowres::scalarizeVectors(Module &module) {
  ScalarizerPassOptions options;
  options.ScalarizeLoadStore = true;
  legacy::PassManager passes;
  passes.add(createScalarizerPass(options));
  passes.run(module);
}
