//===- LowResToNVVM.cpp - Vector operations to NVIDIA's instructions ------===//

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTONVVM
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// dp4a, which multiplies unsigned by signed bytes, too. A register has one
/// lane.
struct LowerDot : OpRewritePattern<DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DotOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getType().getNumElements() != 1)
      return rewriter.notifyMatchFailure(op, "no instruction fits");
    Location loc = op.getLoc();
    Value sum = vector::ExtractOp::create(rewriter, loc, op.getAcc(), 0);
    sum = NVVM::DotAccumulate4WayOp::create(
        rewriter, loc, rewriter.getI32Type(), op.getWeights(),
        NVVM::DotAccumulateType::UNSIGNED, op.getInput(),
        NVVM::DotAccumulateType::SIGNED, sum);
    rewriter.replaceOpWithNewOp<vector::BroadcastOp>(op, op.getType(), sum);
    return success();
  }
};

struct ConvertLowResToNVVMPass
    : mlir::lowres::impl::ConvertLowResToNVVMBase<ConvertLowResToNVVMPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLowResToNVVMPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace

void lowres::populateLowResToNVVMPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerDot>(patterns.getContext());
}
