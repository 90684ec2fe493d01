//===- BlockProducts.h - Products of blocks of bytes ------------*- C++ -*-===//
//
// What the products of panels are written as, between the lowering of layers
// and that of these products.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_BLOCKPRODUCTS_H
#define LOWRES_LIB_CONVERSION_BLOCKPRODUCTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::lowres {

/// Matrices in blocks whose product is added to sums, as tensors or memrefs.
struct BlockProduct {
  /// [blocks, steps, rows of a block, inputs of a step] of signed i8.
  Value rows;
  /// [tiles, steps, inputs of a step / 4, lanes, 4] of unsigned i8.
  Value panel;
  /// [blocks, tiles, rows of a block, lanes] of i32.
  Value sums;
};

/// `product.sums`, a tensor, with the product added.
Value createBlockProduct(OpBuilder &builder, Location loc,
                         const BlockProduct &product);

/// What `op` multiplies, if it is of the form that createBlockProduct makes.
std::optional<BlockProduct> matchBlockProduct(linalg::GenericOp op);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_BLOCKPRODUCTS_H
