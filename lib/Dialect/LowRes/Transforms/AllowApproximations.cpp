//===- AllowApproximations.cpp - Floats that need not be exact ------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESALLOWAPPROXIMATIONS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct AllowApproximationsPass
    : lowres::impl::LowResAllowApproximationsBase<AllowApproximationsPass> {
  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (isa<math::MathDialect>(op->getDialect()))
        addFlag(op, arith::FastMathFlags::afn);
      // The bodies of named operations are implied: a flag there is lost with
      // the next file that is written.
      if (isa<linalg::GenericOp, linalg::ReduceOp>(op))
        reorderSums(cast<linalg::LinalgOp>(op));
    });
  }

private:
  static void addFlag(Operation *op, arith::FastMathFlags flag) {
    auto math = dyn_cast<arith::ArithFastMathInterface>(op);
    if (!math)
      return;
    arith::FastMathFlags flags = math.getFastMathFlagsAttr().getValue() | flag;
    op->setAttr(math.getFastMathAttrName(),
                arith::FastMathFlagsAttr::get(op->getContext(), flags));
  }

  static void reorderSums(linalg::LinalgOp op) {
    if (op.getNumReductionLoops() == 0)
      return;
    for (unsigned result = 0; result < op.getNumDpsInits(); ++result) {
      SmallVector<Operation *> combiners;
      if (matchReduction(op.getRegionOutputArgs(), result, combiners) &&
          combiners.size() == 1 && isa<arith::AddFOp>(combiners.front()))
        addFlag(combiners.front(), arith::FastMathFlags::reassoc);
    }
  }
};
} // namespace
