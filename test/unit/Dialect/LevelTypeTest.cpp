//===- LevelTypeTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

class LevelTypeTest : public ::testing::Test {
protected:
  LevelTypeTest() { context.loadDialect<LowResDialect>(); }

  LevelType getCodebook(ArrayRef<float> values) {
    return LevelType::get(&context, values.size(),
                          DenseF32ArrayAttr::get(&context, values));
  }

  MLIRContext context;
};

TEST_F(LevelTypeTest, UniformValues) {
  auto five = LevelType::get(&context, 5);
  float expected[] = {-1, -0.5f, 0, 0.5f, 1};
  for (unsigned code = 0; code < 5; ++code)
    EXPECT_EQ(five.getValue(code), expected[code]);
  auto two = LevelType::get(&context, 2);
  EXPECT_EQ(two.getValue(0), -1);
  EXPECT_EQ(two.getValue(1), 1);
}

TEST_F(LevelTypeTest, IntegerLevels) {
  auto five = LevelType::get(&context, 5);
  EXPECT_EQ(five.getIntegerLevel(0), -2);
  EXPECT_EQ(five.getIntegerLevel(3), 1);
  EXPECT_EQ(five.getMaxIntegerLevel(), 2);
  EXPECT_EQ(five.getIntegerStep(), 0.5);
  auto four = LevelType::get(&context, 4);
  EXPECT_EQ(four.getIntegerLevel(0), -3);
  EXPECT_EQ(four.getIntegerLevel(1), -1);
  EXPECT_EQ(four.getMaxIntegerLevel(), 3);
  EXPECT_EQ(four.getIntegerStep(), 1.0 / 3);
}

TEST_F(LevelTypeTest, AllGrids) {
  for (unsigned levels = 2; levels <= 256; ++levels) {
    auto type = LevelType::get(&context, levels);
    EXPECT_TRUE(type.isUniform());
    for (unsigned code = 0; code < levels; ++code) {
      const int64_t integer = type.getIntegerLevel(code);
      EXPECT_EQ(type.getValue(code),
                static_cast<float>(double(integer) / type.getMaxIntegerLevel()))
          << code << " of " << levels;
      EXPECT_EQ(integer, -type.getIntegerLevel(levels - 1 - code));
      EXPECT_EQ(type.getValue(code), -type.getValue(levels - 1 - code));
      if (code > 0) {
        EXPECT_LT(type.getValue(code - 1), type.getValue(code));
      }
    }
  }
}

TEST_F(LevelTypeTest, CodebookThatIsTheGrid) {
  LevelType type = getCodebook({-1, 0, 1});
  EXPECT_TRUE(type.isUniform());
  EXPECT_EQ(type.getIntegerLevel(2), 1);
  EXPECT_NE(type, LevelType::get(&context, 3));
  for (unsigned levels = 2; levels <= 256; ++levels) {
    auto bare = LevelType::get(&context, levels);
    std::vector<float> values;
    for (unsigned code = 0; code < levels; ++code)
      values.push_back(bare.getValue(code));
    EXPECT_TRUE(getCodebook(values).isUniform()) << levels;
    values.back() = std::nextafter(1.0f, 2.0f);
    EXPECT_FALSE(getCodebook(values).isUniform()) << levels;
  }
}

TEST_F(LevelTypeTest, FreeCodebook) {
  LevelType type = getCodebook({-1, 0.25f, 1});
  EXPECT_FALSE(type.isUniform());
  EXPECT_EQ(type.getLevels(), 3u);
  EXPECT_EQ(type.getValue(1), 0.25f);
}

// Uniform, but over [0, 1].
TEST_F(LevelTypeTest, ShiftedGridIsFree) {
  EXPECT_FALSE(getCodebook({0, 0.5f, 1}).isUniform());
}

} // namespace
