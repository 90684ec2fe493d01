//===- LevelQuantizerTest.cpp ---------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/LevelQuantizer.h"

#include "lowres-rt/quant/GaussianScale.h"
#include "lowres-rt/support/Random.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

LevelQuantizer make(int levels, ScaleRule rule = ScaleRule::AbsMean) {
  return LevelQuantizer(levels, rule, ScaleGranularity::Tensor);
}

/// What the codes stand for.
std::vector<float> decode(const LevelQuantizer &quantizer,
                          const std::vector<uint8_t> &codes, float scale) {
  std::vector<float> table = quantizer.levelTable(), weights;
  for (uint8_t code : codes)
    weights.push_back(scale * table.at(code));
  return weights;
}

TEST(LevelQuantizerTest, WorkedExample) {
  const float latents[] = {-1.4f, -0.6f, -0.2f, 0.0f, 0.25f, 0.9f};
  std::vector<uint8_t> codes(6);
  LevelQuantizer quantizer = make(5);
  quantizer.encode(latents, 6, 1.0f, codes.data());
  EXPECT_EQ(codes, std::vector<uint8_t>({0, 1, 2, 2, 3, 4}));
  EXPECT_EQ(decode(quantizer, codes, 1.0f),
            std::vector<float>({-1.0f, -0.5f, 0.0f, 0.0f, 0.5f, 1.0f}));
}

TEST(LevelQuantizerTest, TwoLevelsAreSigns) {
  const float latents[] = {-0.01f, 0.0f, 0.01f};
  uint8_t codes[3];
  make(2).encode(latents, 3, 0.5f, codes);
  EXPECT_EQ(codes[0], 0);
  EXPECT_EQ(codes[1], 1);
  EXPECT_EQ(codes[2], 1);
}

TEST(LevelQuantizerTest, EveryCodeDecodesToItsLevelAndBack) {
  for (int levels = 2; levels <= 256; ++levels) {
    LevelQuantizer quantizer = make(levels);
    for (float scale : {1.0f, 0.037f}) {
      std::vector<uint8_t> codes(levels), again(levels);
      std::vector<float> quantized(levels);
      for (int k = 0; k < levels; ++k)
        codes[k] = static_cast<uint8_t>(k);
      std::vector<float> weights = decode(quantizer, codes, scale);
      ASSERT_EQ(quantizer.levelTable().size(), codes.size());
      for (int k = 0; k < levels; ++k)
        EXPECT_EQ(weights[k],
                  scale * static_cast<float>(2.0 * k / (levels - 1) - 1.0));
      quantizer.encode(weights.data(), weights.size(), scale, again.data());
      EXPECT_EQ(codes, again) << levels;
      quantizer.quantize(weights.data(), weights.size(), scale,
                         quantized.data());
      EXPECT_EQ(weights, quantized) << levels;
    }
  }
}

TEST(LevelQuantizerTest, QuantizeIsDecodeOfEncode) {
  Random random(1);
  std::vector<float> latents(1003), direct(1003);
  std::vector<uint8_t> codes(1003);
  for (float &latent : latents)
    latent = random.normal();
  for (int levels : {2, 3, 4, 5, 6, 17, 100, 256}) {
    LevelQuantizer quantizer = make(levels);
    quantizer.quantize(latents.data(), latents.size(), 1.7f, direct.data());
    quantizer.encode(latents.data(), latents.size(), 1.7f, codes.data());
    EXPECT_EQ(direct, decode(quantizer, codes, 1.7f)) << levels;
    for (size_t i = 0; i < latents.size(); ++i) {
      EXPECT_LT(codes[i], levels);
      if (std::fabs(latents[i]) <= 1.7f) {
        EXPECT_LE(std::fabs(direct[i] - latents[i]),
                  1.7f / static_cast<float>(levels - 1) * 1.0001f);
      }
    }
  }
}

TEST(LevelQuantizerTest, ScaleRules) {
  std::vector<float> latents = {1.0f, -2.0f, 3.0f, 0.0f};
  auto scaleOf = [&](ScaleRule rule) {
    LevelQuantizer quantizer = make(5, rule);
    // Two runs that share a scale.
    float statistics[] = {quantizer.statistic(latents.data(), 3),
                          quantizer.statistic(latents.data() + 3, 1)};
    return quantizer.scale(statistics, 2, 4, 0.25f);
  };
  EXPECT_FLOAT_EQ(scaleOf(ScaleRule::AbsMean), absMeanFactor(5) * 1.5f);
  EXPECT_EQ(scaleOf(ScaleRule::AbsMax), 3.0f);
  EXPECT_EQ(scaleOf(ScaleRule::Fixed1), 0.25f);
}

TEST(LevelQuantizerTest, StatisticOfLongRuns) {
  // Longer than the partial sums, with a rest.
  std::vector<float> latents(101, -0.5f);
  latents[100] = 2.0f;
  EXPECT_FLOAT_EQ(make(3).statistic(latents.data(), 101), 52.0f);
  EXPECT_EQ(make(3, ScaleRule::AbsMax).statistic(latents.data(), 101), 2.0f);
}

TEST(LevelQuantizerTest, ZerosStayFinite) {
  float zeros[4] = {}, weights[4];
  for (ScaleRule rule : {ScaleRule::AbsMean, ScaleRule::AbsMax}) {
    LevelQuantizer quantizer = make(3, rule);
    float statistic = quantizer.statistic(zeros, 4);
    float scale = quantizer.scale(&statistic, 1, 4, 1.0f);
    quantizer.quantize(zeros, 4, scale, weights);
    for (float weight : weights)
      EXPECT_EQ(weight, 0.0f);
  }
}

TEST(LevelQuantizerTest, GradientPassesStraightThrough) {
  const float latents[] = {-5.0f, 0.0f, 5.0f};
  float gradient[] = {1.0f, 2.0f, 3.0f};
  make(5).backward(latents, 3, 1.0f, gradient);
  EXPECT_EQ(gradient[0], 1.0f);
  EXPECT_EQ(gradient[1], 2.0f);
  EXPECT_EQ(gradient[2], 3.0f);
}

TEST(LevelQuantizerTest, ClipAndSaturation) {
  float latents[] = {-5.0f, -1.0f, 0.2f, 1.2f, 5.0f};
  LevelQuantizer quantizer = make(5);
  EXPECT_EQ(quantizer.saturated(latents, 5, 1.0f), 4u);
  quantizer.postStep(latents, 5, 1.0f);
  EXPECT_EQ(std::vector<float>(latents, latents + 5),
            std::vector<float>({-1.5f, -1.0f, 0.2f, 1.2f, 1.5f}));
  make(5, ScaleRule::Fixed1).postStep(latents, 5, 1.0f);
  EXPECT_EQ(latents[3], 1.0f);
}

TEST(LevelQuantizerTest, StoresInTheCanonicalFormat) {
  StoredCodes stored = make(5).store({4, 1, 3, 2});
  EXPECT_EQ(stored.format.levels, 5);
  EXPECT_EQ(stored.format.digits, 3);
  EXPECT_EQ(stored.format.bits, 7);
  EXPECT_EQ(stored.bytes, std::vector<uint8_t>({0x54, 0x01}));
}

TEST(LevelQuantizerSetTest, OneForEachNumberOfLevels) {
  LevelQuantizerSet set(5, ScaleRule::AbsMax, ScaleGranularity::Row);
  const WeightQuantizer *usual = set.get(std::nullopt);
  ASSERT_NE(usual, nullptr);
  EXPECT_EQ(usual->levels(), 5);
  EXPECT_EQ(usual->granularity(), ScaleGranularity::Row);
  EXPECT_EQ(set.get(5), usual);
  EXPECT_EQ(set.get(0), nullptr);
  const WeightQuantizer *other = set.get(256);
  EXPECT_EQ(other->levels(), 256);
  LevelQuantizerSet moved = std::move(set);
  EXPECT_EQ(moved.get(std::nullopt), usual);
  EXPECT_EQ(moved.get(256), other);
}

TEST(LevelQuantizerSetTest, FloatWeightsAreUsual) {
  LevelQuantizerSet set(0, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  EXPECT_EQ(set.get(std::nullopt), nullptr);
  EXPECT_EQ(set.get(3)->levels(), 3);
}

} // namespace
