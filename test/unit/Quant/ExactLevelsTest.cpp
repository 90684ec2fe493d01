//===- ExactLevelsTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Quant/ExactLevels.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace mlir::lowres;

namespace {

using Values = std::vector<float>;

/// Weights of `outputs` rows, each of `levels` times its scale.
Values makeWeights(const Values &levels, const Values &scales, size_t inputs,
                   unsigned seed) {
  std::mt19937 random(seed);
  Values weights;
  for (float scale : scales)
    for (size_t i = 0; i < inputs; ++i)
      weights.push_back(scale * levels[random() % levels.size()]);
  return weights;
}

/// Every weight comes back; negative zero as zero.
void expectExact(const LevelWeights &found, const Values &weights,
                 size_t outputs) {
  size_t inputs = weights.size() / outputs;
  ASSERT_EQ(found.codes.size(), weights.size());
  for (size_t i = 0; i < weights.size(); ++i)
    ASSERT_EQ(found.getWeight(i / inputs, i % inputs, inputs), weights[i]) << i;
}

TEST(UniformLevels, AreThoseOfTheType) {
  mlir::MLIRContext context;
  context.loadDialect<LowResDialect>();
  for (unsigned count = 2; count <= kMaxLevelCount; ++count) {
    Values levels = getUniformLevels(count);
    auto type = LevelType::get(&context, count);
    for (unsigned code = 0; code < count; ++code)
      ASSERT_EQ(levels[code], type.getValue(code)) << count;
  }
}

TEST(ExactLevels, FindsEveryGrid) {
  std::string whyNot;
  for (unsigned count = 2; count <= 64; ++count)
    for (float scale : {1.0f, 0.1f, 3.3333e-5f, 7e20f}) {
      Values weights =
          makeWeights(getUniformLevels(count), {scale}, 2000, count);
      auto found = findExactLevels(weights, 20, 64, whyNot);
      ASSERT_TRUE(found) << count << " " << scale << ": " << whyNot;
      EXPECT_TRUE(found->uniform);
      EXPECT_LE(found->levels.size(), count);
      EXPECT_EQ(found->scales.size(), 1u);
      expectExact(*found, weights, 20);
    }
}

TEST(ExactLevels, FindsAScaleForEachOutput) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> distribution(0.01f, 2.0f);
  std::string whyNot;
  for (unsigned count : {2, 3, 4, 5, 9, 16, 17}) {
    Values scales(40);
    for (float &scale : scales)
      scale = distribution(random);
    // Few enough inputs that some outputs lack the outermost levels.
    Values weights = makeWeights(getUniformLevels(count), scales, 30, count);
    auto found = findExactLevels(weights, scales.size(), 17, whyNot);
    ASSERT_TRUE(found) << count << ": " << whyNot;
    EXPECT_TRUE(found->uniform);
    EXPECT_EQ(found->levels.size(), count);
    EXPECT_EQ(found->scales.size(), scales.size());
    expectExact(*found, weights, scales.size());
  }
}

TEST(ExactLevels, TakesACodebookWhereNoGridFits) {
  std::string whyNot;
  Values levels = {-0.71f, -0.1f, 0.0f, 0.33f, 1.0f};
  Values weights = makeWeights(levels, {1.0f}, 100, 1);
  auto found = findExactLevels(weights, 4, 17, whyNot);
  ASSERT_TRUE(found) << whyNot;
  EXPECT_FALSE(found->uniform);
  EXPECT_EQ(found->levels, levels);
  EXPECT_EQ(found->scales, Values{1.0f});
  expectExact(*found, weights, 4);
}

TEST(ExactLevels, ScalesACodebook) {
  std::string whyNot;
  Values levels = {-0.71f, -0.1f, 0.0f, 0.33f, 1.0f};
  Values scales;
  for (unsigned i = 0; i < 12; ++i)
    scales.push_back(0.37f + 0.11f * i);
  Values weights = makeWeights(levels, scales, 100, 2);
  auto found = findExactLevels(weights, scales.size(), 17, whyNot);
  ASSERT_TRUE(found) << whyNot;
  EXPECT_FALSE(found->uniform);
  EXPECT_EQ(found->levels.size(), levels.size());
  EXPECT_EQ(found->scales, scales);
  expectExact(*found, weights, scales.size());
}

/// Two levels are enough for a constant of any magnitude.
TEST(ExactLevels, ConstantsAndZeros) {
  std::string whyNot;
  for (float value : {0.0f, -0.0f, 0.3f, -7.0f, 1e-40f, 1e30f, 3.4028235e38f}) {
    for (unsigned maxLevels : {2, 17}) {
      Values weights(6, value);
      auto found = findExactLevels(weights, 2, maxLevels, whyNot);
      ASSERT_TRUE(found) << value << ": " << whyNot;
      EXPECT_TRUE(found->uniform);
      EXPECT_EQ(found->levels.size(), 2u);
      expectExact(*found, weights, 2);
    }
  }
}

TEST(ExactLevels, ZerosAmongOtherOutputs) {
  std::string whyNot;
  Values weights = {0.5f, -0.5f, 0.0f, 0.0f, 0.25f, 0.25f};
  auto found = findExactLevels(weights, 3, 2, whyNot);
  ASSERT_TRUE(found) << whyNot;
  EXPECT_TRUE(found->uniform);
  EXPECT_EQ(found->scales.size(), 3u);
  expectExact(*found, weights, 3);
}

TEST(ExactLevels, SaysWhyNot) {
  std::string whyNot;
  Values weights(100);
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] = std::sin(float(i));
  EXPECT_FALSE(findExactLevels(weights, 2, 17, whyNot));
  EXPECT_EQ(whyNot, "its weights take 100 distinct values, at most 17 are "
                    "asked for");
  // One output of few values does not help.
  for (size_t i = 0; i < 50; ++i)
    weights[i] = i % 2;
  EXPECT_FALSE(findExactLevels(weights, 2, 17, whyNot));
  EXPECT_EQ(whyNot, "its weights take 52 distinct values, at most 17 are "
                    "asked for");
  weights[7] = std::nanf("");
  EXPECT_FALSE(findExactLevels(weights, 2, 256, whyNot));
  EXPECT_EQ(whyNot, "its weights have a NaN or an infinity");
}

} // namespace
