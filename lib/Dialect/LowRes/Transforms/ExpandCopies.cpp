//===- ExpandCopies.cpp - Turn memref.copy into linalg.copy ---------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESEXPANDCOPIES
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct ExpandCopy : OpRewritePattern<memref::CopyOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::CopyOp op,
                                PatternRewriter &rewriter) const override {
    // What was computed in place is at home already.
    if (op.getSource() == op.getTarget())
      rewriter.eraseOp(op);
    else
      rewriter.replaceOpWithNewOp<linalg::CopyOp>(op, op.getSource(),
                                                  op.getTarget());
    return success();
  }
};

struct ExpandCopiesPass
    : lowres::impl::LowResExpandCopiesBase<ExpandCopiesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandCopy>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
