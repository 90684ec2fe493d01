//===- GaussianScaleTest.cpp ----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/GaussianScale.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

TEST(GaussianScaleTest, KnownConstants) {
  EXPECT_EQ(absMeanFactor(2), 1.0f);
  EXPECT_EQ(absMeanFactor(3), 1.534f);
  EXPECT_EQ(absMeanFactor(5), 2.113f);
  EXPECT_EQ(absMeanFactor(9), 2.676f);
  EXPECT_EQ(absMeanFactor(17), 3.197f);
}

TEST(GaussianScaleTest, KnownErrors) {
  EXPECT_NEAR(gaussianQuantizationError(2, 0.798), 0.3634, 5e-5);
  EXPECT_NEAR(gaussianQuantizationError(3, 1.224), 0.1902, 5e-5);
  EXPECT_NEAR(gaussianQuantizationError(5, 1.686), 0.0822, 5e-5);
  EXPECT_NEAR(gaussianQuantizationError(9, 2.135), 0.0307, 5e-5);
  EXPECT_NEAR(gaussianQuantizationError(17, 2.552), 0.0104, 5e-5);
}

TEST(GaussianScaleTest, ErrorAgainstIntegration) {
  // Midpoint sums over the normal density.
  for (int levels : {2, 4, 7}) {
    double scale = 1.3, sum = 0.0, width = 1e-3;
    for (double w = -8.0; w < 8.0; w += width) {
      double x = w + width / 2, half = (levels - 1) / 2.0;
      double unit = std::fmin(1.0, std::fmax(-1.0, x / scale));
      double q = scale * (std::floor((unit + 1.0) * half + 0.5) / half - 1.0);
      sum += (x - q) * (x - q) * std::exp(-x * x / 2) * width;
    }
    EXPECT_NEAR(gaussianQuantizationError(levels, scale),
                sum / std::sqrt(2.0 * std::acos(-1.0)), 1e-5);
  }
}

TEST(GaussianScaleTest, GrowsWithLevels) {
  float last = 0.0f;
  for (int levels = 2; levels <= 256; ++levels) {
    float factor = absMeanFactor(levels);
    EXPECT_GT(factor, last) << levels;
    last = factor;
  }
  EXPECT_LT(last, 6.0f);
}

} // namespace
