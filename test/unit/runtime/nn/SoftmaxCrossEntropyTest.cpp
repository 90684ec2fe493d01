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
#include <limits>

using namespace lowres;

namespace {

/// Three classes, two examples.
struct Logits {
  Activations view() { return {values, 2, 3}; }
  float values[6];
};

TEST(SoftmaxCrossEntropyTest, LossAndAccuracy) {
  Logits logits = {{0.0f, 0.0f, 0.0f, 1.0f, 3.0f, 2.0f}};
  uint8_t labels[] = {2, 1};
  LossResult result =
      softmaxCrossEntropy(logits.view(), labels, {nullptr, 2, 3});
  double second = std::log(std::exp(1.0) + std::exp(3.0) + std::exp(2.0)) - 3.0;
  EXPECT_NEAR(result.loss, std::log(3.0) + second, 1e-12);
  // The first of equal logits counts as the answer.
  EXPECT_EQ(result.correct, 1u);
}

// What is not a number is no answer, not even the right one.
TEST(SoftmaxCrossEntropyTest, NotANumberIsWrong) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  Logits logits = {{nan, nan, nan, 1.0f, 3.0f, nan}};
  uint8_t labels[] = {0, 1};
  LossResult result =
      softmaxCrossEntropy(logits.view(), labels, {nullptr, 2, 3});
  EXPECT_EQ(result.correct, 0u);
  EXPECT_TRUE(std::isnan(result.loss));
}

TEST(SoftmaxCrossEntropyTest, LargeLogits) {
  Logits logits = {{1e30f, 0.0f, -1e30f, 500.0f, 400.0f, 0.0f}};
  uint8_t labels[] = {0, 1};
  float gradient[6];
  LossResult result =
      softmaxCrossEntropy(logits.view(), labels, {gradient, 2, 3});
  EXPECT_NEAR(result.loss, 100.0, 1e-9);
  EXPECT_EQ(gradient[0], 0.0f);
  EXPECT_FLOAT_EQ(gradient[3], 0.5f);
  EXPECT_FLOAT_EQ(gradient[4], -0.5f);
}

TEST(SoftmaxCrossEntropyTest, GradientByFiniteDifferences) {
  Logits logits = {{0.3f, -1.0f, 0.8f, 1.5f, 0.2f, 0.1f}};
  uint8_t labels[] = {1, 0};
  float gradient[6];
  softmaxCrossEntropy(logits.view(), labels, {gradient, 2, 3});
  auto meanLoss = [&] {
    return softmaxCrossEntropy(logits.view(), labels, {nullptr, 2, 3}).loss /
           2.0;
  };
  for (size_t i = 0; i < 6; ++i) {
    float &logit = logits.values[i], saved = logit;
    logit = saved + 0.01f;
    double up = meanLoss();
    logit = saved - 0.01f;
    double down = meanLoss();
    logit = saved;
    EXPECT_NEAR((up - down) / 0.02, static_cast<double>(gradient[i]), 1e-5);
  }
}

} // namespace
