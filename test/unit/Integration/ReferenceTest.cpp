//===- ReferenceTest.cpp - The oracle's oracle ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The plain C++ reference against numbers worked out by hand.
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace mlir::lowres::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(QuantizeRow, RoundsHalvesToEven) {
  float row[] = {-127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 126.5f};
  int8_t codes[7];
  EXPECT_EQ(quantizeRow(row, 7, codes), 1.0f);
  int8_t expected[] = {-127, 0, 2, 2, 0, -2, 126};
  for (int i = 0; i < 7; ++i)
    EXPECT_EQ(codes[i], expected[i]) << i;
}

TEST(QuantizeRow, NothingToScale) {
  int8_t codes[2];
  for (float x : {0.0f, -0.0f, 1e-45f, 3e-37f}) {
    float row[] = {x, -x};
    EXPECT_EQ(quantizeRow(row, 2, codes), 0.0f) << x;
    EXPECT_EQ(codes[0], 0);
    EXPECT_EQ(codes[1], 0);
  }
  float row[] = {4e-37f, -2e-37f};
  EXPECT_EQ(quantizeRow(row, 2, codes), 4e-37f / 127);
  EXPECT_EQ(codes[0], 127);
  EXPECT_EQ(codes[1], -64);
}

TEST(QuantizeRow, NotFinite) {
  int8_t codes[2];
  for (float x : {kInfinity, -kInfinity, std::nanf("")}) {
    float row[] = {1, x};
    EXPECT_TRUE(std::isnan(quantizeRow(row, 2, codes))) << x;
    EXPECT_EQ(codes[0], 0);
    EXPECT_EQ(codes[1], 0);
  }
}

// Levels -1, -1/2, 0, 1/2, 1.
TEST(Reference, OneLayer) {
  LayerSpec spec;
  spec.levels = 5;
  spec.inputs = 4;
  spec.outputs = 2;
  spec.bias = true;
  spec.activation = "relu";
  Network network{{Layer{spec, {0, 1, 2, 3, 4, 4, 2, 0}, {2}, {1, -1}}}};
  std::vector<float> input = {1, 2, 3, -4};
  // 2 (-1 - 1 + 0 - 2) + 1 = -7, 2 (1 + 2 + 0 + 4) - 1 = 13
  std::vector<Bounded> exact = computeExactly(network, input);
  EXPECT_EQ(exact[0].value, 0);
  EXPECT_EQ(exact[1].value, 13);
  // Codes 32, 64, 95, -127 (31.75, 63.5, 95.25, -127 rounded); integer levels
  // -2 ... 2, step 1/2.
  float scale = (4.0f / 127) * (2 * 0.5f);
  std::vector<float> rounded = computeInt8(network, input);
  EXPECT_EQ(rounded[0], 0);
  EXPECT_EQ(rounded[1], (32 * 2 + 64 * 2 + 0 + 127 * 2) * scale - 1);
}

TEST(Reference, Groups) {
  LayerSpec spec;
  spec.levels = 2;
  spec.inputs = 3;
  spec.outputs = 1;
  spec.scale = ScaleKind::Group;
  spec.group = 2;
  Network network{{Layer{spec, {1, 0, 1}, {10, 100}, {}}}};
  EXPECT_EQ(spec.getNumGroups(), 2);
  EXPECT_EQ(computeExactly(network, {5, 2, 1})[0].value, 10 * 3 + 100);
}

// A line of zeros above the image and a column on its right.
TEST(Reference, Convolution) {
  ConvSpec conv;
  conv.image = {3, 3};
  conv.window = {2, 2};
  conv.strides = {2, 2};
  conv.padding = {1, 0, 0, 1};
  LayerSpec spec = LayerSpec::createConv(conv, 1);
  EXPECT_EQ(spec.getOutputShape(), (std::vector<int64_t>{2, 2, 1}));
  // Levels 1, 0, -1, 1/2.
  Network network{{Layer{spec, {4, 2, 0, 3}, {2}, {}}}};
  std::vector<float> image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<Bounded> exact = computeExactly(network, image);
  ASSERT_EQ(exact.size(), 4u);
  EXPECT_EQ(exact[0].value, 2 * (-1 + 1));
  EXPECT_EQ(exact[1].value, 2 * -3);
  EXPECT_EQ(exact[2].value, 2 * (4 - 7 + 4));
  EXPECT_EQ(exact[3].value, 2 * (6 - 9));
  // 4, 7 and 8 of 9 are 56, 99 and 113 of 127.
  EXPECT_EQ(computeInt8(network, image)[2],
            (2 * 56 - 2 * 99 + 113) * ((9.0f / 127) * (2 * 0.5f)));
}

// Two groups of one channel and two outputs; the window leaves a pixel out.
TEST(Reference, ConvolutionInGroups) {
  ConvSpec conv;
  conv.image = {1, 3};
  conv.channels = 2;
  conv.window = {1, 2};
  conv.dilations = {1, 2};
  conv.groups = 2;
  LayerSpec spec = LayerSpec::createConv(conv, 4);
  spec.levels = 2;
  Network network{{Layer{spec, {1, 1, 1, 0, 0, 1, 1, 1}, {1}, {}}}};
  std::vector<Bounded> exact =
      computeExactly(network, {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60});
  ASSERT_EQ(exact.size(), 8u);
  for (auto [i, value] : {std::pair(0, 4), {1, -2}, {2, 20}, {3, 40}, {4, 10}})
    EXPECT_EQ(exact[i].value, value) << i;
}

} // namespace
