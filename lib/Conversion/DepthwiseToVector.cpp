//===- DepthwiseToVector.cpp - Depthwise convolutions to vector loops -----===//
//
// Every output has a channel of its own, so that lanes are channels and inputs
// are read as vectors. The few weights of a tile are decoded once:
//
//   for image: copy it into the middle of a padded one
//     for tile of channels, in parallel: decode its weights
//       for position: sum weights times inputs over the window
//
//===----------------------------------------------------------------------===//

#include "ConvBuilders.h"
#include "LayerKernel.h"
#include "LowResToVector.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// Emits the loops of one depthwise convolution.
class DepthwiseKernel : LoopEmitter {
public:
  DepthwiseKernel(OpBuilder &builder, Conv2DOp op)
      : LoopEmitter(builder, op.getLoc()), op(op), kernel(builder, op) {}

  Value build();

private:
  /// All tiles of an image, written to `output` [N * OH * OW, N_out].
  Value buildTiles(Value image, Value padded, Value output);
  /// One tile, written to `output` [positions, its channels].
  Value buildTile(Value image, Value padded, Value tile, Value output);
  /// The sums at one position of the output for a tile of channels.
  Value sumWindow(Value padded, Value y, Value x, Value channel,
                  ArrayRef<Value> weights);

  Conv2DOp op;
  LayerKernel kernel;
};

} // namespace

Value DepthwiseKernel::build() {
  SmallVector<Value> results =
      buildLoop(index(0), getNumImages(builder, op), 1,
                {createPaddedImage(builder, op), createConvOutput(builder, op)},
                [&](Value image, ValueRange state) -> SmallVector<Value> {
                  Value padded = copyImage(builder, op, image, state[0]);
                  return {padded, buildTiles(image, padded, state[1])};
                });
  return expandConvOutput(builder, op, results.back());
}

Value DepthwiseKernel::buildTiles(Value image, Value padded, Value output) {
  ArrayRef<int64_t> shape = op.getResult().getType().getShape();
  int64_t positions = shape[1] * shape[2], lanes = kernel.getNumLanes();
  auto getSlice = [&](Value tile) -> Slice {
    OpFoldResult size = builder.getIndexAttr(lanes);
    if (shape[3] % lanes != 0)
      size =
          applyMin(shape[3] - builder.getAffineDimExpr(0) * lanes, lanes, tile);
    return {{mul(image, positions), kernel.getFirstOutput(tile)},
            {builder.getIndexAttr(positions), size}};
  };
  return buildParallelLoop(builder.getIndexAttr(kernel.getNumTiles()), output,
                           getSlice, [&](Value tile, Value slice) {
                             return buildTile(image, padded, tile, slice);
                           });
}

Value DepthwiseKernel::buildTile(Value image, Value padded, Value tile,
                                 Value output) {
  ArrayRef<int64_t> shape = op.getResult().getType().getShape();
  SmallVector<Value> weights = kernel.decodeTile(tile);
  Value inputScale = getImageScale(builder, op, image);
  Value channel = kernel.getFirstOutput(tile);
  Value factor =
      kernel.getFactor(kernel.getWeightScale(index(0), channel), inputScale);
  Value bias = kernel.getBias(channel);
  AffineExpr y, x;
  bindDims(builder.getContext(), y, x);
  return buildLoop(shape[1], 1, output, [&](Value yy, Value output) {
    return buildLoop(shape[2], 1, output, [&](Value xx, Value output) {
      Value sums = sumWindow(padded, yy, xx, channel, weights);
      Value scaled = arith::MulFOp::create(builder, loc, sums, factor);
      return kernel.finish(scaled, bias, apply(y * shape[2] + x, {yy, xx}),
                           index(0), output);
    });
  });
}

Value DepthwiseKernel::sumWindow(Value padded, Value y, Value x, Value channel,
                                 ArrayRef<Value> weights) {
  ArrayRef<int64_t> window = op.getWeights().getType().getShape().drop_front();
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations();
  RankedTensorType type = op.getInput().getType();
  int64_t channels = type.getDimSize(3);
  auto weightsType = cast<VectorType>(weights.front().getType());
  bool whole = channels % weightsType.getNumElements() == 0;

  AffineExpr position, c;
  bindDims(builder.getContext(), position, c);
  // A sum of zeros is 0.0, as that of integers is.
  Value sum =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(weightsType));
  for (int64_t i = 0; i < window[0]; ++i) {
    Value line = apply(position * strides[0] + i * dilations[0], y);
    for (int64_t j = 0; j < window[1]; ++j) {
      Value column =
          apply((position * strides[1] + j * dilations[1]) * channels + c,
                {x, channel});
      Value inputs = load(weightsType.clone(type.getElementType()), padded,
                          {line, column}, whole);
      if (inputs.getType() != weightsType)
        inputs = arith::SIToFPOp::create(builder, loc, weightsType, inputs);
      sum = multiplyAdd(sum, weights[i * window[1] + j], inputs);
    }
  }
  return sum;
}

namespace {
struct LowerPackedDepthwise : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.isDepthwise())
      return rewriter.notifyMatchFailure(op, "no depthwise convolution");
    if (failed(matchPackedKernel(rewriter, op)))
      return failure();
    rewriter.replaceOp(op, DepthwiseKernel(rewriter, op).build());
    return success();
  }
};
} // namespace

void lowres::populateDepthwiseToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerPackedDepthwise>(patterns.getContext());
}
