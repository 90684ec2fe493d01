//===- ConvToVector.cpp - Packed convolutions to vector loops -------------===//
//
// A convolution is a dense layer whose rows are the windows at all positions.
// They are never all in memory: the loops go over images and blocks of lines of
// the output, and copy the windows of one block to a patch in the kernel's
// layout. Blocks can be computed at the same time and have a patch each. The
// padding of an image is zero from the start and stays so.
//
//   for image: copy it into the middle of a padded one
//     for block of lines, in parallel: for group of channels:
//       copy windows to the patch, sum them, run the kernel
//
//===----------------------------------------------------------------------===//

#include "ConvBuilders.h"
#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;
using namespace mlir::lowres;

/// A patch of about this many bytes stays in the nearest caches together with
/// the weights that go by.
static constexpr int64_t kPatchBytes = 32 * 1024;
/// The same where weights are decoded for each patch, and then kept.
static constexpr int64_t kPanelPatchBytes = 256 * 1024;
static constexpr int64_t kMaxPanelRows = 512;

/// Rounds of the parallel loop over an image: each has memory of its own.
static constexpr int64_t kMaxRounds = 64;

namespace {

/// Emits the loops of one convolution.
class ConvKernel : LoopEmitter {
public:
  ConvKernel(OpBuilder &builder, Conv2DOp op);

  Value build();

private:
  /// What the blocks of one image read.
  struct Image {
    /// Which one it is, and the scale of its elements; null if they have none.
    Value index, scale;
    /// [padded height, padded width * C].
    Value padded;
  };
  /// All blocks of an image, written to `output` [N, OH, OW, N_out].
  Value buildBlocks(const Image &image, Value output);
  /// `ofRound` blocks, or those that are left, one after the other in the same
  /// memory, written to `output` [1, lines, OW, N_out].
  Value buildRound(const Image &image, Value round, int64_t ofRound,
                   Value output);
  /// One block, written to `output` [1, lines, OW, N_out].
  Value buildBlock(const Image &image, Value block, Value output);
  /// The outputs of all groups, [positions, N_out].
  Value buildGroups(const Image &image, Value block, Value output);
  /// The outputs of one group of channels, [positions, outputs of a group].
  Value buildGroup(const Image &image, Value block, Value group, Value output);

  /// The windows of a block's positions as the rows of `createPatch()`, and the
  /// sums of these, [positions, 1].
  Value copyWindows(Value image, Value block, Value group);
  Value sumWindows(Value patch, Value block);
  /// `size` elements of a line of `image` to the inputs of a row from `input`
  /// on.
  Value copyRun(Value image, ValueRange from, Value patch, Value row,
                Value input, int64_t size);
  /// Where in a patch inputs of a row begin.
  SmallVector<Value> getPatchPosition(Value row, Value input);

  /// Part number `part` of the image number `image` of an output, of `lines`
  /// lines.
  Slice getLines(OpFoldResult image, Value part, int64_t lines);
  /// The lines of a part of an image that has `lines` of them, but for the last
  /// one, which may have fewer, and the positions in them.
  OpFoldResult getNumLines(Value part, int64_t lines);
  OpFoldResult getNumPositions(Value part, int64_t lines);
  /// A row for each position of a whole block, zero beyond a window's inputs:
  /// [positions, padded inputs], or the blocks of a panel.
  Value createPatch();
  /// The rows of `tensor` that a block uses.
  Value takePositions(Value tensor, Value block);

  int64_t getHeight() { return op.getResult().getType().getDimSize(1); }
  int64_t getWidth() { return op.getResult().getType().getDimSize(2); }
  Type getElementType() { return op.getInput().getType().getElementType(); }

  Conv2DOp op;
  LayerKernel kernel;
  /// Elements of a window that lie side by side in an image, and how many such
  /// runs a line of the window has.
  int64_t runSize, runs;
  /// Lines of the output in a block, and blocks of an image.
  int64_t blockLines, numBlocks;
  /// The inputs of a panel's step if windows are copied to its blocks, else 0.
  int64_t stepInputs = 0;
};

} // namespace

ConvKernel::ConvKernel(OpBuilder &builder, Conv2DOp op)
    : LoopEmitter(builder, op.getLoc()), op(op), kernel(builder, op) {
  int64_t elementBytes = kernel.getInputType().getIntOrFloatBitWidth() / 8;
  int64_t lineBytes = getWidth() * kernel.getNumPaddedInputs() * elementBytes;
  int64_t lines = kPatchBytes / lineBytes;
  if (PanelAttr panel = op.getKernel()->getPanel())
    lines = std::max<int64_t>(
        std::min(kPanelPatchBytes / lineBytes, kMaxPanelRows / getWidth()),
        llvm::divideCeil(panel.getRows(), getWidth()));
  lines = std::clamp<int64_t>(lines, 1, getHeight());
  numBlocks = llvm::divideCeil(getHeight(), lines);
  blockLines = llvm::divideCeil(getHeight(), numBlocks);
  numBlocks = llvm::divideCeil(getHeight(), blockLines);

  // Pixels side by side are one run.
  ArrayRef<int64_t> window = op.getWeights().getType().getShape().drop_front();
  bool adjacent = op.getGroups() == 1 && op.getDilations()[1] == 1;
  runs = adjacent ? 1 : window[1];
  runSize = window[1] * window[2] / runs;
  // A run that fills steps does not need another copy.
  if (kernel.hasPanels(blockLines * getWidth())) {
    int64_t inputs = op.getKernel()->getPanel().getInputs();
    if (runSize % inputs == 0 && inputs == kernel.getVectorBytes())
      stepInputs = inputs;
  }
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Value ConvKernel::build() {
  SmallVector<Value> results =
      buildLoop(index(0), getNumImages(builder, op), 1,
                {createPaddedImage(builder, op), createConvOutput(builder, op)},
                [&](Value index, ValueRange state) -> SmallVector<Value> {
                  Value padded = copyImage(builder, op, index, state[0]);
                  // All positions of an image have its scale.
                  Image image{index, getImageScale(builder, op, index), padded};
                  return {padded, buildBlocks(image, state[1])};
                });
  return results.back();
}

OpFoldResult ConvKernel::getNumLines(Value part, int64_t lines) {
  if (getHeight() % lines == 0)
    return builder.getIndexAttr(lines);
  return applyMin(getHeight() - builder.getAffineDimExpr(0) * lines, lines,
                  part);
}

OpFoldResult ConvKernel::getNumPositions(Value part, int64_t lines) {
  return affine::makeComposedFoldedAffineApply(
      builder, loc, builder.getAffineDimExpr(0) * getWidth(),
      {getNumLines(part, lines)});
}

ConvKernel::Slice ConvKernel::getLines(OpFoldResult image, Value part,
                                       int64_t lines) {
  ArrayRef<int64_t> shape = op.getResult().getType().getShape();
  auto attr = [&](int64_t value) -> OpFoldResult {
    return builder.getIndexAttr(value);
  };
  return {{image, mul(part, lines), attr(0), attr(0)},
          {attr(1), getNumLines(part, lines), attr(shape[2]), attr(shape[3])}};
}

Value ConvKernel::buildBlocks(const Image &image, Value output) {
  int64_t ofRound = llvm::divideCeil(numBlocks, kMaxRounds);
  auto getSlice = [&](Value round) {
    return getLines(image.index, round, ofRound * blockLines);
  };
  return buildParallelLoop(
      builder.getIndexAttr(llvm::divideCeil(numBlocks, ofRound)), output,
      getSlice, [&](Value round, Value slice) {
        return buildRound(image, round, ofRound, slice);
      });
}

Value ConvKernel::buildRound(const Image &image, Value round, int64_t ofRound,
                             Value output) {
  if (ofRound == 1)
    return buildBlock(image, round, output);
  Value first = mul(round, ofRound);
  Value count =
      applyMin(numBlocks - builder.getAffineDimExpr(0), ofRound, first);
  return buildLoop(index(0), count, 1, output, [&](Value i, Value output) {
    Value block = add(first, i);
    Slice slice = getLines(builder.getIndexAttr(0), i, blockLines);
    slice.sizes[1] = getNumLines(block, blockLines);
    return updateSlice(output, slice, [&](Value part) {
      return buildBlock(image, block, part);
    });
  });
}

Value ConvKernel::buildBlock(const Image &image, Value block, Value output) {
  // [lines, OW, N_out]: behind a dimension of 1, lines that are only known at
  // run time would not count as lying side by side.
  auto type = cast<RankedTensorType>(output.getType());
  auto linesType = RankedTensorType::get(type.getShape().drop_front(),
                                         type.getElementType());
  SmallVector<OpFoldResult> zeros(4, builder.getIndexAttr(0)),
      ones(4, builder.getIndexAttr(1)),
      sizes = tensor::getMixedSizes(builder, loc, output);
  Value lines = tensor::ExtractSliceOp::create(builder, loc, linesType, output,
                                               zeros, sizes, ones);
  SmallVector<ReassociationIndices> positions{{0, 1}, {2}};
  Value rows = tensor::CollapseShapeOp::create(builder, loc, lines, positions);
  rows = buildGroups(image, block, rows);
  lines = tensor::ExpandShapeOp::create(
      builder, loc, linesType, rows, positions, ArrayRef(sizes).drop_front());
  return tensor::InsertSliceOp::create(builder, loc, lines, output, zeros,
                                       sizes, ones);
}

Value ConvKernel::buildGroups(const Image &image, Value block, Value output) {
  if (op.getGroups() == 1)
    return buildGroup(image, block, index(0), output);
  int64_t columns = op.getNumOutputs() / op.getGroups();
  return buildLoop(op.getGroups(), 1, output, [&](Value group, Value output) {
    Slice slice{
        {builder.getIndexAttr(0), mul(group, columns)},
        {getNumPositions(block, blockLines), builder.getIndexAttr(columns)}};
    return updateSlice(output, slice, [&](Value part) {
      return buildGroup(image, block, group, part);
    });
  });
}

Value ConvKernel::buildGroup(const Image &image, Value block, Value group,
                             Value output) {
  KernelRows rows;
  Value patch = copyWindows(image.padded, block, group);
  rows.maxRows = blockLines * getWidth();
  if (kernel.sumsIntegers())
    rows.sums = sumWindows(patch, block);
  (stepInputs ? rows.blocks : rows.input) = patch;
  auto getScale = [&](Value) { return image.scale; };
  if (image.scale)
    rows.scale = getScale;
  int64_t numTiles = kernel.getNumTiles() / op.getGroups();
  return kernel.build(rows, mul(group, numTiles), numTiles, output);
}

Value ConvKernel::sumWindows(Value patch, Value block) {
  Value sums = createScratch(builder, loc, {blockLines * getWidth(), 1},
                             builder.getI32Type());
  sums = takePositions(sums, block);
  if (stepInputs)
    return kernel.sumBlocks(patch, sums);
  auto type = cast<RankedTensorType>(patch.getType());
  auto groupedType = RankedTensorType::get(
      {type.getDimSize(0), 1, type.getDimSize(1)}, type.getElementType());
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, patch);
  sizes.insert(sizes.begin() + 1, builder.getIndexAttr(1));
  Value grouped = tensor::ExpandShapeOp::create(
      builder, loc, groupedType, patch,
      ArrayRef<ReassociationIndices>{{0}, {1, 2}}, sizes);
  return kernel.sumInput(grouped, sums);
}

Value ConvKernel::createPatch() {
  int64_t numRows = blockLines * getWidth();
  SmallVector<int64_t> shape = {numRows, kernel.getNumPaddedInputs()};
  if (stepInputs)
    shape = kernel.getBlockShape(numRows);
  Type type = kernel.getInputType();
  int64_t inputs = stepInputs ? shape[1] * shape[3] : shape[1];
  if (inputs == op.getNumInputs())
    return createScratch(builder, loc, shape, type);
  return createZeros(builder, loc, shape, type);
}

Value ConvKernel::takePositions(Value tensor, Value block) {
  auto type = cast<RankedTensorType>(tensor.getType());
  OpFoldResult zero = builder.getIndexAttr(0);
  return takeSlice(tensor, {{zero, zero},
                            {getNumPositions(block, blockLines),
                             builder.getIndexAttr(type.getDimSize(1))}});
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

Value ConvKernel::copyWindows(Value image, Value block, Value group) {
  ArrayRef<int64_t> window = op.getWeights().getType().getShape().drop_front();
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations();
  int64_t channels = op.getInput().getType().getDimSize(3);

  AffineExpr y, x, i, j, b, g;
  bindDims(builder.getContext(), y, x, i, j, b, g);
  AffineExpr line = (b * blockLines + y) * strides[0] + i * dilations[0];
  AffineExpr pixel = x * strides[1] + j * dilations[1];
  AffineExpr column = pixel * channels + g * window[2];
  AffineExpr row = y * getWidth() + x;
  AffineExpr input = (i * runs + j) * runSize;
  Value lines = getValueOrCreateConstantIndexOp(builder, loc,
                                                getNumLines(block, blockLines));
  Value patch =
      buildLoop(index(0), lines, 1, createPatch(), [&](Value yy, Value patch) {
        return buildLoop(getWidth(), 1, patch, [&](Value xx, Value patch) {
          return buildLoop(window[0], 1, patch, [&](Value ii, Value patch) {
            return buildLoop(runs, 1, patch, [&](Value jj, Value patch) {
              SmallVector<Value> loops = {yy, xx, ii, jj, block, group};
              return copyRun(image, {apply(line, loops), apply(column, loops)},
                             patch, apply(row, loops), apply(input, loops),
                             runSize);
            });
          });
        });
      });
  return stepInputs ? patch : takePositions(patch, block);
}

SmallVector<Value> ConvKernel::getPatchPosition(Value row, Value input) {
  if (!stepInputs)
    return {row, input};
  int64_t blockRows = op.getKernel()->getPanel().getRows();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  return {apply(d0.floorDiv(blockRows), row),
          apply(d0.floorDiv(stepInputs), input), apply(d0 % blockRows, row),
          index(0)};
}

Value ConvKernel::copyRun(Value image, ValueRange from, Value patch, Value row,
                          Value input, int64_t size) {
  int64_t vectorSize = kernel.getVectorBytes() * 8 /
                       kernel.getInputType().getIntOrFloatBitWidth();
  auto copy = [&](Value offset, int64_t count, Value patch) -> Value {
    Value x = load(VectorType::get({count}, getElementType()), image,
                   {from[0], add(from[1], offset)});
    // A free codebook on int8 activations: exact products in f32.
    if (getElementType() != kernel.getInputType())
      x = arith::SIToFPOp::create(
          builder, loc, VectorType::get({count}, kernel.getInputType()), x);
    return store(x, patch, getPatchPosition(row, add(input, offset)));
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
