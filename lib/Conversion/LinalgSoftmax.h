//===- LinalgSoftmax.h - Softmax as front ends write it ---------*- C++ -*-===//
//
// Front ends write a softmax, and what is done to the scores before it, as
// chains of element-wise structured operations, in many ways. What such a chain
// computes at one position is followed from value to value, out of one body and
// into the next.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LINALGSOFTMAX_H
#define LOWRES_LIB_CONVERSION_LINALGSOFTMAX_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::lowres {

/// If `value` is an argument of the body of a structured operation, that.
BlockArgument getBodyArgument(Value value);

/// What such an argument is read from, and where by the loops.
Value getReadTensor(BlockArgument argument);
AffineMap getReadMap(BlockArgument argument);

/// `value`, a tensor or a scalar of a body, or what gives the same elements at
/// the same positions (in row-major order) and is made by arithmetic, by
/// something that is not element-wise, or from a broadcast tensor. Looks
/// through reshapes that keep the last two dimensions, or all if `anyReshape`.
Value follow(Value value, bool anyReshape = false);

/// The number that `value`, followed, is at all positions.
std::optional<double> getConstant(Value value);

/// If `weights` are the softmax of something over the last dimension, that.
Value matchSoftmax(Value weights);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LINALGSOFTMAX_H
