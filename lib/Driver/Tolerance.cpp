//===- Tolerance.cpp - How far results may differ -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Tolerance.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::lowres;

/// Whether the result of a layer is defined to the bit.
static bool isExact(LayerOpInterface op) {
  if (!op.sumsIntegers())
    return false;
  switch (op.getActivation()) {
  case Activation::None:
  case Activation::ReLU:
  case Activation::ReLU6:
    return true;
  default:
    return false;
  }
}

/// Whether the order in which `op` combines its inputs makes no difference.
static bool isExact(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0)
    return true;
  return llvm::all_of(
      op.getBlock()->getTerminator()->getOperands(), [](Value combined) {
        return !isa<FloatType>(combined.getType()) ||
               isa_and_present<arith::MaximumFOp, arith::MinimumFOp,
                               arith::MaxNumFOp, arith::MinNumFOp>(
                   combined.getDefiningOp());
      });
}

/// Whether the dialect promises the bits of what `op` computes.
static bool isExact(Operation *op) {
  if (auto layer = dyn_cast<LayerOpInterface>(op))
    return isExact(layer);
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return isExact(structured);
  return !isa<AttentionOp, ScaledDotProductAttentionOp>(op) &&
         !isa_and_present<math::MathDialect>(op->getDialect());
}

Tolerance mlir::lowres::getReferenceTolerance(ModuleOp module) {
  bool anyInt8 = false;
  bool allExact = true;
  module.walk([&](Operation *op) {
    anyInt8 |= isa<QuantizeActivationsOp>(op);
    allExact &= isExact(op);
  });
  if (!anyInt8)
    return kReordering;
  return allExact ? Tolerance{0} : kTippedRounding;
}
