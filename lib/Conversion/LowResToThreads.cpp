//===- LowResToThreads.cpp - Packed layers to loops of threads ------------===//
//
// A layer whose kernel is one of threads becomes a parallel loop over blocks of
// rows of every output. The rows of a convolution, the windows at all
// positions, are copied to memory first: what threads read from there, they
// share.
//
//===----------------------------------------------------------------------===//

#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::lowres;

static LogicalResult matchThreads(PatternRewriter &rewriter,
                                  LayerOpInterface op) {
  std::optional<KernelAttr> kernel = op.getKernel();
  if (!kernel || !kernel->getThreads())
    return rewriter.notifyMatchFailure(op, "no kernel of threads");
  if (op.getWeights().getType().getEncoding() != kernel->getPacking() ||
      !op.getWeights().getDefiningOp<ConstantOp>())
    return rewriter.notifyMatchFailure(
        op, "the weights are no constant of the kernel's packing");
  return success();
}

/// A tensor of `sizes` whose elements `body` makes from their indices.
static Value createIndexed(OpBuilder &builder, Location loc,
                           ArrayRef<OpFoldResult> sizes, Type elementType,
                           function_ref<Value(OpBuilder &, ValueRange)> body) {
  int64_t rank = sizes.size();
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, elementType);
  SmallVector<AffineMap> maps = {builder.getMultiDimIdentityMap(rank)};
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, empty.getType(), ValueRange(), empty, maps,
             iterators,
             [&](OpBuilder &b, Location l, ValueRange) {
               SmallVector<Value> indices;
               for (int64_t dim = 0; dim < rank; ++dim)
                 indices.push_back(linalg::IndexOp::create(b, l, dim));
               linalg::YieldOp::create(b, l, body(b, indices));
             })
      .getResult(0);
}

/// Rows of inputs as LayerKernel reads them: `sizes` of them, with `numInputs`
/// inputs each, of which `load` gives one by the indices of its row and its
/// own. The last dimension of the result is that of the inputs, or of words of
/// four.
static Value
createRows(OpBuilder &builder, Location loc, const LayerKernel &kernel,
           ArrayRef<OpFoldResult> sizes,
           function_ref<Value(OpBuilder &, ValueRange, Value)> load) {
  SmallVector<OpFoldResult> allSizes(sizes);
  int64_t numInputs = kernel.getNumPaddedInputs();
  Type i32 = builder.getI32Type();
  if (!kernel.sumsIntegers()) {
    allSizes.push_back(builder.getIndexAttr(numInputs));
    return createIndexed(
        builder, loc, allSizes, kernel.getInputType(),
        [&](OpBuilder &b, ValueRange indices) {
          Value x = load(b, indices.drop_back(), indices.back());
          // A free codebook on int8 activations: exact products in f32.
          if (x.getType().isInteger())
            x = arith::SIToFPOp::create(b, loc, kernel.getInputType(), x);
          return x;
        });
  }
  allSizes.push_back(builder.getIndexAttr(numInputs / 4));
  return createIndexed(
      builder, loc, allSizes, i32, [&](OpBuilder &b, ValueRange indices) {
        Value word;
        for (unsigned byte = 0; byte < 4; ++byte) {
          Value input = affine::AffineApplyOp::create(
              b, loc, b.getAffineDimExpr(0) * 4 + byte, indices.back());
          Value x = load(b, indices.drop_back(), input);
          x = arith::ExtUIOp::create(b, loc, i32, x);
          Value shift = arith::ConstantIntOp::create(b, loc, 8 * byte, 32);
          x = arith::ShLIOp::create(b, loc, x, shift);
          word = word ? arith::OrIOp::create(b, loc, word, x).getResult() : x;
        }
        return word;
      });
}

/// Where `input`, counted with padding, is: its group's inputs are padded to
/// `paddedGroup`. Null if nothing is padded.
namespace {
struct PaddedInput {
  Value index, exists;
};
} // namespace

static PaddedInput findInput(OpBuilder &b, LayerOpInterface op,
                             const LayerKernel &kernel, Value input) {
  Location loc = op->getLoc();
  int64_t inputs = op.getNumInputs(), group = op.getScaleGroupSize();
  int64_t paddedGroup = kernel.getPaddedGroup();
  if (kernel.getNumPaddedInputs() == inputs)
    return {input, nullptr};
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  auto isBelow = [&](Value index, int64_t bound) -> Value {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index,
                                 constant(bound));
  };
  AffineExpr d0 = b.getAffineDimExpr(0);
  auto apply = [&](AffineExpr expr) -> Value {
    return affine::AffineApplyOp::create(b, loc, expr, input);
  };
  Value index = input, exists;
  if (kernel.getNumGroups() > 1) {
    exists = isBelow(apply(d0 % paddedGroup), group);
    index = apply(d0.floorDiv(paddedGroup) * group + d0 % paddedGroup);
  }
  Value inRow = isBelow(index, inputs);
  exists = exists ? arith::AndIOp::create(b, loc, exists, inRow) : inRow;
  return {arith::MinUIOp::create(b, loc, index, constant(inputs - 1)), exists};
}

/// `load` of inputs without padding as one of inputs with it.
static auto
padInputs(LayerOpInterface op, const LayerKernel &kernel,
          function_ref<Value(OpBuilder &, ValueRange, Value)> load) {
  return [op, &kernel, load](OpBuilder &b, ValueRange row,
                             Value input) mutable -> Value {
    Location loc = op->getLoc();
    auto [index, exists] = findInput(b, op, kernel, input);
    Value x = load(b, row, index);
    if (!exists)
      return x;
    Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(x.getType()));
    return arith::SelectOp::create(b, loc, exists, x, zero);
  };
}

namespace {

//===----------------------------------------------------------------------===//
// Dense
//===----------------------------------------------------------------------===//

struct LowerDenseToThreads : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    if (failed(matchThreads(rewriter, op)))
      return failure();
    Location loc = op.getLoc();
    LayerKernel kernel(rewriter, op);
    auto load = [&](OpBuilder &b, ValueRange row, Value input) -> Value {
      return tensor::ExtractOp::create(b, loc, op.getInput(),
                                       ValueRange{row[0], input});
    };
    OpFoldResult numRows =
        tensor::getMixedSize(rewriter, loc, op.getInput(), 0);
    KernelRows rows;
    rows.input =
        createRows(rewriter, loc, kernel, numRows, padInputs(op, kernel, load));
    auto getScale = [&](Value row) -> Value {
      return tensor::ExtractOp::create(rewriter, loc, op.getInputScale(), row);
    };
    if (op.getInputScale())
      rows.scale = getScale;
    SmallVector<OpFoldResult> sizes = {
        numRows, rewriter.getIndexAttr(op.getNumOutputs())};
    Value output =
        tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getF32Type());
    rewriter.replaceOp(op, kernel.buildThreads(rows, output));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

struct LowerConvToThreads : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (failed(matchThreads(rewriter, op)))
      return failure();
    if (op.getGroups() != 1)
      return rewriter.notifyMatchFailure(op, "groups of channels");
    Location loc = op.getLoc();
    LayerKernel kernel(rewriter, op);
    // [N, OH, OW], and what is [N, OH, OW, ...] as rows.
    RankedTensorType type = op.getResult().getType();
    SmallVector<OpFoldResult> sizes =
        getAsIndexOpFoldResult(op.getContext(), type.getShape());
    sizes[0] = tensor::getMixedSize(rewriter, loc, op.getInput(), 0);
    SmallVector<ReassociationIndices> positions{{0, 1, 2}, {3}};
    Value windows =
        createWindows(rewriter, op, kernel, ArrayRef(sizes).drop_back());
    KernelRows rows;
    rows.input =
        tensor::CollapseShapeOp::create(rewriter, loc, windows, positions);
    int64_t ofImage = type.getDimSize(1) * type.getDimSize(2);
    auto getScale = [&](Value row) -> Value {
      Value image = affine::AffineApplyOp::create(
          rewriter, loc, rewriter.getAffineDimExpr(0).floorDiv(ofImage), row);
      return tensor::ExtractOp::create(rewriter, loc, op.getInputScale(),
                                       image);
    };
    if (op.getInputScale())
      rows.scale = getScale;
    Value output =
        tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getF32Type());
    output = tensor::CollapseShapeOp::create(rewriter, loc, output, positions);
    output = kernel.buildThreads(rows, output);
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(op, type, output,
                                                       positions, sizes);
    return success();
  }

private:
  /// The windows at all positions, of which there are `sizes`.
  static Value createWindows(OpBuilder &builder, Conv2DOp op,
                             const LayerKernel &kernel,
                             ArrayRef<OpFoldResult> sizes) {
    Location loc = op.getLoc();
    ArrayRef<int64_t> padding = op.getPadding(), strides = op.getStrides(),
                      dilations = op.getDilations();
    ArrayRef<int64_t> window =
        op.getWeights().getType().getShape().drop_front();
    Value padded = padWithZeros(builder, loc, op.getInput(),
                                {0, padding[0], padding[2], 0},
                                {0, padding[1], padding[3], 0});
    auto load = [&](OpBuilder &b, ValueRange position, Value input) -> Value {
      AffineExpr y, x, k;
      bindDims(b.getContext(), y, x, k);
      AffineExpr pixel = k.floorDiv(window[2]);
      Value operands[] = {position[1], position[2], input};
      auto apply = [&](AffineExpr expr) -> Value {
        return affine::AffineApplyOp::create(b, loc, AffineMap::get(3, 0, expr),
                                             operands);
      };
      return tensor::ExtractOp::create(
          b, loc, padded,
          ValueRange{
              position[0],
              apply(y * strides[0] + pixel.floorDiv(window[1]) * dilations[0]),
              apply(x * strides[1] + (pixel % window[1]) * dilations[1]),
              apply(k % window[2])});
    };
    return createRows(builder, loc, kernel, sizes, padInputs(op, kernel, load));
  }
};

} // namespace

void lowres::populateThreadsPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerConvToThreads, LowerDenseToThreads>(patterns.getContext());
}
