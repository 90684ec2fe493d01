//===- StudyClockTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/StudyClock.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

TEST(StudyClockTest, Predicts) {
  StudyClock clock;
  EXPECT_FALSE(clock.secondsFor({{"a", 1}}));
  clock.addEpoch("a", 1.0);
  clock.addEpoch("a", 3.0);
  EXPECT_EQ(clock.secondsFor({{"a", 10}}), 20.0);
  // Of another model, as long as there is no better guess.
  EXPECT_EQ(clock.secondsFor({{"a", 10}, {"b", 5}}), 30.0);
  clock.addEpoch("b", 8.0);
  EXPECT_EQ(clock.secondsFor({{"a", 10}, {"b", 5}}), 60.0);
  EXPECT_EQ(clock.secondsFor({{"c", 1}}), 4.0);
  EXPECT_EQ(clock.secondsFor({}), 0.0);
}

} // namespace
