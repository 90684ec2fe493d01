//===- LinalgLayout.h - Operands of linalg as those of layers ---*- C++ -*-===//
//
// What recognising layers among structured operations shares.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LINALGLAYOUT_H
#define LOWRES_LIB_CONVERSION_LINALGLAYOUT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::lowres {

/// How an operand's dimensions become those of a lowres layer: permuted, then
/// collapsed by `groups` (of the permuted ones). The first group may be empty:
/// the layer has a dimension of 1 there that the operand lacks.
struct Layout {
  SmallVector<int64_t> permutation;
  SmallVector<ReassociationIndices> groups;

  /// Adds one dimension of the layer, made of dimensions of the operand.
  void add(ArrayRef<int64_t> dims) {
    ReassociationIndices &group = groups.emplace_back();
    for (int64_t dim : dims) {
      group.push_back(permutation.size());
      permutation.push_back(dim);
    }
  }
  bool isPermuted() const {
    return !llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size()));
  }
  SmallVector<int64_t> getShape(ArrayRef<int64_t> operandShape) const;
};

/// An operand in the dimensions of the layer.
Value toLayer(OpBuilder &builder, Location loc, Value value,
              const Layout &layout);

/// A layer's result in the dimensions, and the type, of `like`.
Value fromLayer(OpBuilder &builder, Location loc, Value value,
                const Layout &layout, Value like);

/// Whether every element of `value`, a constant or a filled tensor, is zero.
bool isZero(Value value);

/// Whether the body adds a product of floats to what is there.
bool addsProducts(linalg::LinalgOp op);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LINALGLAYOUT_H
