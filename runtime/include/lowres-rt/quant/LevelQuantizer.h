//===- LevelQuantizer.h - N uniform levels ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Low-resolution weights: N levels, 2 <= N <= 256, on the uniform symmetric
// grid over [-1, 1], times a scale s.
//
//   level_k   = 2k / (N - 1) - 1,  k = 0 .. N - 1
//   encode(w) = floor((clip(w / s, -1, 1) + 1) * (N - 1) / 2 + 0.5)
//   decode(k) = s * level_k
//
// For example, N = 5 and s = 1:
//
//   w          -1.4   -0.6   -0.2   0.0   0.25   0.9
//   code         0      1      2     2      3     4
//   decoded    -1.0   -0.5    0.0   0.0    0.5   1.0
//
// The gradient passes straight through: dL/dw = dL/dQ(w), with no mask, and s
// counts as a constant. Source: Cabral and Driemeier, "Low-Resolution Neural
// Networks", arXiv 2502.08795; the scale rules are this project's choice.
//
// Scale rules
//   fixed1   s is the standard deviation the latents were drawn with and never
//            changes, latents are clipped to [-s, s]: levels over [-1, 1] in
//            units of a constant gain of each layer. (With s = 1 exactly, a
//            layer without normalisation would multiply its input by about
//            sqrt(inputs).) The latents are drawn from a normal distribution,
//            so that a third of them is clipped after the first step.
//   absmax   s = max |w|
//   absmean  s = c_N * mean |w|, c_N minimising the mean squared error for
//            normally distributed w (GaussianScale.h)
// Under absmax and absmean latents are clipped to [-1.5 s, 1.5 s] after a step,
// so that a saturated weight can come back.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_QUANT_LEVELQUANTIZER_H
#define LOWRES_RT_QUANT_LEVELQUANTIZER_H

#include "lowres-rt/quant/WeightQuantizer.h"

#include <map>
#include <optional>

namespace lowres {

enum class ScaleRule { Fixed1, AbsMax, AbsMean };

class LevelQuantizer final : public WeightQuantizer {
public:
  /// `levels` from 2 to 256.
  LevelQuantizer(int levels, ScaleRule rule, ScaleGranularity granularity);

  std::vector<float> levelTable() const override;
  ScaleGranularity granularity() const override { return sharing; }
  float statistic(const float *latents, size_t n) const override;
  float scale(const float *statistics, size_t n, size_t elements,
              float initialDeviation) const override;
  void encode(const float *latents, size_t n, float scale,
              uint8_t *codes) const override;
  void quantize(const float *latents, size_t n, float scale,
                float *weights) const override;
  void backward(const float *latents, size_t n, float scale,
                float *gradient) const override;
  void postStep(float *latents, size_t n, float scale) const override;
  size_t saturated(const float *latents, size_t n, float scale) const override;
  StoredCodes store(const std::vector<uint8_t> &codes) const override;

private:
  int count;
  ScaleRule rule;
  ScaleGranularity sharing;
  float meanFactor; // c_N
};

/// The quantisers of a network whose layers may have their own numbers of
/// levels. They stay where they are when the set is moved.
class LevelQuantizerSet {
public:
  /// `usualLevels` are those of layers without their own: 2 to 256, or 0 for
  /// float weights.
  LevelQuantizerSet(int usualLevels, ScaleRule rule,
                    ScaleGranularity granularity)
      : usualLevels(usualLevels), rule(rule), granularity(granularity) {}

  /// The quantiser of a layer; null for float weights.
  const WeightQuantizer *get(std::optional<int> levels);

private:
  int usualLevels;
  ScaleRule rule;
  ScaleGranularity granularity;
  std::map<int, LevelQuantizer> quantizers; // By levels.
};

} // namespace lowres

#endif // LOWRES_RT_QUANT_LEVELQUANTIZER_H
