//===- LowerReductions.cpp - Reductions to loops that keep their sum ------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESLOWERREDUCTIONS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Loops over all ranges, whose bodies hand on `inits`.
static SmallVector<Value>
buildLoops(OpBuilder &builder, Location loc, ArrayRef<Range> ranges,
           SmallVector<Value> &ivs, SmallVector<Value> inits,
           function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (ranges.empty())
    return body(builder, inits);
  auto toValue = [&](OpFoldResult size) {
    return getValueOrCreateConstantIndexOp(builder, loc, size);
  };
  const Range &range = ranges.front();
  auto loop = scf::ForOp::create(
      builder, loc, toValue(range.offset), toValue(range.size),
      toValue(range.stride), inits,
      [&](OpBuilder &b, Location l, Value iv, ValueRange args) {
        ivs.push_back(iv);
        scf::YieldOp::create(b, l,
                             buildLoops(b, l, ranges.drop_front(), ivs,
                                        SmallVector<Value>(args), body));
      });
  return SmallVector<Value>(loop.getResults());
}

namespace {
struct LowerReduction : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    unsigned numLoops = op.getNumLoops();
    unsigned numParallel = op.getNumParallelLoops();
    if (!op.hasPureBufferSemantics() || numParallel == numLoops ||
        op.getNumDpsInits() != 1)
      return rewriter.notifyMatchFailure(op, "no reduction of buffers");
    for (unsigned loop = 0; loop < numParallel; ++loop)
      if (!linalg::isParallelIterator(op.getIteratorTypesArray()[loop]))
        return rewriter.notifyMatchFailure(op, "the sums are not innermost");
    OpOperand *init = op.getDpsInitOperand(0);
    // The result is loaded and stored outside of the loops that sum.
    for (unsigned loop = numParallel; loop < numLoops; ++loop)
      if (op.getMatchingIndexingMap(init).isFunctionOfDim(loop))
        return rewriter.notifyMatchFailure(op, "a result for every summand");

    Location loc = op.getLoc();
    SmallVector<Range> ranges = op.createLoopRanges(rewriter, loc);
    SmallVector<Value> ivs;
    auto getPosition = [&](OpBuilder &b, OpOperand *operand) {
      SmallVector<Value> position;
      for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults())
        position.push_back(affine::AffineApplyOp::create(
            b, loc, AffineMap::get(ivs.size(), 0, expr), ivs));
      return position;
    };
    auto buildBody = [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
      IRMapping mapping;
      for (OpOperand *input : op.getDpsInputOperands()) {
        BlockArgument arg = op.getMatchingBlockArgument(input);
        if (arg.use_empty())
          continue;
        Value value = input->get();
        if (isa<MemRefType>(value.getType()))
          value = memref::LoadOp::create(b, loc, value, getPosition(b, input));
        mapping.map(arg, value);
      }
      mapping.map(op.getMatchingBlockArgument(init), sums.front());
      for (Operation &inner : op.getBlock()->without_terminator()) {
        if (auto index = dyn_cast<linalg::IndexOp>(inner))
          mapping.map(index.getResult(), ivs[index.getDim()]);
        else
          b.clone(inner, mapping);
      }
      return {mapping.lookupOrDefault(
          op.getBlock()->getTerminator()->getOperand(0))};
    };
    buildLoops(
        rewriter, loc, ArrayRef(ranges).take_front(numParallel), ivs, {},
        [&](OpBuilder &b, ValueRange) -> SmallVector<Value> {
          SmallVector<Value> position = getPosition(b, init);
          Value sum = memref::LoadOp::create(b, loc, init->get(), position);
          sum = buildLoops(b, loc, ArrayRef(ranges).drop_front(numParallel),
                           ivs, {sum}, buildBody)
                    .front();
          memref::StoreOp::create(b, loc, sum, init->get(), position);
          return {};
        });
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerReductionsPass
    : lowres::impl::LowResLowerReductionsBase<LowerReductionsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerReduction>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
