//===- SoftmaxCrossEntropyTest.cpp ----------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/SoftmaxCrossEntropy.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

/// Three classes, two examples, in a stride of 16.
struct Logits {
  Logits(std::initializer_list<float> first,
         std::initializer_list<float> second) {
    size_t c = 0;
    for (float value : first)
      values[c++ * 16] = value;
    c = 0;
    for (float value : second)
      values[c++ * 16 + 1] = value;
  }
  Activations view() { return {values, 3, 2, 16}; }
  float values[48] = {};
};

TEST(SoftmaxCrossEntropyTest, LossAndAccuracy) {
  Logits logits({0.0f, 0.0f, 0.0f}, {1.0f, 3.0f, 2.0f});
  uint8_t labels[] = {2, 1};
  LossResult result =
      softmaxCrossEntropy(logits.view(), labels, {nullptr, 3, 2, 16});
  double second = std::log(std::exp(1.0) + std::exp(3.0) + std::exp(2.0)) - 3.0;
  EXPECT_NEAR(result.loss, std::log(3.0) + second, 1e-12);
  // The first of equal logits counts as the answer.
  EXPECT_EQ(result.correct, 1u);
}

TEST(SoftmaxCrossEntropyTest, LargeLogits) {
  Logits logits({1e30f, 0.0f, -1e30f}, {500.0f, 400.0f, 0.0f});
  uint8_t labels[] = {0, 1};
  float gradient[48];
  LossResult result =
      softmaxCrossEntropy(logits.view(), labels, {gradient, 3, 2, 16});
  EXPECT_NEAR(result.loss, 100.0, 1e-9);
  EXPECT_EQ(gradient[0], 0.0f);
  EXPECT_FLOAT_EQ(gradient[1], 0.5f);
  EXPECT_FLOAT_EQ(gradient[17], -0.5f);
}

TEST(SoftmaxCrossEntropyTest, GradientByFiniteDifferences) {
  Logits logits({0.3f, -1.0f, 0.8f}, {1.5f, 0.2f, 0.1f});
  uint8_t labels[] = {1, 0};
  float gradient[48];
  for (float &value : gradient)
    value = 7.0f;
  softmaxCrossEntropy(logits.view(), labels, {gradient, 3, 2, 16});
  auto meanLoss = [&] {
    return softmaxCrossEntropy(logits.view(), labels, {nullptr, 3, 2, 16})
               .loss /
           2.0;
  };
  for (size_t c = 0; c < 3; ++c)
    for (size_t b = 0; b < 2; ++b) {
      float &logit = logits.values[c * 16 + b], saved = logit;
      logit = saved + 0.01f;
      double up = meanLoss();
      logit = saved - 0.01f;
      double down = meanLoss();
      logit = saved;
      EXPECT_NEAR((up - down) / 0.02, static_cast<double>(gradient[c * 16 + b]),
                  1e-5);
    }
  EXPECT_EQ(gradient[2], 0.0f) << "padding";
}

} // namespace
