//===- RandomTest.cpp -----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/Random.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <numeric>

using namespace lowres;

namespace {

TEST(RandomTest, KnownNumbers) {
  // The reference values of SplitMix64 for the seed 1234567.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ull);
  EXPECT_EQ(random.next(), 3203168211198807973ull);
}

TEST(RandomTest, StreamsDiffer) {
  EXPECT_NE(Random(1, 2).next(), Random(1, 3).next());
  EXPECT_NE(Random(1, 2, 0).next(), Random(1, 2, 1).next());
  EXPECT_NE(Random(1, 2).next(), Random(2, 2).next());
  EXPECT_EQ(Random(1, 2).next(), Random(1, 2).next());
}

TEST(RandomTest, BelowIsUniform) {
  Random random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 7000; ++i)
    ++counts[random.below(7)];
  for (int count : counts)
    EXPECT_NEAR(count, 1000, 150);
}

TEST(RandomTest, NormalHasItsMoments) {
  Random random(1);
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < 100000; ++i) {
    double value = static_cast<double>(random.normal());
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / 100000, 0.0, 0.015);
  EXPECT_NEAR(squares / 100000, 1.0, 0.02);
}

TEST(RandomTest, ShufflePermutes) {
  Random random(1);
  std::vector<int> values(100), sorted;
  std::iota(values.begin(), values.end(), 0);
  sorted = values;
  shuffle(values, random);
  EXPECT_NE(values, sorted);
  std::sort(values.begin(), values.end());
  EXPECT_EQ(values, sorted);
}

} // namespace
