//===- FuseMultiplyAdds.cpp - Products that round with their sum ----------===//

#include "FusedMultiplyAdd.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESFUSEMULTIPLYADDS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

static bool mayContract(arith::FastMathFlags flags) {
  return arith::bitEnumContainsAll(flags, arith::FastMathFlags::contract);
}

/// `value` as a product that nothing else needs and that need not round.
static arith::MulFOp getProduct(Value value) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  return product && product->hasOneUse() && mayContract(product.getFastmath())
             ? product
             : nullptr;
}

namespace {
struct FuseMultiplyAdd : OpRewritePattern<arith::AddFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::AddFOp op,
                                PatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    if (!mayContract(op.getFastmath()) || !(element.isF32() || element.isF64()))
      return rewriter.notifyMatchFailure(op, "must round its operands");
    Value sum = op.getLhs();
    arith::MulFOp product = getProduct(op.getRhs());
    if (!product) {
      sum = op.getRhs();
      product = getProduct(op.getLhs());
    }
    if (!product)
      return rewriter.notifyMatchFailure(op, "adds no product");
    rewriter.replaceOpWithNewOp<math::FmaOp>(op, product.getLhs(),
                                             product.getRhs(), sum);
    rewriter.eraseOp(product);
    return success();
  }
};

struct FuseMultiplyAddsPass
    : lowres::impl::LowResFuseMultiplyAddsBase<FuseMultiplyAddsPass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    if (!hasFusedMultiplyAdd(*target))
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseMultiplyAdd>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
