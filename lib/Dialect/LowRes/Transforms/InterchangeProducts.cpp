//===- InterchangeProducts.cpp - Loop order of float products -------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESINTERCHANGEPRODUCTS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Whether the body adds a product of floats to what is there. Its factors may
/// be anything: converted, looked up.
static bool addsProducts(linalg::LinalgOp op) {
  SmallVector<Operation *> sums;
  Value summand = matchReduction(op.getRegionOutputArgs(), 0, sums);
  return summand && summand.getDefiningOp<arith::MulFOp>() &&
         llvm::hasSingleElement(sums) && isa<arith::AddFOp>(sums.front());
}

/// The loop that steps through neighbouring elements of the result and of an
/// operand, where `op` sums float products over other loops.
static std::optional<unsigned> getVectorLoop(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInits() != 1 ||
      !addsProducts(op))
    return std::nullopt;
  auto getLastDim = [&](OpOperand *operand) -> std::optional<unsigned> {
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (map.getNumResults() == 0)
      return std::nullopt;
    auto dim = dyn_cast<AffineDimExpr>(map.getResults().back());
    return dim ? std::optional(dim.getPosition()) : std::nullopt;
  };
  std::optional<unsigned> last = getLastDim(op.getDpsInitOperand(0));
  if (!last || *last == op.getNumLoops() - 1 ||
      llvm::none_of(op.getDpsInputOperands(), [&](OpOperand *input) {
        return getLastDim(input) == last;
      }))
    return std::nullopt;
  return last;
}

namespace {
struct InterchangeProductsPass
    : lowres::impl::LowResInterchangeProductsBase<InterchangeProductsPass> {
  void runOnOperation() override {
    SmallVector<std::pair<linalg::LinalgOp, unsigned>> products;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (std::optional<unsigned> loop = getVectorLoop(op))
        products.push_back({op, *loop});
    });
    IRRewriter rewriter(&getContext());
    for (auto [op, last] : products) {
      // Parallel loops, sums, and the loop for vectors.
      SmallVector<unsigned> order;
      for (bool parallel : {true, false})
        for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
          if (loop != last && linalg::isParallelIterator(
                                  op.getIteratorTypesArray()[loop]) == parallel)
            order.push_back(loop);
      order.push_back(last);
      rewriter.setInsertionPoint(op);
      auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      if (!generic) {
        FailureOr<linalg::GenericOp> generalized =
            linalg::generalizeNamedOp(rewriter, op);
        if (failed(generalized))
          return signalPassFailure();
        generic = *generalized;
      }
      if (failed(linalg::interchangeGenericOp(rewriter, generic, order)))
        return signalPassFailure();
    }
  }
};
} // namespace
