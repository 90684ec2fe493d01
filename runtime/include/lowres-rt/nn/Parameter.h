//===- Parameter.h - What is trained ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_PARAMETER_H
#define LOWRES_RT_NN_PARAMETER_H

#include "lowres-rt/parallel/ThreadPool.h"
#include "lowres-rt/quant/WeightQuantizer.h"
#include "lowres-rt/support/Buffer.h"

#include <string>
#include <vector>

namespace lowres {

/// A matrix of a network's state, trained as a rule. With a quantiser, `value`
/// holds the latent weights and `decoded` what the network computes with.
struct Parameter {
  /// `initialDeviation` is that of the normal distribution from which the layer
  /// draws the values, or 0 if it does not.
  Parameter(std::string name, size_t rows, size_t cols, float initialDeviation,
            const WeightQuantizer *quantizer);

  size_t size() const { return rows * cols; }

  /// The weights the network computes with, [rows, cols].
  const float *weights() const {
    return quantizer ? decoded.data() : value.data();
  }

  float scaleOfRow(size_t row) const {
    return scales[scales.size() == 1 ? 0 : row];
  }

  /// Makes scales and decoded weights from the latents.
  void requantize(ThreadPool &pool);

  /// Makes the scales from `statistics`, one number for each of the
  /// `statistics.size() / rows` pieces of each row.
  void rescale(const std::vector<float> &statistics);

  /// The codes of all weights, row-major.
  std::vector<uint8_t> codes(ThreadPool &pool) const;

  std::string name;
  size_t rows, cols;
  float initialDeviation;
  const WeightQuantizer *quantizer; // Null: float weights. Not owned.
  Buffer value;
  Buffer decoded;
  std::vector<float> scales; // One, or one a row.
  /// False for what the network keeps but no gradient changes, such as running
  /// statistics. It is saved and restored with the weights.
  bool trained = true;
  std::vector<Buffer> state; // The optimiser's moments, [rows, cols] each.
};

/// Receives gradients during the backward pass, block by block, while they are
/// in cache. Blocks of one parameter are disjoint and come from several
/// threads at once.
class GradientSink {
public:
  virtual ~GradientSink() = default;

  /// The gradient of rows [row, row + rows), columns [col, col + cols) lies in
  /// `gradient` with `stride` floats from row to row; it may be overwritten.
  virtual void block(Parameter &parameter, size_t row, size_t rows, size_t col,
                     size_t cols, float *gradient, size_t stride) = 0;
};

/// The widest block of columns a sink is given: a page of floats a row keeps
/// the memory streams of an optimiser long.
constexpr size_t GradientBlockCols = 1024;

/// Gives `sink` rows [row, row + rows) of the gradient of `parameter`, whole
/// rows that lie side by side, in blocks it can take.
void giveGradient(Parameter &parameter, size_t row, size_t rows,
                  float *gradient, GradientSink &sink);

} // namespace lowres

#endif // LOWRES_RT_NN_PARAMETER_H
