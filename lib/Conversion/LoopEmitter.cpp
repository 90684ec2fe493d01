//===- LoopEmitter.cpp - Loops on tensors and vectors ---------------------===//

#include "LoopEmitter.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::lowres;

SmallVector<Value> LoopEmitter::buildLoop(
    Value begin, Value end, int64_t step, ValueRange inits,
    function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(
      builder, loc, begin, end, index(step), inits,
      [&](OpBuilder &, Location, Value round, ValueRange state) {
        scf::YieldOp::create(builder, loc, body(round, state));
      });
  return SmallVector<Value>(loop.getResults());
}

Value LoopEmitter::buildLoop(Value begin, Value end, int64_t step, Value init,
                             function_ref<Value(Value, Value)> body) {
  return buildLoop(begin, end, step, ValueRange(init),
                   [&](Value round, ValueRange state) -> SmallVector<Value> {
                     return {body(round, state.front())};
                   })
      .front();
}

Value LoopEmitter::apply(AffineExpr expr, ValueRange values) {
  return affine::AffineApplyOp::create(
      builder, loc, AffineMap::get(values.size(), 0, expr), values);
}

Value LoopEmitter::applyMin(AffineExpr expr, int64_t bound, Value value) {
  AffineMap map = AffineMap::get(
      1, 0, {expr, builder.getAffineConstantExpr(bound)}, builder.getContext());
  return affine::AffineMinOp::create(builder, loc, map, value);
}

Value LoopEmitter::multiplyAdd(Value sum, Value lhs, Value rhs) {
  auto contract = arith::FastMathFlags::contract;
  Value product = arith::MulFOp::create(builder, loc, lhs, rhs, contract);
  return arith::AddFOp::create(builder, loc, sum, product, contract);
}
