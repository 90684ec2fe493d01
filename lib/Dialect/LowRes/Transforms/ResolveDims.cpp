//===- ResolveDims.cpp - Express buffer sizes by the batch ----------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESRESOLVEDIMS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Dimensions out of range are undefined, but valid IR.
static bool isDimOf(std::optional<int64_t> dim, MemRefType type) {
  return dim && *dim >= 0 && *dim < type.getRank();
}

namespace {
struct ResolveDimOfReinterpretCast : OpRewritePattern<memref::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::DimOp op,
                                PatternRewriter &rewriter) const override {
    auto cast = op.getSource().getDefiningOp<memref::ReinterpretCastOp>();
    std::optional<int64_t> dim = op.getConstantIndex();
    if (!cast || !isDimOf(dim, cast.getType()))
      return rewriter.notifyMatchFailure(op, "no dimension of a cast");
    rewriter.replaceOp(
        op, getValueOrCreateConstantIndexOp(rewriter, op.getLoc(),
                                            cast.getMixedSizes()[*dim]));
    return success();
  }
};

/// A collapsed dimension is the product of those it is made of.
struct ResolveDimOfCollapseShape : OpRewritePattern<memref::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::DimOp op,
                                PatternRewriter &rewriter) const override {
    auto collapse = op.getSource().getDefiningOp<memref::CollapseShapeOp>();
    std::optional<int64_t> dim = op.getConstantIndex();
    if (!collapse || !isDimOf(dim, collapse.getType()))
      return rewriter.notifyMatchFailure(op, "no dimension of a collapse");
    Value size;
    ReassociationIndices parts = collapse.getReassociationIndices()[*dim];
    for (int64_t part : parts) {
      Value partSize =
          memref::DimOp::create(rewriter, op.getLoc(), collapse.getSrc(), part);
      size = size ? arith::MulIOp::create(rewriter, op.getLoc(), size, partSize)
                  : partSize;
    }
    rewriter.replaceOp(op, size);
    return success();
  }
};

struct ResolveDimsPass : lowres::impl::LowResResolveDimsBase<ResolveDimsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    patterns.add<ResolveDimOfCollapseShape, ResolveDimOfReinterpretCast>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
