//===- AugmentTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Augment.h"

#include "gtest/gtest.h"

#include <cstdlib>

using namespace lowres;

namespace {

/// One image of two channels, 2 x 3.
Dataset smallImage() {
  Dataset dataset;
  dataset.classes = 1;
  dataset.channels = 2;
  dataset.height = 2;
  dataset.width = 3;
  dataset.images = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
  dataset.labels = {0};
  return dataset;
}

/// The bytes that an augmentation of the small image shows; 0 for padding.
std::vector<int> shown(const Augmentation &how) {
  float out[12];
  augmentedInput(smallImage(), 0, how, out);
  std::vector<int> bytes;
  for (float value : out)
    bytes.push_back(
        value == 0.0f ? 0 : static_cast<int>(value * 127.5f + 127.5f + 0.5f));
  return bytes;
}

TEST(AugmentTest, NothingMoves) {
  EXPECT_EQ(shown({0, 0, false}),
            std::vector<int>({1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}));
}

TEST(AugmentTest, Shift) {
  EXPECT_EQ(shown({1, 0, false}),
            std::vector<int>({0, 1, 2, 0, 4, 5, 0, 11, 12, 0, 14, 15}));
  EXPECT_EQ(shown({0, -1, false}),
            std::vector<int>({4, 5, 6, 0, 0, 0, 14, 15, 16, 0, 0, 0}));
}

TEST(AugmentTest, FlipComesFirst) {
  EXPECT_EQ(shown({0, 0, true}),
            std::vector<int>({3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14}));
  EXPECT_EQ(shown({1, 1, true}),
            std::vector<int>({0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 13, 12}));
}

// All 9 * 9 shifts, each flipped or not, come equally often: the chi-squared of
// the counts has a mean of 161 and a standard deviation of 18.
TEST(AugmentTest, RandomIsUniform) {
  constexpr int reach = 4, side = 2 * reach + 1;
  constexpr size_t cells = side * side * 2, draws = cells * 100;
  std::vector<size_t> counts(cells);
  Random random(1);
  for (size_t i = 0; i < draws; ++i) {
    Augmentation how = randomAugmentation(random);
    ASSERT_LE(std::abs(how.dx), reach);
    ASSERT_LE(std::abs(how.dy), reach);
    ++counts[((how.dx + reach) * side + how.dy + reach) * 2 + how.flip];
  }
  double chiSquared = 0.0;
  for (size_t count : counts) {
    double excess = static_cast<double>(count) - 100.0;
    chiSquared += excess * excess / 100.0;
  }
  EXPECT_GT(chiSquared, 161.0 - 4 * 18.0);
  EXPECT_LT(chiSquared, 161.0 + 4 * 18.0);
}

} // namespace
