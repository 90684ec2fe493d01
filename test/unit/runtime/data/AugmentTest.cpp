//===- AugmentTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Augment.h"

#include "gtest/gtest.h"

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

TEST(AugmentTest, RandomCoversTheRange) {
  Random random(1);
  int least = 0, most = 0, flips = 0;
  for (int i = 0; i < 1000; ++i) {
    Augmentation how = randomAugmentation(random);
    least = std::min({least, how.dx, how.dy});
    most = std::max({most, how.dx, how.dy});
    flips += how.flip;
  }
  EXPECT_EQ(least, -4);
  EXPECT_EQ(most, 4);
  EXPECT_GT(flips, 400);
  EXPECT_LT(flips, 600);
}

} // namespace
