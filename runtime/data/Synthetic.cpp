//===- Synthetic.cpp - A procedural image set -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Synthetic.h"

#include "lowres-rt/support/Random.h"

#include <algorithm>
#include <array>

using namespace lowres;

static constexpr int side = 32, channels = 3, classes = 10;

// A pattern is drawn on a canvas with a margin, so that it can be shifted.
static constexpr int margin = 3, canvas = side + 2 * margin;

// Amplitudes in grey levels and the noise's width: chosen so that the bounds in
// the header's description hold with room to spare.
static constexpr int patternAmplitude = 34, backgroundAmplitude = 32,
                     noiseAmplitude = 128;

namespace {
/// A smooth field of canvas x canvas values for each channel, in [-amplitude,
/// amplitude]: random values on a coarse grid, interpolated linearly.
struct Field {
  std::array<int, size_t(channels) * canvas * canvas> values;

  Field(Random &random, int cell, int amplitude) {
    int knots = canvas / cell + 2;
    std::vector<int> grid(size_t(channels) * knots * knots);
    for (int &value : grid)
      value = static_cast<int>(random.below(2 * amplitude + 1)) - amplitude;
    for (int c = 0; c < channels; ++c)
      for (int y = 0; y < canvas; ++y)
        for (int x = 0; x < canvas; ++x) {
          const int *knot = &grid[(c * knots + y / cell) * knots + x / cell];
          int fx = x % cell, fy = y % cell;
          int top = knot[0] * (cell - fx) + knot[1] * fx;
          int bottom = knot[knots] * (cell - fx) + knot[knots + 1] * fx;
          at(c, y, x) = (top * (cell - fy) + bottom * fy) / (cell * cell);
        }
  }

  int &at(int c, int y, int x) { return values[(c * canvas + y) * canvas + x]; }
};
} // namespace

Dataset lowres::makeSynthetic(uint64_t seed, Split split) {
  enum Stream : uint64_t { PatternStream = 1, TrainStream, TestStream };

  std::vector<Field> patterns;
  for (int k = 0; k < classes; ++k) {
    Random random(seed, PatternStream, static_cast<uint64_t>(k));
    patterns.emplace_back(random, /*cell=*/8, patternAmplitude);
  }

  Dataset dataset;
  dataset.name = "synthetic";
  dataset.classes = classes;
  dataset.channels = channels;
  dataset.height = dataset.width = side;
  size_t count = split == Split::Train ? SyntheticTrainSize : SyntheticTestSize;
  dataset.labels.resize(count);
  dataset.images.resize(count * dataset.imageSize());

  uint64_t stream = split == Split::Train ? TrainStream : TestStream;
  uint8_t *pixel = dataset.images.data();
  for (size_t i = 0; i < count; ++i) {
    Random random(seed, stream, i);
    uint32_t label = random.below(classes);
    dataset.labels[i] = static_cast<uint8_t>(label);
    Field &pattern = patterns[label];
    Field background(random, /*cell=*/12, backgroundAmplitude);
    // Contrast in 1/64, from a half to one and a half.
    int gain = 32 + static_cast<int>(random.below(65));
    if (random.below(2))
      gain = -gain;
    int dx = static_cast<int>(random.below(2 * margin + 1));
    int dy = static_cast<int>(random.below(2 * margin + 1));
    for (int c = 0; c < channels; ++c)
      for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
          // Two uniforms make a triangular noise from one draw.
          uint64_t bits = random.next();
          int noise = (static_cast<int>(bits & 0xffff) +
                       static_cast<int>(bits >> 16 & 0xffff) - 0xffff) *
                      noiseAmplitude / 0x10000;
          int value = 128 + pattern.at(c, y + dy, x + dx) * gain / 64 +
                      background.at(c, y, x) + noise;
          *pixel++ = static_cast<uint8_t>(std::clamp(value, 0, 255));
        }
  }
  return dataset;
}
