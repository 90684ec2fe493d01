//===- LowResToVector.cpp - Packed layers to vector loops -----------------===//

#include "LowResToVector.h"

#include "LayerKernel.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOVECTOR
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

LogicalResult lowres::matchPackedKernel(PatternRewriter &rewriter,
                                        LayerOpInterface op) {
  std::optional<KernelAttr> kernel = op.getKernel();
  if (!kernel || !kernel->getPacking() || kernel->getThreads())
    return rewriter.notifyMatchFailure(op, "no packed kernel on vectors");
  if (op.getWeights().getType().getEncoding() != kernel->getPacking())
    return rewriter.notifyMatchFailure(
        op, "the weights do not have the kernel's packing");
  return success();
}

Value lowres::createScratch(OpBuilder &builder, Location loc,
                            ArrayRef<int64_t> shape, Type elementType) {
  return bufferization::AllocTensorOp::create(
      builder, loc, RankedTensorType::get(shape, elementType), ValueRange());
}

//===----------------------------------------------------------------------===//
// Dense
//===----------------------------------------------------------------------===//

/// `input` in floats.
static Value convertToFloat(OpBuilder &builder, Location loc, Value input) {
  Type f32 = builder.getF32Type();
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, input), f32);
  return linalg::MapOp::create(builder, loc, input, empty,
                               [&](OpBuilder &b, Location l, ValueRange args) {
                                 Value value = arith::SIToFPOp::create(
                                     b, l, f32, args[0]);
                                 linalg::YieldOp::create(b, l, value);
                               })
      ->getResult(0);
}

namespace {
struct LowerPackedDense : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    if (failed(matchPackedKernel(rewriter, op)))
      return failure();
    Location loc = op.getLoc();
    LayerKernel kernel(rewriter, op);
    Value input = op.getInput();
    // A free codebook on int8 activations: exact products in f32.
    if (op.getInput().getType().getElementType() != kernel.getInputType())
      input = convertToFloat(rewriter, loc, input);
    Value grouped = groupAndPadInput(
        rewriter, loc, input, kernel.getNumGroups(), kernel.getPaddedGroup());
    KernelRows rows;
    if (kernel.sumsIntegers()) {
      SmallVector<OpFoldResult> sizes =
          tensor::getMixedSizes(rewriter, loc, grouped);
      sizes.pop_back();
      rows.sums = kernel.sumInput(
          grouped,
          tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getI32Type()));
    }
    rows.input = tensor::CollapseShapeOp::create(
        rewriter, loc, grouped, ArrayRef<ReassociationIndices>{{0}, {1, 2}});
    rows.maxRows = cast<ShapedType>(rows.input.getType()).getDimSize(0);
    auto getScale = [&](Value row) -> Value {
      return tensor::ExtractOp::create(rewriter, loc, op.getInputScale(), row);
    };
    if (op.getInputScale())
      rows.scale = getScale;

    SmallVector<OpFoldResult> sizes = {
        tensor::getMixedSize(rewriter, loc, rows.input, 0),
        rewriter.getIndexAttr(op.getNumOutputs())};
    Value output =
        tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getF32Type());
    rewriter.replaceOp(op, kernel.buildParallel(rows, output));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

struct ConvertLowResToVectorPass
    : mlir::lowres::impl::ConvertLowResToVectorBase<ConvertLowResToVectorPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLowResToVectorPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace

void lowres::populateLowResToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerPackedDense>(patterns.getContext());
  populateThreadsPatterns(patterns);
  populateConvToVectorPatterns(patterns);
  populateDepthwiseToVectorPatterns(patterns);
  populateAttentionToVectorPatterns(patterns);
}
