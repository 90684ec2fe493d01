//===- VerifyUtils.h - Checks that verifiers share --------------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_IR_VERIFYUTILS_H
#define LOWRES_LIB_DIALECT_LOWRES_IR_VERIFYUTILS_H

#include "mlir/IR/Operation.h"

namespace mlir::lowres {

/// Vectors of 4096 bits: more than any target has.
inline constexpr unsigned kMaxLanes = 128;

/// levels^digits, saturated well above any field.
uint64_t getFieldCount(unsigned levels, unsigned digits);

/// Checks a scale against weights of shape `shape`: [], [d0] or [d0, groups].
LogicalResult verifyScale(Operation *op, Value scale, ArrayRef<int64_t> shape,
                          StringRef name = "scale");

/// Checks one dimension of a named operand or result.
LogicalResult verifyDim(Operation *op, Value value, StringRef name,
                        unsigned dim, int64_t expected, StringRef what);

/// Checks that a tensor of static `shape`, a value or one that the lowerings
/// need, is so small that sizes in bits, and sums of two, do not overflow.
LogicalResult verifySize(Operation *op, ArrayRef<int64_t> shape,
                         StringRef what);

/// Checks that named weights of static shape are some, and not too many.
LogicalResult verifyWeights(Operation *op, Value weights,
                            StringRef name = "weights");

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_IR_VERIFYUTILS_H
