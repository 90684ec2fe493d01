//===- LayersTest.cpp -----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// What layers do beside gradients: training and not, values against plain
// loops, and the same bits whatever the number of threads.

#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/Dropout.h"
#include "lowres-rt/nn/Sequential.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "LayerCheck.h"

#include <cmath>

using namespace lowres;

namespace {

/// The defining sum of a convolution at one output.
double convolve(const Conv2D &conv, Tensor &x, size_t example, size_t row,
                size_t col, size_t output) {
  const ConvShape &s = conv.shape;
  size_t part = s.groupChannels(), group = output / s.groupOutputs();
  double sum = conv.bias ? static_cast<double>(conv.bias->value[output]) : 0.0;
  for (size_t r = 0; r < s.kernel; ++r)
    for (size_t q = 0; q < s.kernel; ++q)
      for (size_t c = 0; c < part; ++c) {
        size_t y = row * s.stride + r, z = col * s.stride + q;
        if (y < s.padding || y - s.padding >= s.input.height || z < s.padding ||
            z - s.padding >= s.input.width)
          continue;
        size_t pixel = (y - s.padding) * s.input.width + (z - s.padding);
        size_t index = ((output * s.kernel + r) * s.kernel + q) * part + c;
        sum += static_cast<double>(conv.weight.weights()[index]) *
               static_cast<double>(
                   x.at(pixel * s.input.channels + group * part + c, example));
      }
  return sum;
}

// The fixed scale is the deviation of the weights as they begin: 32 % of them
// lie beyond.
TEST(LayersTest, FixedScaleIsTheInitialDeviation) {
  LevelQuantizer quantizer(5, ScaleRule::Fixed1, ScaleGranularity::Tensor);
  Random random(1);
  ThreadPool pool(1);
  Dense dense(200, 100, 0, &quantizer, random);
  Conv2D conv({{4, 4, 20}, 100, 3}, Conv2D::Bias::No, 0, &quantizer, random);
  for (Parameter *weight : {&dense.weight, &conv.weight}) {
    weight->requantize(pool);
    auto count = static_cast<double>(weight->size());
    double squares = 0.0;
    for (size_t i = 0; i < weight->size(); ++i)
      squares += std::pow(static_cast<double>(weight->value[i]), 2);
    float scale = weight->scales[0];
    EXPECT_FLOAT_EQ(scale, std::sqrt(2.0f / static_cast<float>(weight->cols)));
    EXPECT_NEAR(std::sqrt(squares / count) / static_cast<double>(scale), 1.0,
                0.02);
    size_t beyond =
        quantizer.saturated(weight->value.data(), weight->size(), scale);
    EXPECT_NEAR(static_cast<double>(beyond) / count, 0.317, 0.01);
  }
}

TEST(LayersTest, Conv2DIsTheDefiningSum) {
  for (const ConvShape &shape :
       {ConvShape{{9, 6, 130}, 5, 3, 1, 1},        // Several blocks of taps.
        ConvShape{{7, 6, 4}, 6, 3, 2, 1, 2},       // Groups and stride.
        ConvShape{{20, 17, 3}, 4, 5, 1, 2},        // Several of positions.
        ConvShape{{7, 6, 35}, 35, 3, 2, 1, 35}}) { // Depthwise.
    Random random(3);
    Conv2D conv(shape, Conv2D::Bias::Yes, 0, nullptr, random);
    for (size_t o = 0; o < shape.outputs; ++o)
      conv.bias->value[o] = random.normal();
    ImageShape out = shape.output();
    Tensor x(shape.input.size(), 2), y(out.size(), 2);
    x.fill(5);
    ThreadPool pool(2);
    conv.forward(x.view, y.view, Mode(), pool);
    for (size_t example = 0; example < 2; ++example)
      for (size_t row = 0; row < out.height; ++row)
        for (size_t col = 0; col < out.width; ++col)
          for (size_t o = 0; o < out.channels; ++o)
            ASSERT_NEAR(
                static_cast<double>(
                    y.at((row * out.width + col) * out.channels + o, example)),
                convolve(conv, x, example, row, col, o), 1e-4);
  }
}

// Depthwise loops and those of groups must agree where both apply.
TEST(LayersTest, DepthwiseWeightsAreInPlace) {
  ConvShape shape = {{4, 4, 2}, 2, 3, 1, 1, 2};
  Random random(3);
  Conv2D conv(shape, Conv2D::Bias::No, 0, nullptr, random);
  for (size_t i = 0; i < 18; ++i)
    conv.weight.value[i] = 0.0f;
  conv.weight.value[4] = 2.0f;     // The middle of channel 0.
  conv.weight.value[9 + 3] = 1.0f; // Left of the middle of channel 1.
  Tensor x(32, 1), y(32, 1);
  x.fill(5);
  ThreadPool pool(1);
  conv.forward(x.view, y.view, Mode(), pool);
  for (size_t pixel = 0; pixel < 16; ++pixel) {
    EXPECT_EQ(y.at(pixel * 2, 0), 2.0f * x.at(pixel * 2, 0));
    EXPECT_EQ(y.at(pixel * 2 + 1, 0),
              pixel % 4 == 0 ? 0.0f : x.at(pixel * 2 - 1, 0));
  }
}

TEST(LayersTest, BatchNormOfTrainingAndOfUse) {
  BatchNorm norm({2, 1, 2}, 0);
  ThreadPool pool(2);
  Tensor x(4, 2), y(4, 2);
  // Channel 0: 1, 2, 3, 6; channel 1: 5 throughout.
  float values[4] = {1.0f, 2.0f, 3.0f, 6.0f};
  for (size_t i = 0; i < 4; ++i) {
    x.buffer[2 * i] = values[i];
    x.buffer[2 * i + 1] = 5.0f;
  }
  norm.forward(x.view, y.view, {true, 1}, pool);
  float inverse = 1.0f / std::sqrt(3.5f + 1e-5f); // Mean 3, variance 14 / 4.
  EXPECT_NEAR(y.buffer[0], -2.0f * inverse, 1e-6f);
  EXPECT_NEAR(y.buffer[6], 3.0f * inverse, 1e-6f);
  EXPECT_EQ(y.buffer[1], 0.0f);
  EXPECT_NEAR(norm.mean.value[0], 0.1f * 3.0f, 1e-6f);
  EXPECT_NEAR(norm.mean.value[1], 0.1f * 5.0f, 1e-6f);
  EXPECT_NEAR(norm.variance.value[0], 0.9f + 0.1f * 14.0f / 3.0f, 1e-6f);
  EXPECT_NEAR(norm.variance.value[1], 0.9f, 1e-6f);

  // Otherwise the running numbers count, and stay.
  float mean = norm.mean.value[0], variance = norm.variance.value[0];
  norm.forward(x.view, y.view, Mode(), pool);
  EXPECT_NEAR(y.buffer[6], (6.0f - mean) / std::sqrt(variance + 1e-5f), 1e-6f);
  EXPECT_EQ(norm.mean.value[0], mean);
  EXPECT_EQ(norm.variance.value[0], variance);
  EXPECT_FALSE(norm.mean.trained);
  EXPECT_FALSE(norm.variance.trained);
}

TEST(LayersTest, DropoutFollowsTheSeedAndTheStep) {
  constexpr size_t features = 500, batch = 8;
  Tensor x(features, batch), y(features, batch);
  x.fill(5);
  auto run = [&](uint64_t seed, uint64_t index, Mode mode, unsigned threads) {
    ThreadPool pool(threads);
    Dropout dropout(features, 0.25f, seed, index);
    dropout.forward(x.view, y.view, mode, pool);
    return std::vector<float>(y.buffer.data(),
                              y.buffer.data() + y.buffer.size());
  };
  std::vector<float> first = run(1, 0, {true, 3}, 1);
  EXPECT_EQ(first, run(1, 0, {true, 3}, 3));
  EXPECT_NE(first, run(2, 0, {true, 3}, 1));
  EXPECT_NE(first, run(1, 1, {true, 3}, 1));
  EXPECT_NE(first, run(1, 0, {true, 4}, 1));
  size_t zeros = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    zeros += first[i] == 0.0f;
    if (first[i] != 0.0f)
      EXPECT_EQ(first[i], x.buffer[i] * (1.0f / 0.75f));
  }
  // 1000 of 4000 expected, with a standard deviation of 27.
  EXPECT_NEAR(static_cast<double>(zeros), 1000.0, 110.0);
  // Examples drop different features.
  auto pattern = [&](size_t example) {
    std::vector<bool> zero(features);
    for (size_t f = 0; f < features; ++f)
      zero[f] = first[example * features + f] == 0.0f;
    return zero;
  };
  EXPECT_NE(pattern(0), pattern(1));

  std::vector<float> same = run(1, 0, Mode(), 2);
  EXPECT_EQ(same, std::vector<float>(x.buffer.data(),
                                     x.buffer.data() + x.buffer.size()));
}

TEST(LayersTest, GradientsDoNotDependOnThreads) {
  // Several slices, blocks of taps and groups.
  for (const ConvShape &shape : {ConvShape{{12, 12, 9}, 20, 3, 1, 1},
                                 ConvShape{{6, 6, 160}, 24, 3, 1, 1},
                                 ConvShape{{8, 8, 6}, 6, 3, 2, 1, 3},
                                 ConvShape{{8, 8, 20}, 20, 3, 1, 1, 20}}) {
    auto run = [&](unsigned threads) {
      Random random(3);
      Sequential chain;
      chain.add(std::make_unique<Conv2D>(shape, Conv2D::Bias::Yes, 0, nullptr,
                                         random));
      chain.add(std::make_unique<BatchNorm>(shape.output(), 0));
      size_t in = shape.input.size(), out = shape.output().size();
      Tensor x(in, 10), y(out, 10), dy(out, 10), dx(in, 10);
      x.fill(5);
      dy.fill(6);
      ThreadPool pool(threads);
      Collector sink;
      chain.forward(x.view, y.view, {true, 1}, pool);
      chain.backward(x.view, y.view, dy.view, dx.view, sink, pool);
      sink.gradients["x"].assign(dx.buffer.data(),
                                 dx.buffer.data() + dx.buffer.size());
      return sink.gradients;
    };
    auto one = run(1);
    EXPECT_EQ(one, run(2));
    EXPECT_EQ(one, run(5));
  }
}

} // namespace
