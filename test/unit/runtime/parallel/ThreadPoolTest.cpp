//===- ThreadPoolTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/parallel/ThreadPool.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

using namespace lowres;

namespace {

TEST(ThreadPoolTest, EveryTaskOnce) {
  for (unsigned threads : {1u, 2u, 5u}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (size_t tasks : {0, 1, 2, 3, 100}) {
      std::vector<std::atomic<int>> calls(tasks);
      pool.forEach(tasks, [&](size_t task, unsigned worker) {
        EXPECT_LT(worker, threads);
        ++calls[task];
      });
      for (std::atomic<int> &count : calls)
        EXPECT_EQ(count, 1);
    }
  }
}

TEST(ThreadPoolTest, ManyShortLoops) {
  ThreadPool pool(4);
  std::atomic<size_t> sum{0};
  for (int i = 0; i < 5000; ++i)
    pool.forEach(7, [&](size_t task, unsigned) { sum += task; });
  EXPECT_EQ(sum, 5000u * 21u);
}

TEST(ThreadPoolTest, DefaultIsAllCores) {
  EXPECT_EQ(ThreadPool().threads(),
            std::max(1u, std::thread::hardware_concurrency()));
}

TEST(ThreadPoolTest, ScratchIsPerWorker) {
  ThreadPool pool(2);
  float *first = pool.scratch(0, 100), *second = pool.scratch(1, 100);
  EXPECT_NE(first, second);
  EXPECT_EQ(pool.scratch(0, 50), first);
}

#if defined(__x86_64__)
TEST(ThreadPoolTest, DenormalsAreZeroInTasksOnly) {
  volatile float tiny = std::numeric_limits<float>::min();
  ThreadPool pool(2);
  std::atomic<int> zeros{0};
  pool.forEach(8, [&](size_t, unsigned) { zeros += tiny * 0.5f == 0.0f; });
  EXPECT_EQ(zeros, 8);
  EXPECT_GT(tiny * 0.5f, 0.0f);
}
#endif

} // namespace
