//===- BatchSizes.h - Sizes as functions of the batch -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DIALECT_LOWRES_UTILS_BATCHSIZES_H
#define LOWRES_DIALECT_LOWRES_UTILS_BATCHSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AffineExpr.h"

#include <optional>

namespace mlir {
namespace lowres {

/// Whether `op` is arithmetic on sizes that upstream's TOSA lowering leaves and
/// that its analysis of sizes does not look into: a maximum or a quotient.
bool isSizeArithmetic(Operation *op);

/// The sizes in a function, as expressions of the first dimensions of its
/// arguments. All inputs of an entry (a public function) have one batch.
class BatchSizes {
public:
  explicit BatchSizes(func::FuncOp func) : func(func) {}

  /// Dimension `dim` of the tensor `value`, or without `dim` the index `value`,
  /// as an expression of d0, the batch, in entries, and of one d for each
  /// argument elsewhere. Null if that is not known.
  AffineExpr get(Value value, std::optional<int64_t> dim = std::nullopt) const;

  /// Creates the value of an expression that get() gave.
  Value build(OpBuilder &builder, Location loc, AffineExpr size) const;

private:
  AffineExpr getOperand(Value value, std::optional<int64_t> dim) const;
  AffineExpr getArithmetic(Operation *op) const;

  mutable func::FuncOp func;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DIALECT_LOWRES_UTILS_BATCHSIZES_H
