//===- ParallelizeSums.cpp - Parallel loops of structured operations ------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPARALLELIZESUMS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// A loop of a structured operation, and how many iterations a round has.
struct Split {
  unsigned loop;
  int64_t size;
};
} // namespace

/// The operations for one example; a size that is not known counts as one, as
/// that of the batch does.
static int64_t countOperations(ArrayRef<int64_t> ranges) {
  int64_t count = 1;
  for (int64_t range : ranges)
    if (!ShapedType::isDynamic(range) && llvm::MulOverflow(count, range, count))
      return INT64_MAX;
  return count;
}

/// Whether `expr` grows with its loops, so that a part of a loop touches what
/// lies from its first iteration on and can count from zero, as upstream's
/// tiling takes for granted. That is not so for quotients, remainders and loops
/// that are counted down.
static bool isMonotone(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() >= 0;
  if (expr.getKind() == AffineExprKind::DimId)
    return true;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  return binary &&
         (expr.getKind() == AffineExprKind::Add ||
          expr.getKind() == AffineExprKind::Mul) &&
         isMonotone(binary.getLHS()) && isMonotone(binary.getRHS());
}

/// Whether all operands have parts, and these are views.
static bool hasViews(linalg::LinalgOp op) {
  auto isStrided = [](Type type) {
    auto buffer = dyn_cast<MemRefType>(type);
    return !buffer || buffer.isStrided();
  };
  return op.hasPureBufferSemantics() &&
         llvm::all_of(op->getOperandTypes(), isStrided) &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return llvm::all_of(map.getResults(), isMonotone);
         });
}

/// Whether no two iterations of `loop` compute the same result.
static bool separatesResults(linalg::LinalgOp op, unsigned loop) {
  return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return op.getMatchingIndexingMap(&init).isFunctionOfDim(loop);
  });
}

/// The outermost loop of a known size in front of all sums, or else that over
/// the batch. One thread that runs all rounds goes through memory as before.
static std::optional<Split> chooseSplit(linalg::LinalgOp op) {
  constexpr int64_t maxRounds = 64;
  std::optional<Split> overBatch;
  for (auto [loop, kind, range] :
       llvm::enumerate(op.getIteratorTypesArray(), op.getStaticLoopRanges())) {
    if (range == 1)
      continue;
    if (kind != utils::IteratorType::parallel)
      break;
    if (!separatesResults(op, loop))
      continue;
    if (!ShapedType::isDynamic(range))
      return Split{unsigned(loop), int64_t(llvm::divideCeil(range, maxRounds))};
    if (!overBatch)
      overBatch = Split{unsigned(loop), 1};
  }
  return overBatch;
}

/// Whether `op` sums up enough to be shared out, and no other loop is.
static bool isWorthSplitting(linalg::LinalgOp op, int64_t minOperations) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  return hasViews(op) && op.getNumReductionLoops() > 0 &&
         !llvm::is_contained(ranges, 0) &&
         countOperations(ranges) >= minOperations &&
         !op->getParentOfType<scf::ForallOp>();
}

/// Puts `op` into a parallel loop over [0, n) of its parts.
static LogicalResult split(RewriterBase &rewriter, linalg::LinalgOp op,
                           const Split &split) {
  SmallVector<OpFoldResult> sizes(op.getNumLoops(), rewriter.getIndexAttr(0));
  sizes[split.loop] = rewriter.getIndexAttr(split.size);
  scf::SCFTilingOptions options;
  options.setLoopType(scf::SCFTilingOptions::LoopType::ForallOp);
  options.setTileSizes(sizes);
  rewriter.setInsertionPoint(op);
  FailureOr<scf::SCFTilingResult> tiled = scf::tileUsingSCF(
      rewriter, cast<TilingInterface>(op.getOperation()), options);
  if (failed(tiled))
    return op->emitOpError("cannot be split");
  rewriter.eraseOp(op);
  auto loop = cast<scf::ForallOp>(tiled->loops.front().getOperation());
  rewriter.setInsertionPoint(loop);
  // Fails if nothing is to be done.
  (void)normalizeForallOp(rewriter, loop);
  return success();
}

namespace {
struct ParallelizeSumsPass
    : lowres::impl::LowResParallelizeSumsBase<ParallelizeSumsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> sums;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (isWorthSplitting(op, minOperations))
        sums.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : sums) {
      std::optional<Split> chosen = chooseSplit(op);
      if (chosen && failed(split(rewriter, op, *chosen)))
        return signalPassFailure();
    }
  }
};
} // namespace
