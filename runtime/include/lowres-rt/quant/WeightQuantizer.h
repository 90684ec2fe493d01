//===- WeightQuantizer.h - How weights become codes -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interface between training and a low-resolution weight format. Training
// keeps float "latent" weights w; the network computes with the quantised
// weights Q(w) = s * levelTable[encode(w)], for a scale s; gradients with
// respect to Q(w) become gradients of w by backward(); after an optimiser step
// postStep() puts w back into its range. Functions of latents work on a run of
// weights that share one scale and are called from several threads at once.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_QUANT_WEIGHTQUANTIZER_H
#define LOWRES_RT_QUANT_WEIGHTQUANTIZER_H

#include "lowres-rt/quant/RadixPacking.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lowres {

/// Codes as a model file holds them.
struct StoredCodes {
  RadixFormat format;
  std::vector<uint8_t> bytes;
};

/// Which weights share a scale.
enum class ScaleGranularity { Tensor, Row };

class WeightQuantizer {
public:
  virtual ~WeightQuantizer() = default;

  /// What the codes 0, 1, ... stand for, in units of the scale: 2 to 256
  /// numbers, strictly increasing.
  virtual std::vector<float> levelTable() const = 0;
  /// Their number.
  int levels() const { return static_cast<int>(levelTable().size()); }

  virtual ScaleGranularity granularity() const = 0;

  /// What the scale is made of: a number for a run of latents. The numbers of
  /// runs that share a scale are given to scale() in a fixed order.
  virtual float statistic(const float *latents, size_t count) const = 0;

  /// The scale of `elements` latents whose runs had the given statistics.
  /// `initialDeviation` is the standard deviation the latents were drawn with.
  virtual float scale(const float *statistics, size_t count, size_t elements,
                      float initialDeviation) const = 0;

  virtual void encode(const float *latents, size_t count, float scale,
                      uint8_t *codes) const = 0;

  /// Q(latents), bit for bit, without the codes.
  virtual void quantize(const float *latents, size_t count, float scale,
                        float *weights) const = 0;

  /// Turns the gradient of the quantised weights into that of the latents.
  virtual void backward(const float *latents, size_t count, float scale,
                        float *gradient) const = 0;

  /// Called after each optimiser step.
  virtual void postStep(float *latents, size_t count, float scale) const = 0;

  /// How many of the latents lie on or outside the outermost levels.
  virtual size_t saturated(const float *latents, size_t count,
                           float scale) const = 0;

  /// The codes of a whole tensor, row-major, in the format's storage.
  virtual StoredCodes store(const std::vector<uint8_t> &codes) const = 0;
};

} // namespace lowres

#endif // LOWRES_RT_QUANT_WEIGHTQUANTIZER_H
