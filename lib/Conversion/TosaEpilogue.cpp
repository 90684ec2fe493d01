//===- TosaEpilogue.cpp - What follows a layer becomes part of it ---------===//

#include "FloatLayer.h"
#include "LayerBehind.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::lowres;

/// The activation that a clamp of f32 is.
static std::optional<Activation> getActivation(tosa::ClampOp op) {
  auto min = dyn_cast<FloatAttr>(op.getMinVal());
  auto max = dyn_cast<FloatAttr>(op.getMaxVal());
  if (!min || !max || !getElementTypeOrSelf(op.getType()).isF32() ||
      op.getNanMode() != tosa::NanPropagationMode::PROPAGATE ||
      !min.getValue().isZero())
    return std::nullopt;
  double most = max.getValueAsDouble();
  if (most == 6)
    return Activation::ReLU6;
  // Exporters write the largest float, or infinity, where there is no bound.
  if (most >= std::numeric_limits<float>::max())
    return Activation::ReLU;
  return std::nullopt;
}

static bool movesElements(Operation *op) {
  return isa<tosa::ReshapeOp, tosa::TransposeOp, tensor::CastOp>(op);
}

/// Operations that move elements, but leave the last dimension in its place.
static bool keepsChannels(Operation *op) {
  if (isa<tensor::CastOp>(op))
    return true;
  auto reshape = dyn_cast<tosa::ReshapeOp>(op);
  if (!reshape)
    return false;
  auto from = dyn_cast<RankedTensorType>(reshape.getInput1().getType());
  auto to = dyn_cast<RankedTensorType>(reshape.getType());
  return from && to && from.getRank() > 0 && to.getRank() > 0 &&
         !ShapedType::isDynamic(from.getShape().back()) &&
         from.getShape().back() == to.getShape().back();
}

namespace {

struct FuseClamp : OpRewritePattern<tosa::ClampOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tosa::ClampOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Activation> activation = getActivation(op);
    if (!activation || op.getInput().getType() != op.getType())
      return failure();
    auto layer = LayerBehind::find(op.getInput(), movesElements);
    if (!layer || !layer->setActivation(rewriter, *activation))
      return failure();
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

/// A bias is added as a tensor whose dimensions are 1 but for the last.
struct FuseAdd : OpRewritePattern<tosa::AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tosa::AddOp op,
                                PatternRewriter &rewriter) const override {
    return success(
        succeeded(fuse(op, op.getInput1(), op.getInput2(), rewriter)) ||
        succeeded(fuse(op, op.getInput2(), op.getInput1(), rewriter)));
  }

private:
  static LogicalResult fuse(tosa::AddOp op, Value sums, Value bias,
                            PatternRewriter &rewriter) {
    if (sums.getType() != op.getType())
      return failure();
    auto layer = LayerBehind::find(sums, keepsChannels);
    auto type = dyn_cast<RankedTensorType>(bias.getType());
    if (!layer || !layer->takesBias(op, bias) || type.getRank() == 0 ||
        type.getShape().back() != type.getNumElements())
      return failure();
    layer->setBias(rewriter, op, bias);
    rewriter.replaceOp(op, sums);
    return success();
  }
};

} // namespace

void lowres::populateTosaEpiloguePatterns(RewritePatternSet &patterns) {
  patterns.add<FuseClamp, FuseAdd>(patterns.getContext());
}
