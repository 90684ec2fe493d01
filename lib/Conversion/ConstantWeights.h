//===- ConstantWeights.h - The weights of float layers ----------*- C++ -*-===//
//
// Weights as float models have them: a constant, or `lowres.dequantize` of one,
// through any transposes and reshapes, in the order in which lowres layers have
// theirs.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_CONSTANTWEIGHTS_H
#define LOWRES_LIB_CONVERSION_CONSTANTWEIGHTS_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Quant/LevelWeights.h"

#include "mlir/IR/Builders.h"

#include <string>
#include <variant>

namespace mlir::lowres {

/// Where the weights of a layer are.
struct WeightsOperand {
  Value value;
  /// Dimension i of the layer's order is dimension `permutation[i]` of `value`.
  SmallVector<int64_t> permutation;
  /// How many of them, from the first on, are outputs. The others are inputs.
  unsigned numOutputDims = 1;
};

/// Plain floats, row-major [outputs, inputs], or what a model has dequantised.
using ConstantWeights = std::variant<std::vector<float>, LevelWeights>;

/// Whether `value` is a constant that readWeights reads (or says what is wrong
/// with it).
bool isConstantWeights(Value value);

/// The weights in the layer's order. Fails with a reason, to be read after
/// "because".
FailureOr<ConstantWeights> readWeights(const WeightsOperand &operand,
                                       std::string &whyNot);

/// `weights` as a `lowres.constant` of `shape` ([outputs, ...]) in its densest
/// storage.
Value createWeights(OpBuilder &builder, Location loc,
                    const LevelWeights &weights, ArrayRef<int64_t> shape);

/// Their scales: [], [outputs] or [outputs, groups].
Value createScale(OpBuilder &builder, Location loc, const LevelWeights &weights,
                  int64_t outputs);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_CONSTANTWEIGHTS_H
