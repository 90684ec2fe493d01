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

/// Whether `type` is a tensor of rows of a static shape.
bool hasStaticRows(Type type);

/// Behind reshapes of whole rows of static shapes: `use`, or the use of what
/// they reshape.
OpOperand &skipReshapesOfRows(OpOperand &use);

/// The sizes in a function, as expressions of the batches of its arguments: the
/// first dimensions of its tensors, where these are dynamic. Those of an entry
/// (a public function) have one batch.
class BatchSizes {
public:
  explicit BatchSizes(func::FuncOp func) : func(func) {}

  /// Dimension `dim` of the tensor `value`, or without `dim` the index `value`,
  /// as an expression of d0, the batch, in entries, and of one d for each
  /// argument elsewhere. Null if that is not known.
  AffineExpr get(Value value, std::optional<int64_t> dim = std::nullopt);

  /// Creates the value of an expression that get() gave.
  Value build(OpBuilder &builder, Location loc, AffineExpr size);

private:
  /// A dimension of a tensor, or an index (dimension -1).
  using Known = DenseMap<std::pair<Value, int64_t>, AffineExpr>;

  AffineExpr find(Value value, std::optional<int64_t> dim, Known &known);
  AffineExpr compute(Value value, std::optional<int64_t> dim, Known &known);
  AffineExpr getOfArgument(BlockArgument argument, int64_t dim);
  AffineExpr getOfArithmetic(Operation *op, Known &known);

  func::FuncOp func;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DIALECT_LOWRES_UTILS_BATCHSIZES_H
