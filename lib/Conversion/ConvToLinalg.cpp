//===- ConvToLinalg.cpp - Convolutions to plain loops: the reference ------===//

#include "LinalgBuilders.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

/// The codes as [groups, outputs of a group, height, width, channels].
static Value splitOutputs(OpBuilder &b, Location loc, Value codes,
                          int64_t groups) {
  auto type = cast<RankedTensorType>(codes.getType());
  SmallVector<int64_t> shape = {groups, type.getDimSize(0) / groups};
  llvm::append_range(shape, type.getShape().drop_front());
  return tensor::ExpandShapeOp::create(
      b, loc, type.clone(shape), codes,
      ArrayRef<ReassociationIndices>{{0, 1}, {2}, {3}, {4}});
}

namespace {
struct LowerConv2D : OpConversionPattern<Conv2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Conv2DOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    FailureOr<Value> codes =
        getCodes(rewriter, op, op.getWeights(), adaptor.getWeights());
    if (failed(codes))
      return failure();

    int64_t groups = op.getGroups();
    ArrayRef<int64_t> padding = op.getPadding();
    Value padded = padWithZeros(rewriter, loc, adaptor.getInput(),
                                {0, padding[0], padding[2], 0},
                                {0, padding[1], padding[3], 0});
    Value input = splitLastDim(rewriter, loc, padded, groups);
    Value weights = splitOutputs(rewriter, loc, *codes, groups);
    Value sums = sum(rewriter, op, input, weights);

    // [N, OH, OW, groups, outputs of a group] is [N, OH, OW, N_out].
    auto sumsType = cast<RankedTensorType>(sums.getType());
    sums = tensor::CollapseShapeOp::create(
        rewriter, loc,
        op.getResult().getType().clone(sumsType.getElementType()), sums,
        ArrayRef<ReassociationIndices>{{0}, {1}, {2}, {3, 4}});
    rewriter.replaceOp(op, finish(rewriter, op, adaptor, sums));
    return success();
  }

private:
  /// Loops: image, y, x, group, output, window's row and column, channel.
  static Value sum(OpBuilder &b, Conv2DOp op, Value input, Value weights) {
    SmallVector<AffineExpr> loops(8);
    bindDimsList(b.getContext(), MutableArrayRef(loops));
    AffineMap inputMap = AffineMap::get(
        8, 0,
        {loops[0],
         loops[1] * op.getStrides()[0] + loops[5] * op.getDilations()[0],
         loops[2] * op.getStrides()[1] + loops[6] * op.getDilations()[1],
         loops[3], loops[7]},
        b.getContext());
    AffineMap weightsMap =
        AffineMap::get(8, 0, {loops[3], loops[4], loops[5], loops[6], loops[7]},
                       b.getContext());
    SmallVector<OpFoldResult> sizes = {
        tensor::getMixedSize(b, op.getLoc(), input, 0)};
    ArrayRef<int64_t> shape = op.getResult().getType().getShape();
    int64_t groups = op.getGroups();
    for (int64_t size : {shape[1], shape[2], groups, op.getNumOutputsOfGroup()})
      sizes.push_back(b.getIndexAttr(size));
    return createSums(b, op, input, inputMap, weights, weightsMap, sizes,
                      {0, 1, 2, 3, 4});
  }

  static Value finish(OpBuilder &builder, Conv2DOp op, OpAdaptor adaptor,
                      Value sums) {
    Location loc = op.getLoc();
    // [1, N_out]: a single group along K.
    Value scale = tensor::CollapseShapeOp::create(
        builder, loc, createSumScales(builder, op),
        ArrayRef<ReassociationIndices>{{0, 1}});
    SmallVector<Value> ins = {sums, scale};
    SmallVector<SmallVector<unsigned>> inDims = {{0, 1, 2, 3}, {3}};
    if (adaptor.getInputScale()) {
      ins.push_back(adaptor.getInputScale());
      inDims.push_back({0});
    }
    if (adaptor.getBias()) {
      ins.push_back(adaptor.getBias());
      inDims.push_back({3});
    }
    return createElementwise(
        builder, loc, tensor::getMixedSizes(builder, loc, sums),
        builder.getF32Type(), ins, inDims,
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value inputScale = adaptor.getInputScale() ? args[2] : Value();
          Value bias = adaptor.getBias() ? args.drop_back().back() : Value();
          Value y = scaleSum(b, l, args[0], args[1], inputScale);
          return finishLayer(b, l, op, y, bias);
        });
  }
};
} // namespace

void lowres::populateConvToLinalgPatterns(TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns.add<LowerConv2D>(converter, patterns.getContext());
}
