//===- ThreadTest.cpp -----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/Thread.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

TEST(ThreadTest, OneCallEach) {
  for (size_t count : {0, 1, 5}) {
    std::vector<int> calls(count);
    std::vector<std::thread> threads =
        startThreads(count, [&](size_t index) { ++calls[index]; });
    EXPECT_EQ(threads.size(), count);
    for (std::thread &thread : threads)
      thread.join();
    EXPECT_EQ(calls, std::vector<int>(count, 1));
  }
}

} // namespace
