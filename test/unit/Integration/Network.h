//===- Network.h - Random networks for execution tests ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer is described by a LayerSpec; a Layer has the numbers as well, drawn
// by seed; a Network is a chain of layers and can be written as MLIR.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H
#define LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlir {
namespace lowres {
namespace test {

enum class ScaleKind { Tensor, Row, Group };

struct LayerSpec {
  unsigned levels = 5;
  int64_t inputs = 4;
  int64_t outputs = 2;
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

  int64_t getNumInputs() const { return layers.front().spec.inputs; }
  int64_t getNumOutputs() const { return layers.back().spec.outputs; }
  /// A module with the network as function `net`.
  std::string getModule() const;
  std::string str() const;
};

/// `rows` rows of input: most are random, some are what rounding and scaling
/// are wrong on first (zeros, halves, denormals, NaN, infinities).
std::vector<float> createInput(int64_t rows, int64_t inputs, unsigned seed);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_NETWORK_H
