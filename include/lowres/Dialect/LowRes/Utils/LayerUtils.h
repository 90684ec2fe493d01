//===- LayerUtils.h - What every lowering of a layer shares ----*- C++ -*-===//
//
// The parts of a layer whose meaning must not depend on the strategy:
// integer levels, scales, the final arithmetic and the activation function.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DIALECT_LOWRES_UTILS_LAYERUTILS_H
#define LOWRES_DIALECT_LOWRES_UTILS_LAYERUTILS_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/Builders.h"

namespace mlir::lowres {

/// Integer levels of a uniform grid as an affine function of the code:
/// `level(k) = multiplier * k - offset`, times `step` the real level.
struct IntegerGrid {
  int32_t multiplier;
  int32_t offset;
  float step;

  static IntegerGrid get(LevelType type);
};

/// The elements of an f32 constant, in order; nothing where it is not one, or a
/// dense resource whose data are missing or of another size.
std::optional<SmallVector<float>> getConstantFloats(ElementsAttr attr);
std::optional<SmallVector<float>> getConstantFloats(Value value);

/// The level values as a constant tensor, f32, indexed by code.
Value createLevelTable(OpBuilder &builder, Location loc, LevelType type);

/// Inputs in each of `groups` groups that cover `inputs`.
int64_t getGroupSize(int64_t inputs, int64_t groups);

/// `value` with `low` zeros before and `high` behind it in each dimension; none
/// in a dynamic one.
Value padWithZeros(OpBuilder &builder, Location loc, Value value,
                   ArrayRef<int64_t> low, ArrayRef<int64_t> high);

/// `value` with its last dimension as [count, size / count].
Value splitLastDim(OpBuilder &builder, Location loc, Value value,
                   int64_t count);

/// `[M, K]` to `[M, groups, paddedGroup]`: zeros fill the last group, and each
/// group up to `paddedGroup` inputs.
Value groupAndPadInput(OpBuilder &builder, Location loc, Value input,
                       int64_t groups, int64_t paddedGroup);

/// The scale times `factor` as `[groups, outputs]`, one product in f32 each.
/// Computed here where the scale is a constant.
Value getScaleTable(OpBuilder &builder, Location loc, LayerOpInterface op,
                    float factor);

/// `activation(value)` for a float scalar or vector.
Value applyActivation(OpBuilder &builder, Location loc, Activation activation,
                      Value value);

/// Floats that may be summed in any order (`fastmath<reassoc>`) are added to as
/// many sums in turn: as vectors of any target do it, so that each rounds
/// alike.
constexpr int64_t kNumPartialSums = 16;

/// The sum of a vector of floats, of a power of two: halves are added until one
/// element is left.
Value addPartialSums(OpBuilder &builder, Location loc, Value sums);

/// A constant of `type` (a scalar, or a vector of one value).
Value getFloatConstant(OpBuilder &builder, Location loc, Type type,
                       double value);
Value getIntConstant(OpBuilder &builder, Location loc, Type type,
                     int64_t value);

} // namespace mlir::lowres

#endif // LOWRES_DIALECT_LOWRES_UTILS_LAYERUTILS_H
