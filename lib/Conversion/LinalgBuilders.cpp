//===- LinalgBuilders.cpp - Pieces of plain loops -------------------------===//

#include "LinalgBuilders.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Tensors and loops
//===----------------------------------------------------------------------===//

Value lowres::createFilled(OpBuilder &b, Location loc,
                           ArrayRef<OpFoldResult> sizes, Value init) {
  Value empty = tensor::EmptyOp::create(b, loc, sizes, init.getType());
  return linalg::FillOp::create(b, loc, init, empty).getResult(0);
}

/// The map from `numDims` loops to `dims` of them.
static AffineMap getDimsMap(MLIRContext *context, unsigned numDims,
                            ArrayRef<unsigned> dims) {
  SmallVector<AffineExpr> exprs;
  for (unsigned dim : dims)
    exprs.push_back(getAffineDimExpr(dim, context));
  return AffineMap::get(numDims, 0, exprs, context);
}

Value lowres::createGeneric(OpBuilder &b, Location loc, ValueRange ins,
                            ArrayRef<AffineMap> inMaps, Value out,
                            ArrayRef<unsigned> outDims, BodyBuilder body) {
  unsigned numDims = inMaps.front().getNumDims();
  SmallVector<AffineMap> maps(inMaps);
  maps.push_back(getDimsMap(b.getContext(), numDims, outDims));
  SmallVector<utils::IteratorType> iterators(numDims,
                                             utils::IteratorType::reduction);
  for (unsigned dim : outDims)
    iterators[dim] = utils::IteratorType::parallel;
  return linalg::GenericOp::create(
             b, loc, out.getType(), ins, out, maps, iterators,
             [&](OpBuilder &b, Location l, ValueRange args) {
               linalg::YieldOp::create(b, l, body(b, l, args));
             })
      .getResult(0);
}

Value lowres::createGeneric(OpBuilder &b, Location loc, unsigned numDims,
                            ValueRange ins,
                            ArrayRef<SmallVector<unsigned>> inDims, Value out,
                            ArrayRef<unsigned> outDims, BodyBuilder body) {
  SmallVector<AffineMap> maps;
  for (ArrayRef<unsigned> dims : inDims)
    maps.push_back(getDimsMap(b.getContext(), numDims, dims));
  return createGeneric(b, loc, ins, maps, out, outDims, body);
}

Value lowres::createElementwise(OpBuilder &b, Location loc,
                                ArrayRef<OpFoldResult> sizes, Type elementType,
                                ValueRange ins,
                                ArrayRef<SmallVector<unsigned>> inDims,
                                BodyBuilder body) {
  Value empty = tensor::EmptyOp::create(b, loc, sizes, elementType);
  return createGeneric(b, loc, sizes.size(), ins, inDims, empty,
                       llvm::to_vector(llvm::seq<unsigned>(0, sizes.size())),
                       body);
}

//===----------------------------------------------------------------------===//
// Codes and levels
//===----------------------------------------------------------------------===//

/// All of `rank` dimensions as one; none for a scalar, which MLIR gives no
/// group.
static SmallVector<ReassociationIndices> getAllDims(int64_t rank) {
  if (rank == 0)
    return {};
  return {llvm::to_vector<2>(llvm::seq<int64_t>(0, rank))};
}

Value lowres::expandBytes(OpBuilder &b, Location loc, Value bytes,
                          ArrayRef<int64_t> shape) {
  if (shape.size() == 1)
    return bytes;
  auto type = RankedTensorType::get(shape, b.getI8Type());
  if (shape.empty())
    return tensor::CollapseShapeOp::create(b, loc, type, bytes, getAllDims(0));
  return tensor::ExpandShapeOp::create(b, loc, type, bytes,
                                       getAllDims(shape.size()));
}

Value lowres::flattenBytes(OpBuilder &b, Location loc, Value bytes) {
  auto type = cast<RankedTensorType>(bytes.getType());
  if (type.getRank() == 1)
    return bytes;
  auto flat = RankedTensorType::get({type.getNumElements()}, b.getI8Type());
  if (type.getRank() == 0)
    return tensor::ExpandShapeOp::create(b, loc, flat, bytes, getAllDims(0));
  return tensor::CollapseShapeOp::create(b, loc, flat, bytes,
                                         getAllDims(type.getRank()));
}

FailureOr<Value> lowres::getCodes(ConversionPatternRewriter &rewriter,
                                  Operation *op, Value levels, Value storage) {
  auto type = cast<RankedTensorType>(levels.getType());
  if (!type.getEncoding())
    return expandBytes(rewriter, op->getLoc(), storage, type.getShape());
  auto constant = levels.getDefiningOp<ConstantOp>();
  if (!constant)
    return rewriter.notifyMatchFailure(op, "only constants can be unpacked");
  auto bytes = arith::ConstantOp::create(
      rewriter, op->getLoc(),
      cast<TypedAttr>(
          getBytesAttr(rewriter.getContext(), constant.getCodes())));
  return expandBytes(rewriter, op->getLoc(), bytes, type.getShape());
}

Value lowres::lookUpLevel(OpBuilder &b, Location loc, Value table, Value code) {
  Value index = arith::IndexCastUIOp::create(b, loc, b.getIndexType(), code);
  return tensor::ExtractOp::create(b, loc, table, index);
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

Value lowres::createSums(OpBuilder &builder, LayerOpInterface op, Value input,
                         AffineMap inputMap, Value codes, AffineMap codesMap,
                         ArrayRef<OpFoldResult> sizes,
                         ArrayRef<unsigned> outDims) {
  Location loc = op->getLoc();
  LevelType level = op.getLevelType();
  Type i32 = builder.getI32Type(), f32 = builder.getF32Type();
  if (op.sumsIntegers()) {
    IntegerGrid grid = IntegerGrid::get(level);
    Value init =
        createFilled(builder, loc, sizes, getIntConstant(builder, loc, i32, 0));
    return createGeneric(
        builder, loc, {input, codes}, {inputMap, codesMap}, init, outDims,
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value x = arith::ExtSIOp::create(b, l, i32, args[0]);
          Value w = arith::ExtUIOp::create(b, l, i32, args[1]);
          w = arith::MulIOp::create(b, l, w,
                                    getIntConstant(b, l, i32, grid.multiplier));
          w = arith::SubIOp::create(b, l, w,
                                    getIntConstant(b, l, i32, grid.offset));
          return arith::AddIOp::create(b, l, args[2],
                                       arith::MulIOp::create(b, l, x, w));
        });
  }

  // Adding to -0.0 leaves everything as it is.
  Value table = createLevelTable(builder, loc, level);
  Value init = createFilled(builder, loc, sizes,
                            getFloatConstant(builder, loc, f32, -0.0));
  return createGeneric(builder, loc, {input, codes}, {inputMap, codesMap}, init,
                       outDims, [&](OpBuilder &b, Location l, ValueRange args) {
                         Value x = args[0];
                         if (x.getType().isInteger())
                           x = arith::SIToFPOp::create(b, l, f32, x);
                         Value w = lookUpLevel(b, l, table, args[1]);
                         return arith::AddFOp::create(
                             b, l, args[2], arith::MulFOp::create(b, l, x, w));
                       });
}

Value lowres::createSumScales(OpBuilder &builder, LayerOpInterface op) {
  float step =
      op.sumsIntegers() ? IntegerGrid::get(op.getLevelType()).step : 1.0f;
  return getScaleTable(builder, op->getLoc(), op, step);
}

Value lowres::scaleSum(OpBuilder &b, Location loc, Value sum, Value scale,
                       Value inputScale) {
  if (sum.getType().isInteger())
    sum = arith::SIToFPOp::create(b, loc, b.getF32Type(), sum);
  if (inputScale)
    scale = arith::MulFOp::create(b, loc, inputScale, scale);
  return arith::MulFOp::create(b, loc, sum, scale);
}

Value lowres::finishLayer(OpBuilder &b, Location loc, LayerOpInterface op,
                          Value value, Value bias) {
  if (bias)
    value = arith::AddFOp::create(b, loc, value, bias);
  return applyActivation(b, loc, op.getActivation(), value);
}
