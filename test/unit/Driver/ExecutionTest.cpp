//===- ExecutionTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Execution.h"

#include "lowres/Driver/Tolerance.h"
#include "gtest/gtest.h"

#include <limits>

using namespace mlir::lowres;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(Execution, TopIsTheFirstLargest) {
  EXPECT_EQ(getTop({1, 3, 3, 2}), 1u);
  EXPECT_EQ(getTop({-1}), 0u);
  EXPECT_EQ(getTop({nan, -5, nan, -7}), 1u);
  EXPECT_EQ(getTop({nan, nan}), 0u);
}

TEST(Execution, ComparisonOfRows) {
  Comparison result = compareRows({1, 2, 5, 4}, {1.5, 2, 4, 6}, 2);
  EXPECT_EQ(result.maxDifference, 2);
  EXPECT_EQ(result.maxMagnitude, 6);
  EXPECT_EQ(result.rowsWithOtherTop, 1u);
}

TEST(Execution, ComparisonOfSpecialValues) {
  EXPECT_EQ(
      compareRows({nan, infinity, 1}, {nan, infinity, 1}, 3).maxDifference, 0);
  EXPECT_EQ(compareRows({nan}, {1}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({1}, {nan}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({-infinity}, {infinity}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({infinity, 2}, {infinity, 2}, 2).maxMagnitude, 2);
}

TEST(Tolerance, GrowsWithTheResults) {
  EXPECT_EQ(Tolerance{0.5}.getBound(0), 0.5);
  EXPECT_EQ(Tolerance{0.5}.getBound(10), 5);
  EXPECT_EQ(Tolerance{0}.getBound(10), 0);
}

} // namespace
