//===- LevelQuantizer.cpp - N uniform levels ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The loops are written for the compiler to vectorise: no branches, and sums
// split over a fixed number of partial sums.
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/LevelQuantizer.h"

#include "lowres-rt/quant/GaussianScale.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace lowres;

// Partial sums of a reduction.
static constexpr size_t parts = 32;

// A tensor of zeros has no scale of its own; this keeps the division finite.
static constexpr float smallestScale = 1e-20f;

namespace {
/// The arithmetic of the grid, shared by all functions so that they agree.
struct Grid {
  Grid(int levels, float scale)
      : scale(scale), inverse(1.0f / scale),
        half(static_cast<float>(levels - 1) * 0.5f),
        last(static_cast<float>(levels - 1)) {}

  /// The code of a latent, as a float.
  float code(float latent) const {
    float unit = std::min(1.0f, std::max(-1.0f, latent * inverse));
    return std::floor((unit + 1.0f) * half + 0.5f);
  }

  /// 2k - (N - 1) is exact, so this is the float nearest to 2k / (N - 1) - 1.
  float level(float code) const { return (2.0f * code - last) / last; }

  float weight(float code) const { return scale * level(code); }

  float scale, inverse, half, last;
};
} // namespace

LevelQuantizer::LevelQuantizer(int levels, ScaleRule rule,
                               ScaleGranularity granularity)
    : count(levels), rule(rule), sharing(granularity),
      meanFactor(absMeanFactor(levels)) {
  assert(levels >= 2 && levels <= 256 && "level count out of range");
}

std::vector<float> LevelQuantizer::levelTable() const {
  Grid grid(count, 1.0f);
  std::vector<float> table(count);
  for (int code = 0; code < count; ++code)
    table[code] = grid.level(static_cast<float>(code));
  return table;
}

float LevelQuantizer::statistic(const float *latents, size_t n) const {
  float partial[parts] = {};
  size_t i = 0;
  if (rule == ScaleRule::AbsMean) {
    for (; i + parts <= n; i += parts)
      for (size_t j = 0; j < parts; ++j)
        partial[j] += std::fabs(latents[i + j]);
    float sum = 0.0f;
    for (float part : partial)
      sum += part;
    for (; i < n; ++i)
      sum += std::fabs(latents[i]);
    return sum;
  }
  for (; i + parts <= n; i += parts)
    for (size_t j = 0; j < parts; ++j)
      partial[j] = std::max(partial[j], std::fabs(latents[i + j]));
  float most = 0.0f;
  for (float part : partial)
    most = std::max(most, part);
  for (; i < n; ++i)
    most = std::max(most, std::fabs(latents[i]));
  return most;
}

float LevelQuantizer::scale(const float *statistics, size_t n, size_t elements,
                            float initialDeviation) const {
  switch (rule) {
  case ScaleRule::Fixed1:
    return initialDeviation;
  case ScaleRule::AbsMax: {
    float most = smallestScale;
    for (size_t i = 0; i < n; ++i)
      most = std::max(most, statistics[i]);
    return most;
  }
  case ScaleRule::AbsMean: {
    double sum = 0.0;
    for (size_t i = 0; i < n; ++i)
      sum += static_cast<double>(statistics[i]);
    double mean = sum / static_cast<double>(elements);
    return std::max(smallestScale, static_cast<float>(meanFactor * mean));
  }
  }
  return initialDeviation;
}

void LevelQuantizer::encode(const float *latents, size_t n, float scale,
                            uint8_t *codes) const {
  Grid grid(count, scale);
  for (size_t i = 0; i < n; ++i)
    codes[i] = static_cast<uint8_t>(static_cast<int>(grid.code(latents[i])));
}

void LevelQuantizer::quantize(const float *latents, size_t n, float scale,
                              float *weights) const {
  Grid grid(count, scale);
  for (size_t i = 0; i < n; ++i)
    weights[i] = grid.weight(grid.code(latents[i]));
}

void LevelQuantizer::backward(const float *, size_t, float, float *) const {
  // Straight through: the gradient of Q(w) is taken for that of w.
}

void LevelQuantizer::postStep(float *latents, size_t n, float scale) const {
  float bound = rule == ScaleRule::Fixed1 ? scale : 1.5f * scale;
  for (size_t i = 0; i < n; ++i)
    latents[i] = std::min(bound, std::max(-bound, latents[i]));
}

size_t LevelQuantizer::saturated(const float *latents, size_t n,
                                 float scale) const {
  size_t total = 0;
  for (size_t i = 0; i < n; ++i)
    total += std::fabs(latents[i]) >= scale;
  return total;
}

StoredCodes LevelQuantizer::store(const std::vector<uint8_t> &codes) const {
  RadixFormat format = canonicalRadix(count);
  return {format, packRadix(format, codes)};
}

const WeightQuantizer *LevelQuantizerSet::get(std::optional<int> levels) {
  int count = levels.value_or(usualLevels);
  if (count == 0)
    return nullptr;
  return &quantizers.try_emplace(count, count, rule, granularity).first->second;
}
