//===- LevelFitTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Quant/LevelFit.h"

#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace mlir::lowres;

namespace {

using Values = std::vector<float>;

Values makeNormal(size_t count, unsigned seed, float deviation = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> distribution(0, deviation);
  Values values(count);
  for (float &value : values)
    value = distribution(random);
  return values;
}

double getError(const Values &weights, const LevelWeights &rounded,
                size_t outputs) {
  size_t inputs = weights.size() / outputs;
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    double error =
        weights[i] - rounded.getWeight(i / inputs, i % inputs, inputs);
    sum += error * error;
  }
  return sum;
}

double getErrorOfScale(const Values &values, unsigned levels, float scale) {
  double sum = 0;
  for (float value : values) {
    double least = INFINITY;
    for (float level : getUniformLevels(levels))
      least = std::min<double>(least, std::fabs(value - scale * level));
    sum += least * least;
  }
  return sum;
}

/// The table of the header, and the error that goes with it.
TEST(FitScale, OfNormalValues) {
  struct {
    unsigned levels;
    double scale, error;
  } expected[] = {{2, 0.798, 0.3634},
                  {3, 1.224, 0.1902},
                  {5, 1.686, 0.0822},
                  {9, 2.135, 0.0307},
                  {17, 2.552, 0.0104}};
  Values values = makeNormal(400000, 1);
  for (auto [levels, scale, error] : expected) {
    float found = fitScale(values, levels);
    EXPECT_NEAR(found, scale, 0.02) << levels;
    EXPECT_NEAR(getErrorOfScale(values, levels, found) / values.size(), error,
                0.01 * error + 5e-5)
        << levels;
  }
}

/// Not beaten by any of many scales.
TEST(FitScale, IsTheBest) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Values values = makeNormal(300, seed, 0.1f);
    for (unsigned levels : {2, 3, 4, 5, 16}) {
      double error = getErrorOfScale(values, levels, fitScale(values, levels));
      for (float scale = 0.005f; scale < 0.4f; scale += 0.001f)
        EXPECT_LE(error, 1.002 * getErrorOfScale(values, levels, scale))
            << seed << " " << levels << " " << scale;
    }
  }
}

TEST(FitScale, OfGridsAndZeros) {
  for (unsigned levels : {2, 3, 5, 8}) {
    Values values;
    for (unsigned i = 0; i < 100; ++i)
      values.push_back(0.3f * getUniformLevels(levels)[i % levels]);
    EXPECT_FLOAT_EQ(fitScale(values, levels), 0.3f);
    EXPECT_EQ(fitScale(Values(5, 0.0f), levels), 0);
  }
}

/// Finer granularity and free codebooks leave less error.
TEST(FitLevels, EveryChoiceHelps) {
  Values weights;
  for (unsigned row = 0; row < 16; ++row)
    for (float value : makeNormal(100, row, 0.05f * (row + 1)))
      weights.push_back(value);
  for (unsigned levels : {2, 3, 5, 9, 17}) {
    double coarser = INFINITY;
    for (Granularity granularity :
         {Granularity::Tensor, Granularity::Channel, Granularity::Group}) {
      LevelFitOptions options{levels, granularity, 16, Codebook::Uniform};
      LevelWeights uniform = fitLevels(weights, 16, options);
      options.codebook = Codebook::KMeans;
      LevelWeights free = fitLevels(weights, 16, options);
      double uniformError = getError(weights, uniform, 16);
      EXPECT_LT(uniformError, coarser) << levels;
      EXPECT_LE(getError(weights, free, 16), uniformError * (1 + 1e-6))
          << levels;
      EXPECT_TRUE(uniform.uniform);
      EXPECT_FALSE(free.uniform);
      EXPECT_TRUE(std::is_sorted(free.levels.begin(), free.levels.end(),
                                 std::less_equal<float>()));
      coarser = uniformError;
    }
  }
}

/// Multiplying all weights by a power of two multiplies the scales only. The
/// squares of these scales are not floats.
TEST(FitLevels, OfAnyMagnitude) {
  Values weights;
  for (unsigned row = 0; row < 8; ++row)
    for (float value : makeNormal(50, row, 0.1f * (row + 1)))
      weights.push_back(value);
  LevelFitOptions options{5, Granularity::Channel, 64, Codebook::KMeans};
  LevelWeights expected = fitLevels(weights, 8, options);
  EXPECT_NE(expected.levels, getUniformLevels(5));
  for (int exponent : {-76, 66}) {
    Values scaled;
    for (float weight : weights)
      scaled.push_back(std::ldexp(weight, exponent));
    LevelWeights rounded = fitLevels(scaled, 8, options);
    EXPECT_EQ(rounded.levels, expected.levels) << exponent;
    EXPECT_EQ(rounded.codes, expected.codes) << exponent;
  }
}

TEST(FitLevels, ScalesAreOfTheGranularity) {
  Values weights = makeNormal(4 * 10, 5);
  auto getScales = [&](Granularity granularity) {
    return fitLevels(weights, 4, {5, granularity, 4, Codebook::Uniform})
        .scales.size();
  };
  EXPECT_EQ(getScales(Granularity::Tensor), 1u);
  EXPECT_EQ(getScales(Granularity::Channel), 4u);
  // Ten inputs in groups of at most four: 4, 4 and 2.
  EXPECT_EQ(getScales(Granularity::Group), 12u);
}

TEST(FitLevels, ZerosStayZeros) {
  Values weights(12, 0.0f);
  weights[0] = 1;
  for (Codebook codebook : {Codebook::Uniform, Codebook::KMeans}) {
    LevelWeights rounded =
        fitLevels(weights, 3, {4, Granularity::Channel, 64, codebook});
    for (size_t i = 4; i < 12; ++i)
      EXPECT_EQ(rounded.getWeight(i / 4, i % 4, 4), 0);
  }
}

TEST(SignalToNoise, OfKnownErrors) {
  LevelWeights rounded;
  rounded.levels = {-1, 1};
  rounded.codes = {0, 1};
  rounded.scales = {1};
  EXPECT_EQ(getSignalToNoise({-1, 1}, rounded, 1), INFINITY);
  // Signal 2 * 1.1^2, noise 2 * 0.1^2.
  EXPECT_NEAR(getSignalToNoise({-1.1f, 1.1f}, rounded, 1), 20.828, 1e-3);
}

} // namespace
