//===- Tolerance.h - How far results may differ -----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_TOLERANCE_H
#define LOWRES_DRIVER_TOLERANCE_H

#include "mlir/IR/BuiltinOps.h"

#include <algorithm>

namespace mlir {
namespace lowres {

/// A bound on absolute differences, relative to the largest magnitude among
/// the expected results (but at least to 1).
struct Tolerance {
  double relative = 0;

  double getBound(double maxMagnitude) const {
    return relative * std::max(1.0, maxMagnitude);
  }
};

/// Sums of floats in another order: for networks of a few layers with K up to
/// some ten thousand, an order of magnitude above what is seen.
inline constexpr Tolerance kReordering{1e-4};

/// As kReordering, where a last bit can tip the rounding of an activation to
/// int8 in a later layer.
inline constexpr Tolerance kTippedRounding{1e-2};

/// What a model, which is in the state after selectKernels, may differ by from
/// the same compiled with plain loops. Nothing where all results are defined to
/// the bit: layers with int8 activations, uniform grids and exact activation
/// functions, and between them no attention, no functions of `math` and no sums
/// of floats that are reductions.
Tolerance getReferenceTolerance(ModuleOp module);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_TOLERANCE_H
