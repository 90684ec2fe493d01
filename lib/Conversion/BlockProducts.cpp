//===- BlockProducts.cpp - Products of blocks of bytes --------------------===//

#include "BlockProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::lowres;

static SmallVector<AffineMap> getMaps(MLIRContext *context) {
  AffineExpr block, tile, row, lane, step, quad, input;
  bindDims(context, block, tile, row, lane, step, quad, input);
  auto makeMap = [&](ArrayRef<AffineExpr> position) {
    return AffineMap::get(7, 0, position, context);
  };
  return {makeMap({block, step, row, quad * 4 + input}),
          makeMap({tile, step, quad, lane, input}),
          makeMap({block, tile, row, lane})};
}

static SmallVector<utils::IteratorType> getIterators() {
  SmallVector<utils::IteratorType> iterators(4, utils::IteratorType::parallel);
  iterators.append(3, utils::IteratorType::reduction);
  return iterators;
}

Value lowres::createBlockProduct(OpBuilder &builder, Location loc,
                                 const BlockProduct &product) {
  auto addProduct = [](OpBuilder &b, Location loc, ValueRange args) {
    Type i32 = args[2].getType();
    Value x = arith::ExtSIOp::create(b, loc, i32, args[0]);
    Value code = arith::ExtUIOp::create(b, loc, i32, args[1]);
    Value sum = arith::AddIOp::create(b, loc, args[2],
                                      arith::MulIOp::create(b, loc, x, code));
    linalg::YieldOp::create(b, loc, sum);
  };
  return linalg::GenericOp::create(builder, loc, product.sums.getType(),
                                   ValueRange{product.rows, product.panel},
                                   product.sums, getMaps(builder.getContext()),
                                   getIterators(), addProduct)
      .getResult(0);
}

/// Whether `op` yields the third argument plus the product of the first one,
/// signed, and the second one, unsigned.
static bool addsProduct(linalg::GenericOp op) {
  Block *body = op.getBlock();
  auto sum =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddIOp>();
  if (!sum || sum.getLhs() != body->getArgument(2))
    return false;
  auto product = sum.getRhs().getDefiningOp<arith::MulIOp>();
  if (!product)
    return false;
  auto x = product.getLhs().getDefiningOp<arith::ExtSIOp>();
  auto code = product.getRhs().getDefiningOp<arith::ExtUIOp>();
  return x && code && x.getIn() == body->getArgument(0) &&
         code.getIn() == body->getArgument(1) &&
         x.getIn().getType().isInteger(8) &&
         code.getIn().getType().isInteger(8) && sum.getType().isInteger(32);
}

std::optional<BlockProduct> lowres::matchBlockProduct(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      op.getIteratorTypesArray() != getIterators() ||
      op.getIndexingMapsArray() != getMaps(op.getContext()) || !addsProduct(op))
    return std::nullopt;
  BlockProduct product{op.getDpsInputs()[0], op.getDpsInputs()[1],
                       op.getDpsInits()[0]};
  ArrayRef<int64_t> rows = cast<ShapedType>(product.rows.getType()).getShape();
  ArrayRef<int64_t> panel =
      cast<ShapedType>(product.panel.getType()).getShape();
  auto isKnown = [](int64_t size) { return size > 0; };
  if (!llvm::all_of(panel, isKnown) ||
      !llvm::all_of(rows.drop_front(), isKnown) || panel[4] != 4 ||
      rows[3] != 4 * panel[2])
    return std::nullopt;
  return product;
}
