//===- ApproximateMath.cpp - Math functions as polynomials ----------------===//

#include "FusedMultiplyAdd.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESAPPROXIMATEMATH
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

static bool mayApproximate(Operation *op) {
  if (isa<VectorType>(op->getResult(0).getType()))
    return true;
  arith::FastMathFlags flags =
      cast<arith::ArithFastMathInterface>(op).getFastMathFlagsAttr().getValue();
  return arith::bitEnumContainsAll(flags, arith::FastMathFlags::afn);
}

/// Makes `op` what it rounds to where that is 1 or -1: a GPU may round twice in
/// a fused multiply-add, and end below.
static void saturate(math::TanhOp op) {
  Location loc = op.getLoc();
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  Type type = op.getType();
  auto constant = [&](double value) {
    return getFloatConstant(builder, loc, type, value);
  };
  // 1 - tanh 9.02 is less than half a unit in the last place of f32.
  Value magnitude = math::AbsFOp::create(builder, loc, op.getOperand());
  Value isLarge = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGT,
                                        magnitude, constant(9.02));
  Value one =
      math::CopySignOp::create(builder, loc, constant(1.0), op.getOperand());
  auto result =
      arith::SelectOp::create(builder, loc, isLarge, one, op.getResult());
  op.getResult().replaceAllUsesExcept(result, result);
}

namespace {
struct ApproximateMathPass
    : lowres::impl::LowResApproximateMathBase<ApproximateMathPass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    // Upstream's polynomials are sums of fused products; where these are calls,
    // they cost more than the function itself. GPUs have them, and no calls.
    bool isGPU = isa<gpu::GPUModuleOp>(getOperation());
    if (!isGPU && !hasFusedMultiplyAdd(*target))
      return;
    SmallVector<Operation *> functions;
    getOperation()->walk([&](Operation *op) {
      if (isa<math::ExpOp, math::ErfOp, math::TanhOp>(op) && mayApproximate(op))
        functions.push_back(op);
    });
    if (isGPU)
      for (Operation *op : functions)
        if (auto tanh = dyn_cast<math::TanhOp>(op))
          saturate(tanh);
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns,
                                                [](StringRef) { return true; });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingOps);
    if (failed(applyOpPatternsGreedily(functions, std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
