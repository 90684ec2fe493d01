//===- LevelCountTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/LevelCount.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

TEST(LevelCountTest, NamesAreRead) {
  for (int levels : {0, 2, 5, 256})
    EXPECT_EQ(parseLevels(levelsName(levels)), levels);
  EXPECT_EQ(levelsName(0), "f32");
  EXPECT_EQ(levelsName(17), "17");
}

TEST(LevelCountTest, NothingElseIsRead) {
  for (const char *text : {"", "0", "1", "257", "-5", "+5", " 5", "5 ", "5.0",
                           "five", "F32", "f32 ", "99999999999999999999"})
    EXPECT_FALSE(parseLevels(text)) << text;
  EXPECT_FALSE(parseLevels(std::string("5\0", 2)));
}

} // namespace
