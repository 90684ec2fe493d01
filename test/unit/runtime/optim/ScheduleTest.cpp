//===- ScheduleTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/optim/Schedule.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

TEST(ScheduleTest, Constant) {
  EXPECT_EQ(scheduledRate(ScheduleKind::Constant, 0.5f, 0, 10), 0.5f);
  EXPECT_EQ(scheduledRate(ScheduleKind::Constant, 0.5f, 9, 10), 0.5f);
}

TEST(ScheduleTest, Cosine) {
  EXPECT_EQ(scheduledRate(ScheduleKind::Cosine, 1.0f, 0, 100), 1.0f);
  EXPECT_NEAR(scheduledRate(ScheduleKind::Cosine, 1.0f, 50, 100), 0.5f, 1e-6f);
  EXPECT_NEAR(scheduledRate(ScheduleKind::Cosine, 1.0f, 25, 100), 0.853553f,
              1e-6f);
  EXPECT_NEAR(scheduledRate(ScheduleKind::Cosine, 1.0f, 100, 100), 0.0f, 1e-6f);
}

TEST(ScheduleTest, Exponential) {
  EXPECT_EQ(scheduledRate(ScheduleKind::Exponential, 1.0f, 0, 100), 1.0f);
  EXPECT_NEAR(scheduledRate(ScheduleKind::Exponential, 1.0f, 50, 100), 0.1f,
              1e-6f);
  EXPECT_NEAR(scheduledRate(ScheduleKind::Exponential, 1.0f, 100, 100), 0.01f,
              1e-6f);
}

TEST(ScheduleTest, NoSteps) {
  EXPECT_EQ(scheduledRate(ScheduleKind::Cosine, 0.5f, 0, 0), 0.5f);
}

} // namespace
