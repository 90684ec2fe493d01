//===- ApproximateMath.cpp - Math functions as polynomials ----------------===//

#include "FusedMultiplyAdd.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

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

namespace {
struct ApproximateMathPass
    : lowres::impl::LowResApproximateMathBase<ApproximateMathPass> {
  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    // Upstream's polynomials are sums of fused products; where these are calls,
    // they cost more than the function itself. GPUs have them, and no calls.
    if (!isa<gpu::GPUModuleOp>(getOperation()) && !hasFusedMultiplyAdd(*target))
      return;
    SmallVector<Operation *> functions;
    getOperation()->walk([&](Operation *op) {
      if (isa<math::ExpOp, math::ErfOp, math::TanhOp>(op) && mayApproximate(op))
        functions.push_back(op);
    });
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
