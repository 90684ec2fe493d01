//===- ConvToVector.cpp - Packed convolutions to vector loops -------------===//
//
// A convolution is a dense layer whose rows are the windows at all positions.
// They are never all in memory: the loops go over images and blocks of lines of
// the output, and copy the windows of one block to a patch in the kernel's
// layout. Image and patch are allocated once, outside of all loops; what
// padding they have is zero from the start and stays so.
//
//   for image: copy it into the middle of a padded one
//     for block of lines: for group of channels:
//       copy windows to the patch, sum them, run the kernel
//
//===----------------------------------------------------------------------===//

#include "ConvBuilders.h"
#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

using namespace mlir;
using namespace mlir::lowres;

/// A patch of about this many bytes stays in the nearest caches together with
/// the weights that go by.
static constexpr int64_t kPatchBytes = 32 * 1024;

namespace {

/// Emits the loops of one convolution.
class ConvKernel : LoopEmitter {
public:
  ConvKernel(OpBuilder &builder, Conv2DOp op);

  Value build();

private:
  /// What the loops work on and hand on from round to round.
  struct State {
    /// [N * OH * OW, N_out].
    Value output;
    /// [padded height, padded width * C].
    Value image;
    /// [positions, padded inputs], and the sums of its rows, [positions, 1].
    Value patch, sums;

    SmallVector<Value> getValues(bool integer) const;
    static State get(ValueRange values, bool integer);
  };

  State createState();
  State buildImage(Value image, State state);
  State buildBlock(Value image, Value block, State state);
  State buildGroup(Value image, Value firstLine, Value group, State state);

  /// The windows of a block's positions, one a row of `patch`.
  Value copyWindows(Value image, Value firstLine, Value group, Value patch);
  /// `size` elements of a line of `image` to a row of `patch`.
  Value copyRun(Value image, ValueRange from, Value patch, ValueRange to,
                int64_t size);

  /// A loop over [0, end) that hands `state` on; none where there is one round.
  State buildStateLoop(Value end, State state,
                       function_ref<State(Value, State)> body);
  State buildStateLoop(int64_t end, State state,
                       function_ref<State(Value, State)> body);

  int64_t getHeight() { return op.getResult().getType().getDimSize(1); }
  int64_t getWidth() { return op.getResult().getType().getDimSize(2); }
  /// Positions in a block.
  int64_t getNumPositions() { return blockLines * getWidth(); }
  Type getElementType() { return op.getInput().getType().getElementType(); }

  Conv2DOp op;
  LayerKernel kernel;
  /// Lines of the output in a block, and blocks of an image. The last block
  /// ends with the image, and does some lines of the one before again.
  int64_t blockLines, numBlocks;
};

} // namespace

ConvKernel::ConvKernel(OpBuilder &builder, Conv2DOp op)
    : LoopEmitter(builder, op.getLoc()), op(op), kernel(builder, op) {
  int64_t elementBytes = kernel.getInputType().getIntOrFloatBitWidth() / 8;
  int64_t lineBytes = getWidth() * kernel.getNumPaddedInputs() * elementBytes;
  int64_t lines = std::clamp<int64_t>(kPatchBytes / lineBytes, 1, getHeight());
  numBlocks = llvm::divideCeil(getHeight(), lines);
  blockLines = llvm::divideCeil(getHeight(), numBlocks);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<Value> ConvKernel::State::getValues(bool integer) const {
  SmallVector<Value> values = {output, image, patch};
  if (integer)
    values.push_back(sums);
  return values;
}

ConvKernel::State ConvKernel::State::get(ValueRange values, bool integer) {
  return {values[0], values[1], values[2], integer ? values[3] : Value()};
}

ConvKernel::State
ConvKernel::buildStateLoop(Value end, State state,
                           function_ref<State(Value, State)> body) {
  bool integer = kernel.sumsIntegers();
  return State::get(
      buildLoop(
          index(0), end, 1, state.getValues(integer),
          [&](Value round, ValueRange values) {
            return body(round, State::get(values, integer)).getValues(integer);
          }),
      integer);
}

ConvKernel::State
ConvKernel::buildStateLoop(int64_t end, State state,
                           function_ref<State(Value, State)> body) {
  return end == 1 ? body(index(0), state)
                  : buildStateLoop(index(end), state, body);
}

Value ConvKernel::build() {
  State state = buildStateLoop(
      getNumImages(builder, op), createState(),
      [&](Value image, State state) { return buildImage(image, state); });
  return expandConvOutput(builder, op, state.output);
}

ConvKernel::State ConvKernel::createState() {
  State state;
  state.output = createConvOutput(builder, op);
  state.image = createPaddedImage(builder, op);
  state.patch = createZeros(builder, loc,
                            {getNumPositions(), kernel.getNumPaddedInputs()},
                            kernel.getInputType());
  if (kernel.sumsIntegers())
    state.sums = createScratch(builder, loc, {getNumPositions(), 1},
                               builder.getI32Type());
  return state;
}

ConvKernel::State ConvKernel::buildImage(Value image, State state) {
  state.image = copyImage(builder, op, image, state.image);
  return buildStateLoop(numBlocks, state, [&](Value block, State state) {
    return buildBlock(image, block, state);
  });
}

ConvKernel::State ConvKernel::buildBlock(Value image, Value block,
                                         State state) {
  Value firstLine = applyMin(builder.getAffineDimExpr(0) * blockLines,
                             getHeight() - blockLines, block);
  return buildStateLoop(op.getGroups(), state, [&](Value group, State state) {
    return buildGroup(image, firstLine, group, state);
  });
}

ConvKernel::State ConvKernel::buildGroup(Value image, Value firstLine,
                                         Value group, State state) {
  state.patch = copyWindows(state.image, firstLine, group, state.patch);
  KernelRows rows;
  rows.input = state.patch;
  if (kernel.sumsIntegers()) {
    Value grouped = tensor::ExpandShapeOp::create(
        builder, loc,
        RankedTensorType::get(
            {getNumPositions(), 1, kernel.getNumPaddedInputs()},
            kernel.getInputType()),
        state.patch, ArrayRef<ReassociationIndices>{{0}, {1, 2}});
    state.sums = kernel.sumInput(grouped, state.sums);
    rows.sums = state.sums;
  }
  // All positions of an image have its scale.
  Value scale = getImageScale(builder, op, image);
  auto getScale = [&](Value) { return scale; };
  if (scale)
    rows.scale = getScale;

  AffineExpr d0 = builder.getAffineDimExpr(0), d1 = builder.getAffineDimExpr(1);
  Value firstRow =
      apply((d0 * getHeight() + d1) * getWidth(), {image, firstLine});
  int64_t numTiles = kernel.getNumTiles() / op.getGroups();
  Value firstTile = apply(d0 * numTiles, group);
  state.output =
      kernel.build(rows, firstRow, firstTile, numTiles, state.output);
  return state;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

Value ConvKernel::copyWindows(Value image, Value firstLine, Value group,
                              Value patch) {
  ArrayRef<int64_t> window = op.getWeights().getType().getShape().drop_front();
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations();
  int64_t channels = op.getInput().getType().getDimSize(3);
  // Pixels side by side are one run.
  bool adjacent = op.getGroups() == 1 && dilations[1] == 1;
  int64_t runs = adjacent ? 1 : window[1];
  int64_t runSize = window[1] * window[2] / runs;

  AffineExpr y, x, i, j, first, g;
  bindDims(builder.getContext(), y, x, i, j, first, g);
  AffineExpr line = (first + y) * strides[0] + i * dilations[0];
  AffineExpr pixel = x * strides[1] + j * dilations[1];
  AffineExpr column = pixel * channels + g * window[2];
  AffineExpr row = y * getWidth() + x;
  AffineExpr input = (i * runs + j) * runSize;
  return buildLoop(blockLines, 1, patch, [&](Value yy, Value patch) {
    return buildLoop(getWidth(), 1, patch, [&](Value xx, Value patch) {
      return buildLoop(window[0], 1, patch, [&](Value ii, Value patch) {
        return buildLoop(runs, 1, patch, [&](Value jj, Value patch) {
          SmallVector<Value> loops = {yy, xx, ii, jj, firstLine, group};
          return copyRun(image, {apply(line, loops), apply(column, loops)},
                         patch, {apply(row, loops), apply(input, loops)},
                         runSize);
        });
      });
    });
  });
}

Value ConvKernel::copyRun(Value image, ValueRange from, Value patch,
                          ValueRange to, int64_t size) {
  int64_t vectorSize = kernel.getVectorBytes() * 8 /
                       kernel.getInputType().getIntOrFloatBitWidth();
  auto copy = [&](Value offset, int64_t count, Value patch) -> Value {
    Value x = load(VectorType::get({count}, getElementType()), image,
                   {from[0], add(from[1], offset)});
    // A free codebook on int8 activations: exact products in f32.
    if (getElementType() != kernel.getInputType())
      x = arith::SIToFPOp::create(
          builder, loc, VectorType::get({count}, kernel.getInputType()), x);
    return store(x, patch, {to[0], add(to[1], offset)});
  };
  int64_t whole = size - size % vectorSize;
  if (whole > 0)
    patch = buildLoop(whole, vectorSize, patch, [&](Value offset, Value patch) {
      return copy(offset, vectorSize, patch);
    });
  if (size > whole)
    patch = copy(index(whole), size - whole, patch);
  return patch;
}

//===----------------------------------------------------------------------===//
// Pattern
//===----------------------------------------------------------------------===//

namespace {
struct LowerPackedConv : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (op.isDepthwise())
      return rewriter.notifyMatchFailure(op, "a depthwise convolution");
    if (failed(matchPackedKernel(rewriter, op)))
      return failure();
    rewriter.replaceOp(op, ConvKernel(rewriter, op).build());
    return success();
  }
};
} // namespace

void lowres::populateConvToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerPackedConv>(patterns.getContext());
}
