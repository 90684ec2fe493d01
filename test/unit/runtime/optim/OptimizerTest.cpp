//===- OptimizerTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/optim/Optimizer.h"

#include "lowres-rt/quant/LevelQuantizer.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

// A gradient that is different for each weight and step.
double gradientOf(size_t i, int step) {
  return std::sin(static_cast<double>(i) + 0.7 * step);
}

/// Trains 5 weights for 20 steps with the optimiser and with `reference`, a
/// step of one weight in double precision.
template <typename Reference>
void compare(const OptimizerOptions &options, Reference reference) {
  constexpr size_t count = 5;
  Parameter parameter("w", 1, count, 1.0f, nullptr);
  Optimizer optimizer(options);
  optimizer.prepare(parameter);
  std::vector<double> w(count), s0(count), s1(count);
  for (size_t i = 0; i < count; ++i)
    w[i] = static_cast<double>(parameter.value[i] = 0.1f * float(i));
  for (int step = 1; step <= 20; ++step) {
    double rate = 0.1 / step;
    optimizer.beginStep(static_cast<uint64_t>(step), static_cast<float>(rate));
    float gradient[count];
    for (size_t i = 0; i < count; ++i) {
      gradient[i] = static_cast<float>(gradientOf(i, step));
      reference(w[i], s0[i], s1[i], gradientOf(i, step), rate, step);
    }
    // In two pieces, as blocks come.
    optimizer.update(parameter, 0, gradient, 2);
    optimizer.update(parameter, 2, gradient + 2, count - 2);
  }
  for (size_t i = 0; i < count; ++i)
    EXPECT_NEAR(static_cast<double>(parameter.value[i]), w[i], 1e-5);
}

TEST(OptimizerTest, SgdAgainstReference) {
  OptimizerOptions options;
  options.kind = OptimizerKind::Sgd;
  options.momentum = 0.8f;
  options.weightDecay = 0.05f;
  compare(options,
          [](double &w, double &v, double &, double g, double rate, int) {
            v = 0.8 * v + g;
            w -= rate * v + rate * 0.05 * w;
          });
}

TEST(OptimizerTest, AdamAgainstReference) {
  OptimizerOptions options;
  options.weightDecay = 0.1f;
  compare(options,
          [](double &w, double &m, double &v, double g, double rate, int t) {
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            double mHat = m / (1 - std::pow(0.9, t));
            double vHat = v / (1 - std::pow(0.999, t));
            w -= rate * mHat / (std::sqrt(vHat) + 1e-8) + rate * 0.1 * w;
          });
}

TEST(OptimizerTest, SinkQuantisesAfterTheStep) {
  ThreadPool pool(1);
  LevelQuantizer quantizer(3, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  Parameter parameter("w", 2, 2, 1.0f, &quantizer);
  float start[] = {1.0f, -0.2f, 0.6f, 0.0f};
  std::copy(start, start + 4, parameter.value.data());
  parameter.requantize(pool);
  EXPECT_EQ(parameter.scales[0], 1.0f);

  OptimizerOptions options;
  options.kind = OptimizerKind::Sgd;
  OptimizerSink sink(options, {&parameter});
  sink.beginStep(1, 1.0f);
  float gradient[] = {-3.0f, 0.4f, 0.5f, 0.0f};
  sink.block(parameter, 0, 2, 0, 2, gradient, 2);
  sink.finishStep();
  // 1 + 3 is clipped to 1.5 of the old scale; the others move freely.
  EXPECT_FLOAT_EQ(parameter.value[0], 1.5f);
  EXPECT_FLOAT_EQ(parameter.value[1], -0.6f);
  EXPECT_FLOAT_EQ(parameter.value[2], 0.1f);
  // Decoded with the old scale; the next one is made of the new weights.
  EXPECT_EQ(parameter.decoded[0], 1.0f);
  EXPECT_EQ(parameter.decoded[1], -1.0f);
  EXPECT_EQ(parameter.decoded[2], 0.0f);
  EXPECT_FLOAT_EQ(parameter.scales[0], 1.5f);
}

} // namespace
