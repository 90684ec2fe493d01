//===- LoopEmitter.h - Loops on tensors and vectors -------------*- C++ -*-===//
//
// What the classes that emit the loops of one layer share.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LOOPEMITTER_H
#define LOWRES_LIB_CONVERSION_LOOPEMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::lowres {

/// Creates operations at the position of a builder, all with one location.
class LoopEmitter {
protected:
  LoopEmitter(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  /// A loop over `begin`, `begin + step` and so on, below `end`, that hands
  /// values on from round to round: `body` gets the round's index and what the
  /// round before returned (`inits` in the first one). The results are what the
  /// last round returned.
  SmallVector<Value>
  buildLoop(Value begin, Value end, int64_t step, ValueRange inits,
            function_ref<SmallVector<Value>(Value, ValueRange)> body);
  /// The same for one value.
  Value buildLoop(Value begin, Value end, int64_t step, Value init,
                  function_ref<Value(Value, Value)> body);

  /// The same over [0, end).
  SmallVector<Value>
  buildLoop(int64_t end, int64_t step, ValueRange inits,
            function_ref<SmallVector<Value>(Value, ValueRange)> body) {
    return buildLoop(index(0), index(end), step, inits, body);
  }
  Value buildLoop(int64_t end, int64_t step, Value init,
                  function_ref<Value(Value, Value)> body) {
    return buildLoop(index(0), index(end), step, init, body);
  }

  /// Part of a tensor, without gaps.
  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes;
  };
  Value takeSlice(Value tensor, const Slice &slice);
  /// `tensor` with what `body` returns for a slice of it in that slice's place.
  Value updateSlice(Value tensor, const Slice &slice,
                    function_ref<Value(Value)> body);
  /// A loop over [0, end) whose rounds may run at the same time. Each computes
  /// a slice of `output`, which no other round touches: `body` gets the round's
  /// index and the slice, and returns the new slice. Of scratch memory, a round
  /// has its own only if `body` creates it.
  Value buildParallelLoop(OpFoldResult end, Value output,
                          function_ref<Slice(Value)> getSlice,
                          function_ref<Value(Value, Value)> body);

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(Value lhs, Value rhs) {
    return arith::AddIOp::create(builder, loc, lhs, rhs);
  }
  Value mul(Value lhs, int64_t rhs) {
    return arith::MulIOp::create(builder, loc, lhs, index(rhs));
  }
  /// `expr` of index values d0, d1, ...
  Value apply(AffineExpr expr, ValueRange values);
  /// `expr` of index values d0, d1, ..., but at most `bound`.
  Value applyMin(AffineExpr expr, int64_t bound, ValueRange values);

  Value extract(Value tensor, ValueRange position) {
    return tensor::ExtractOp::create(builder, loc, tensor, position);
  }
  Value broadcast(VectorType type, Value scalar) {
    return vector::BroadcastOp::create(builder, loc, type, scalar);
  }
  /// A vector along the last dimension; where it need not be `inBounds`, lanes
  /// beyond the end of the tensor are zero.
  Value load(VectorType type, Value tensor, ValueRange position,
             bool inBounds = true);
  /// The four bytes from `position` on, repeated.
  Value loadQuad(VectorType type, Value tensor, ValueRange position);
  /// `tensor` with a vector along the last dimension; where it need not be
  /// `inBounds`, lanes beyond the end of the tensor are dropped.
  Value store(Value vector, Value tensor, ValueRange position,
              bool inBounds = true) {
    return vector::TransferWriteOp::create(builder, loc, vector, tensor,
                                           position, ArrayRef<bool>{inBounds})
        .getResult();
  }
  /// `sum + lhs * rhs` in floats; may be fused, whose rounding is not part of
  /// the contract.
  Value multiplyAdd(Value sum, Value lhs, Value rhs);

  OpBuilder &builder;
  Location loc;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LOOPEMITTER_H
