//===- Network.h - Random networks for execution tests ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer is described by a LayerSpec; a Layer has the numbers as well, drawn
// by seed; a Network is a chain of layers and can be written as MLIR. A row is
// one example: the inputs of a dense layer, the image of a convolution.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H
#define LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H

#include "mlir/Support/LLVM.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlir {
namespace lowres {
namespace test {

enum class ScaleKind { Tensor, Row, Group };

/// What a convolution has beside weights; pairs are of height and width.
struct ConvSpec {
  std::array<int64_t, 2> image = {5, 5};
  int64_t channels = 1;
  std::array<int64_t, 2> window = {3, 3};
  std::array<int64_t, 2> strides = {1, 1};
  std::array<int64_t, 2> dilations = {1, 1};
  std::array<int64_t, 4> padding = {0, 0, 0, 0}; ///< Top, bottom, left, right.
  int64_t groups = 1;

  /// Pixels from the window's first to its last, both counted.
  int64_t getExtent(unsigned dim) const {
    return (window[dim] - 1) * dilations[dim] + 1;
  }
  /// Positions of the window along a dimension.
  int64_t getNumPositions(unsigned dim) const;
  /// Inputs of one output.
  int64_t getNumInputs() const {
    return window[0] * window[1] * channels / groups;
  }
  std::string str() const;
};

struct LayerSpec {
  unsigned levels = 5;
  /// Inputs of one output: LayerSpec::conv's, where there is one.
  int64_t inputs = 4;
  int64_t outputs = 2;
  /// Makes the layer a convolution.
  std::optional<ConvSpec> conv = std::nullopt;
  /// A free codebook; empty for the uniform grid.
  std::vector<float> codebook = {};
  ScaleKind scale = ScaleKind::Tensor;
  /// Inputs that share a scale, for ScaleKind::Group.
  int64_t group = 0;
  bool bias = false;
  std::string activation = "none";
  /// The text between `kernel<` and `>`; empty to let the compiler choose.
  std::string kernel = "";
  /// Whether the module holds the weights as model files do, densely packed.
  bool packed = false;

  static LayerSpec createConv(const ConvSpec &conv, int64_t outputs);

  /// Shapes of a row, and of the weights.
  std::vector<int64_t> getInputShape() const;
  std::vector<int64_t> getOutputShape() const;
  std::vector<int64_t> getWeightsShape() const;
  /// Elements of a row of input.
  int64_t getRowSize() const;
  /// Groups of inputs that share a scale.
  int64_t getNumGroups() const;
  /// The value of a code.
  float getLevel(unsigned code) const;
  bool isUniform() const { return codebook.empty(); }
  /// Whether the kernel is one that the verifier refuses for f32 inputs.
  bool needsInt8Input() const;
  /// For messages.
  std::string str() const;
};

/// A codebook of `levels` values that is no uniform grid.
std::vector<float> createCodebook(unsigned levels);

struct Layer {
  LayerSpec spec;
  std::vector<uint8_t> codes; ///< [outputs, inputs]
  std::vector<float> scale;   ///< [], [outputs] or [outputs, groups]
  std::vector<float> bias;    ///< [outputs] or empty

  float getScale(int64_t output, int64_t input) const;
};

struct Network {
  std::vector<Layer> layers;
  /// The number of rows, where it is fixed.
  std::optional<int64_t> batch = std::nullopt;

  /// Draws the numbers of all layers.
  static Network create(const std::vector<LayerSpec> &specs, unsigned seed);

  int64_t getNumInputs() const { return layers.front().spec.getRowSize(); }
  /// A module with the network as function `net`.
  std::string getModule() const;
  std::string str() const;
};

/// `dense<"0x...">`, which is exact.
std::string getDense(llvm::ArrayRef<float> values);

/// The types of a layer's constants.
struct LayerTypes {
  std::string weights, scale, bias;
};

/// Writes a layer's constants: `%w` with the name behind it, `%s` and, if it
/// has a bias, `%b`.
LayerTypes writeConstants(llvm::raw_ostream &os, const Layer &layer,
                          llvm::StringRef name);

/// `rows` rows of input: most are random, some are what rounding and scaling
/// are wrong on first (zeros, halves, denormals, NaN, infinities).
std::vector<float> createInput(int64_t rows, int64_t inputs, unsigned seed);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H
