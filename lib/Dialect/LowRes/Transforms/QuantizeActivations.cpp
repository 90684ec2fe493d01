//===- QuantizeActivations.cpp - Layers on int8 activations ---------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESQUANTIZEACTIVATIONS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct QuantizeActivationsPass
    : lowres::impl::LowResQuantizeActivationsBase<QuantizeActivationsPass> {
  void runOnOperation() override {
    getOperation()->walk([&](LayerOpInterface op) {
      LevelType level = op.getLevelType();
      if (op.hasInt8Input() || !level.isUniform() ||
          op.getNumInputs() > getMaxIntegerInputs(level))
        return;
      OpBuilder builder(op);
      RankedTensorType type = op.getInput().getType();
      auto scaleType =
          RankedTensorType::get({type.getDimSize(0)}, builder.getF32Type());
      auto quantize = QuantizeActivationsOp::create(
          builder, op->getLoc(), type.clone(builder.getI8Type()), scaleType,
          op.getInput());
      op.getInputMutable().assign(quantize.getResult());
      op.getInputScaleMutable().assign(quantize.getScale());
      // A kernel for float sums computes something else.
      if (op.getKernel() && op.getKernel()->getStrategy() != Strategy::Plain)
        op.removeKernelAttr();
      ++numQuantized;
    });
  }
};
} // namespace
