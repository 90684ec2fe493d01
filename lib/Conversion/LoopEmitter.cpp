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

Value LoopEmitter::takeSlice(Value tensor, const Slice &slice) {
  SmallVector<OpFoldResult> ones(slice.sizes.size(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, loc, tensor, slice.offsets,
                                        slice.sizes, ones);
}

Value LoopEmitter::updateSlice(Value tensor, const Slice &slice,
                               function_ref<Value(Value)> body) {
  SmallVector<OpFoldResult> ones(slice.sizes.size(), builder.getIndexAttr(1));
  Value part = body(takeSlice(tensor, slice));
  return tensor::InsertSliceOp::create(builder, loc, part, tensor,
                                       slice.offsets, slice.sizes, ones)
      .getResult();
}

Value LoopEmitter::buildParallelLoop(OpFoldResult end, Value output,
                                     function_ref<Slice(Value)> getSlice,
                                     function_ref<Value(Value, Value)> body) {
  auto loop = scf::ForallOp::create(
      builder, loc, end, output, /*mapping=*/std::nullopt,
      [&](OpBuilder &, Location, ValueRange args) {
        Slice slice = getSlice(args[0]);
        SmallVector<OpFoldResult> ones(slice.sizes.size(),
                                       builder.getIndexAttr(1));
        Value part = body(args[0], takeSlice(args[1], slice));
        auto terminator = scf::InParallelOp::create(builder, loc);
        OpBuilder::InsertionGuard guard(builder);
        builder.setInsertionPointToStart(terminator.getBody());
        tensor::ParallelInsertSliceOp::create(builder, loc, part, args[1],
                                              slice.offsets, slice.sizes, ones);
      });
  return loop.getResult(0);
}

Value LoopEmitter::apply(AffineExpr expr, ValueRange values) {
  return affine::AffineApplyOp::create(
      builder, loc, AffineMap::get(values.size(), 0, expr), values);
}

Value LoopEmitter::applyMin(AffineExpr expr, int64_t bound, ValueRange values) {
  AffineMap map = AffineMap::get(values.size(), 0,
                                 {expr, builder.getAffineConstantExpr(bound)},
                                 builder.getContext());
  return affine::AffineMinOp::create(builder, loc, map, values);
}

Value LoopEmitter::load(VectorType type, Value tensor, ValueRange position,
                        bool inBounds) {
  std::optional<Value> padding;
  if (!inBounds)
    padding = arith::ConstantOp::create(
        builder, loc, builder.getZeroAttr(type.getElementType()));
  return vector::TransferReadOp::create(builder, loc, type, tensor, position,
                                        padding, ArrayRef<bool>{inBounds});
}

Value LoopEmitter::loadQuad(VectorType type, Value tensor,
                            ValueRange position) {
  Type i8 = builder.getI8Type(), i32 = builder.getI32Type();
  Value quad = load(VectorType::get({4}, i8), tensor, position);
  quad =
      vector::BitCastOp::create(builder, loc, VectorType::get({1}, i32), quad);
  quad = vector::ExtractOp::create(builder, loc, quad, 0);
  auto dwords = VectorType::get({type.getNumElements() / 4}, i32);
  return vector::BitCastOp::create(builder, loc, type, broadcast(dwords, quad));
}

Value LoopEmitter::multiplyAdd(Value sum, Value lhs, Value rhs) {
  auto contract = arith::FastMathFlags::contract;
  Value product = arith::MulFOp::create(builder, loc, lhs, rhs, contract);
  return arith::AddFOp::create(builder, loc, sum, product, contract);
}
