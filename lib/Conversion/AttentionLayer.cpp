//===- AttentionLayer.cpp - Attention with its projections ----------------===//

#include "FloatLayer.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

/// Whether a reshape makes one dimension of the first two, and keeps a third,
/// or the other way round.
template <typename OpTy> static bool joinsTokens(OpTy op) {
  return op && op.getReassociationIndices() ==
                   ArrayRef<ReassociationIndices>{{0, 1}, {2}};
}

/// Whether `dense` is nothing but a projection, for one user.
static bool isProjection(DenseOp dense) {
  return dense && dense->hasOneUse() &&
         dense.getActivation() == Activation::None && !dense.getInputScale() &&
         !dense.getKernelAttr();
}

/// The layer that `value` [B, T, outputs] is the result of, and of nothing
/// else.
static DenseOp getProjection(Value value) {
  auto expand = value.getDefiningOp<tensor::ExpandShapeOp>();
  if (!joinsTokens(expand) || !expand->hasOneUse())
    return nullptr;
  auto dense = expand.getSrc().getDefiningOp<DenseOp>();
  return isProjection(dense) ? dense : nullptr;
}

/// What `tokens` [B * T, D] are made of, if that is [B, T, D] for a `shape`
/// [B, T, ...].
static Value getImages(Value tokens, ArrayRef<int64_t> shape) {
  auto collapse = tokens.getDefiningOp<tensor::CollapseShapeOp>();
  return joinsTokens(collapse) && collapse.getSrcType().getShape().take_front(
                                      2) == shape.take_front(2)
             ? collapse.getSrc()
             : nullptr;
}

namespace {
/// `lowres.scaled_dot_product_attention` of projections of one tensor, and a
/// projection of its result, as `lowres.attention`.
struct FoldProjections : OpRewritePattern<ScaledDotProductAttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ScaledDotProductAttentionOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getScale() || op.getBlocking() || !op->hasOneUse())
      return failure();
    DenseOp query = getProjection(op.getQuery());
    DenseOp key = getProjection(op.getKey());
    DenseOp value = getProjection(op.getValue());
    auto collapse = dyn_cast<tensor::CollapseShapeOp>(*op->getUsers().begin());
    if (!query || !key || !value || !joinsTokens(collapse) ||
        !collapse->hasOneUse())
      return failure();
    auto output = dyn_cast<DenseOp>(*collapse->getUsers().begin());
    if (!isProjection(output) || output.getInput() != collapse.getResult())
      return failure();
    ArrayRef<int64_t> shape = op.getQuery().getType().getShape();
    Value images = getImages(query.getInput(), shape);
    if (!images || getImages(key.getInput(), shape) != images ||
        getImages(value.getInput(), shape) != images)
      return failure();

    // All is there where the projection of the result is.
    rewriter.setInsertionPoint(output);
    RankedTensorType type = op.getType();
    Value result = AttentionOp::create(
        rewriter, op.getLoc(),
        type.clone({shape[0], shape[1], output.getType().getDimSize(1)}),
        images, query.getWeights(), query.getScale(), query.getBias(),
        key.getWeights(), key.getScale(), key.getBias(), value.getWeights(),
        value.getScale(), value.getBias(), output.getWeights(),
        output.getScale(), output.getBias(), op.getMask(), op.getHeads());
    rewriter.replaceOpWithNewOp<tensor::CollapseShapeOp>(
        output, output.getType(), result, collapse.getReassociationIndices());
    return success();
  }
};
} // namespace

void lowres::populateAttentionLayerPatterns(RewritePatternSet &patterns) {
  patterns.add<FoldProjections>(patterns.getContext());
}
