//===- Tolerance.cpp - How far results may differ -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Tolerance.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

using namespace mlir;
using namespace mlir::lowres;

/// Whether the result of `op` with int8 input is defined to the bit.
static bool isExactWithInt8(LayerOpInterface op) {
  if (!op.getLevelType().isUniform())
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

Tolerance mlir::lowres::getReferenceTolerance(ModuleOp module) {
  bool anyInt8 = false;
  bool allExact = true;
  module.walk([&](LayerOpInterface op) {
    anyInt8 |= op.hasInt8Input();
    allExact &= op.hasInt8Input() && isExactWithInt8(op);
  });
  if (!anyInt8)
    return kReordering;
  return allExact ? Tolerance{0} : kTippedRounding;
}
