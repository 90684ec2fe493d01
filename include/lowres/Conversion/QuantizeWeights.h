//===- QuantizeWeights.h - Post-training quantisation -----------*- C++ -*-===//
//
// Rounds the weights of a float model's layers to N levels.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_CONVERSION_QUANTIZEWEIGHTS_H
#define LOWRES_CONVERSION_QUANTIZEWEIGHTS_H

#include "lowres/Quant/LevelFit.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace mlir::lowres {

/// The levels of one layer; 0 means that it stays float.
struct LayerOverride {
  /// The layer's index in the model or the name of its location (`loc("fc1")`).
  std::string layer;
  unsigned levels = 0;
};

/// Reads `LAYER:N` or `LAYER:f32`.
llvm::Expected<LayerOverride> parseLayerOverride(StringRef text);

/// How a model is quantised.
struct QuantizeWeightsOptions {
  LevelFitOptions fit;
  std::vector<LayerOverride> overrides;
  /// The first and the last layer stay float.
  bool keepFirst = false, keepLast = false;

  /// Fails if a number of levels or a group size makes no sense.
  llvm::Error check() const;
};

/// What has become of one layer.
struct QuantizedLayer {
  unsigned index;
  Location loc;
  std::string operation; ///< As the float model had it.
  SmallVector<int64_t> shape;
  unsigned levels;      ///< 0: stays float.
  double signalToNoise; ///< In dB; infinite where weights are what they were.
  int64_t bytesBefore;
  int64_t bytesAfter; ///< Codes in the model file and scales.

  /// "12.34 dB", or "exact".
  std::string describeNoise() const;
};

/// Replaces layers of linalg and TOSA with constant weights by lowres layers.
/// Layers are counted in the order of the module; those whose weights are no
/// readable constants do not count, and stay float with a remark. Weights that
/// take no more values than asked for, or that the model has dequantised, are
/// kept exactly. Groups are of dense layers only: convolutions have a scale for
/// each output instead. Fails, with an error, if an override names no layer, or
/// if the options ask for different levels of one layer.
FailureOr<std::vector<QuantizedLayer>>
quantizeWeights(ModuleOp module, const QuantizeWeightsOptions &options);

} // namespace mlir::lowres

#endif // LOWRES_CONVERSION_QUANTIZEWEIGHTS_H
