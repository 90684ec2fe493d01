//===- AttentionTest.cpp - The oracle's oracle, for attention -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The plain C++ attention against numbers worked out by hand.
//
//===----------------------------------------------------------------------===//

#include "Attention.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace mlir::lowres::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// A layer of three levels (-1, 0, 1) and scale 1.
Layer createLayer(int64_t inputs, int64_t outputs, std::vector<uint8_t> codes) {
  LayerSpec spec;
  spec.levels = 3;
  spec.inputs = inputs;
  spec.outputs = outputs;
  return {spec, std::move(codes), {1}, {}};
}

// Two tokens (a, b) whose query is a, whose key is a and whose value is b.
Attention createOneHead() {
  return {/*tokens=*/2,
          /*heads=*/1,
          createLayer(2, 1, {2, 1}),
          createLayer(2, 1, {2, 1}),
          createLayer(2, 1, {1, 2}),
          createLayer(1, 1, {2})};
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(AttentionReference, OneHead) {
  std::vector<Bounded> y =
      computeAttention(createOneHead(), /*int8=*/false, {1, 10, 3, 20});
  ASSERT_EQ(y.size(), 2u);
  // Scores 1 and 3 of the first query, 3 and 9 of the second.
  EXPECT_DOUBLE_EQ(y[0].value, 10 + 10 * sigmoid(2));
  EXPECT_DOUBLE_EQ(y[1].value, 10 + 10 * sigmoid(6));
  EXPECT_GT(y[0].bound, 0);
  EXPECT_LT(y[0].bound, 1e-3);
}

TEST(AttentionReference, Mask) {
  Attention layer = createOneHead();
  layer.maskKind = MaskKind::Each;
  layer.batch = 2;
  layer.mask = {0, -kInfinity, 0.5f, 1, -kInfinity, 0, 0, 0};
  std::vector<Bounded> y =
      computeAttention(layer, /*int8=*/false, {1, 10, 3, 20, 1, 10, 3, 20});
  ASSERT_EQ(y.size(), 4u);
  EXPECT_DOUBLE_EQ(y[0].value, 10);
  EXPECT_DOUBLE_EQ(y[1].value, 10 + 10 * sigmoid(6.5));
  EXPECT_DOUBLE_EQ(y[2].value, 20);
  EXPECT_DOUBLE_EQ(y[3].value, 10 + 10 * sigmoid(6));
}

// Two heads with queries and keys of size 4 and values of size 1: the sums of
// the two inputs, over sqrt(4); the second head's values are turned over.
TEST(AttentionReference, Heads) {
  std::vector<uint8_t> sums(16, 1), firstHeadOnly(16, 1);
  for (int output = 0; output < 8; ++output)
    sums[2 * output] = 2;
  for (int output = 0; output < 4; ++output)
    firstHeadOnly[2 * output] = 2;
  Attention layer{/*tokens=*/2,
                  /*heads=*/2,
                  createLayer(2, 8, sums),
                  createLayer(2, 8, firstHeadOnly),
                  createLayer(2, 2, {1, 2, 1, 0}),
                  createLayer(2, 2, {2, 1, 1, 2})};
  std::vector<Bounded> y =
      computeAttention(layer, /*int8=*/false, {1, 10, 3, 20});
  ASSERT_EQ(y.size(), 4u);
  // The first head's scores are 4 / 2 times 1 and 3, the second's are zero.
  EXPECT_DOUBLE_EQ(y[0].value, 10 + 10 * sigmoid(4));
  EXPECT_DOUBLE_EQ(y[1].value, -15);
  EXPECT_DOUBLE_EQ(y[2].value, 10 + 10 * sigmoid(12));
  EXPECT_DOUBLE_EQ(y[3].value, -15);
}

// Scores whose exponentials are beyond any float.
TEST(AttentionReference, LargeScores) {
  std::vector<Bounded> y =
      computeAttention(createOneHead(), /*int8=*/false, {100, 1, 101, 2});
  EXPECT_DOUBLE_EQ(y[0].value, 2);
  EXPECT_TRUE(std::isfinite(y[0].bound));
}

// (1, 10) is 13 and 127 of 127, (3, 20) is 19 and 127.
TEST(AttentionReference, Int8) {
  std::vector<Bounded> y =
      computeAttention(createOneHead(), /*int8=*/true, {1, 10, 3, 20});
  double a = 13 * (10.0 / 127), b = 19 * (20.0 / 127);
  EXPECT_NEAR(y[0].value, 10 + 10 * sigmoid(a * (b - a)), 1e-5);
  EXPECT_LT(y[0].bound, 1e-3);
}

// A token spoils its image, and no other one.
TEST(AttentionReference, NotFinite) {
  for (float x : {kInfinity, -kInfinity, std::nanf("")}) {
    std::vector<Bounded> y = computeAttention(createOneHead(), /*int8=*/false,
                                              {1, 10, 3, x, 1, 10, 3, 20});
    ASSERT_EQ(y.size(), 4u);
    EXPECT_TRUE(std::isnan(y[0].value));
    EXPECT_TRUE(std::isnan(y[1].value));
    EXPECT_TRUE(std::isfinite(y[2].value));
  }
}

} // namespace
