//===- AllowApproximations.cpp - Functions that need not be exact ---------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
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
    auto flag = arith::FastMathFlags::afn;
    getOperation()->walk([&](arith::ArithFastMathInterface op) {
      if (!isa<math::MathDialect>(op->getDialect()))
        return;
      arith::FastMathFlags flags = op.getFastMathFlagsAttr().getValue() | flag;
      op->setAttr(op.getFastMathAttrName(),
                  arith::FastMathFlagsAttr::get(&getContext(), flags));
    });
  }
};
} // namespace
