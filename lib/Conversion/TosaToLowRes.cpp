//===- TosaToLowRes.cpp - TOSA to lowres layers ---------------------------===//

#include "FloatLayer.h"
#include "lowres/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTTOSATOLOWRES
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// The position of the only dynamic dimension, with nothing but 1 before it.
static std::optional<int64_t> getBatchDim(RankedTensorType type) {
  if (type.getNumDynamicDims() != 1)
    return std::nullopt;
  for (int64_t dim = 0;; ++dim) {
    if (type.isDynamicDim(dim))
      return dim;
    if (type.getDimSize(dim) != 1)
      return std::nullopt;
  }
}

/// What is left of `type` is one row of the batch, of that many elements.
static int64_t getRowSize(RankedTensorType type) {
  int64_t size = 1;
  for (int64_t dim : type.getShape())
    size *= ShapedType::isDynamic(dim) ? 1 : dim;
  return size;
}

/// All dimensions as [batch] or, with `rows`, as [batch, row].
static SmallVector<ReassociationIndices>
getRowGroups(int64_t rank, int64_t batchDim, bool rows) {
  SmallVector<ReassociationIndices> groups(rows ? 2 : 1);
  for (int64_t dim = 0; dim < rank; ++dim)
    groups[rows && dim > batchDim].push_back(dim);
  return groups;
}

namespace {

/// Upstream reshapes dynamic tensors by way of one dimension, and divides to
/// get the batch back. Where rows keep their size the batch is the same, which
/// collapse_shape and expand_shape can say.
struct KeepBatch : OpRewritePattern<tosa::ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tosa::ReshapeOp op,
                                PatternRewriter &rewriter) const override {
    Value value = op.getInput1();
    auto from = dyn_cast<RankedTensorType>(value.getType());
    auto to = dyn_cast<RankedTensorType>(op.getType());
    if (!from || !to)
      return failure();
    std::optional<int64_t> fromBatch = getBatchDim(from);
    std::optional<int64_t> toBatch = getBatchDim(to);
    int64_t rowSize = getRowSize(from);
    if (!fromBatch || !toBatch || rowSize != getRowSize(to))
      return failure();

    Location loc = op.getLoc();
    bool rows = rowSize != 1;
    Value batch =
        tensor::DimOp::create(rewriter, loc, value, *fromBatch).getResult();
    auto fromGroups = getRowGroups(from.getRank(), *fromBatch, rows);
    auto toGroups = getRowGroups(to.getRank(), *toBatch, rows);
    if (int64_t(fromGroups.size()) != from.getRank())
      value = tensor::CollapseShapeOp::create(rewriter, loc, value, fromGroups);
    if (int64_t(toGroups.size()) != to.getRank()) {
      SmallVector<OpFoldResult> sizes;
      for (int64_t dim : to.getShape())
        sizes.push_back(ShapedType::isDynamic(dim)
                            ? OpFoldResult(batch)
                            : rewriter.getIndexAttr(dim));
      value = tensor::ExpandShapeOp::create(rewriter, loc, to, value, toGroups,
                                            sizes);
    }
    rewriter.replaceOp(op, value);
    return success();
  }
};

struct ConvertTosaToLowResPass
    : lowres::impl::ConvertTosaToLowResBase<ConvertTosaToLowResPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<LayerCounts> counts =
        recogniseLayers(getOperation(), matchTosaLayer, maxLevels);
    if (failed(counts))
      return signalPassFailure();
    numConverted += counts->converted;
    numFloat += counts->stayed;

    RewritePatternSet epilogue(&getContext());
    populateTosaEpiloguePatterns(epilogue);
    // Only then, since fusing looks through TOSA's own reshapes.
    RewritePatternSet reshapes(&getContext());
    reshapes.add<KeepBatch>(&getContext());
    if (failed(applyPatterns(getOperation(), std::move(epilogue))) ||
        failed(applyPatterns(getOperation(), std::move(reshapes))))
      signalPassFailure();
  }
};

} // namespace
