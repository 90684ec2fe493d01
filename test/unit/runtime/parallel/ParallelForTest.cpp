//===- ParallelForTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/parallel/ParallelFor.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct Destroy {
  void operator()(lowres_threads *threads) const {
    lowres_threads_destroy(threads);
  }
};
using Threads = std::unique_ptr<lowres_threads, Destroy>;

/// How often each iteration was called for.
struct Counts {
  explicit Counts(int64_t iterations) : calls(iterations) {}

  std::vector<std::atomic<int>> calls;

  static void body(void *data, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      ++static_cast<Counts *>(data)->calls[i];
  }
  bool allOnce() const {
    return std::all_of(
        calls.begin(), calls.end(),
        [](const std::atomic<int> &count) { return count == 1; });
  }
};

TEST(ParallelForTest, EveryIterationOnce) {
  for (unsigned count : {1u, 2u, 3u, 5u}) {
    Threads threads(lowres_threads_create(count));
    EXPECT_EQ(lowres_threads_count(threads.get()), count);
    for (int64_t iterations : {0, 1, 2, 3, 7, 8, 9, 1000}) {
      Counts counts(iterations);
      lowres_threads_run(threads.get(), Counts::body, &counts, iterations);
      EXPECT_TRUE(counts.allOnce()) << count << ", " << iterations;
    }
  }
}

TEST(ParallelForTest, NoCallWithoutIterations) {
  Threads threads(lowres_threads_create(2));
  auto fail = [](void *, int64_t, int64_t) { ADD_FAILURE(); };
  lowres_threads_run(threads.get(), fail, nullptr, 0);
}

TEST(ParallelForTest, NestedCallsAreSequential) {
  struct Outer {
    lowres_threads *threads;
    std::atomic<int> innerCalls{0};
  };
  Threads threads(lowres_threads_create(3));
  Outer outer{threads.get()};
  auto body = [](void *data, int64_t begin, int64_t end) {
    auto &outer = *static_cast<Outer *>(data);
    for (int64_t i = begin; i < end; ++i) {
      struct Inner {
        std::thread::id caller;
        int calls;
      } inner{std::this_thread::get_id(), 0};
      auto count = [](void *data, int64_t begin, int64_t end) {
        auto &inner = *static_cast<Inner *>(data);
        EXPECT_EQ(inner.caller, std::this_thread::get_id());
        inner.calls += static_cast<int>(end - begin);
      };
      lowres_threads_run(outer.threads, count, &inner, 10);
      outer.innerCalls += inner.calls;
    }
  };
  lowres_threads_run(threads.get(), body, &outer, 20);
  EXPECT_EQ(outer.innerCalls, 200);
}

TEST(ParallelForTest, TwoCallersShareThreads) {
  Threads threads(lowres_threads_create(2));
  std::atomic<int> wrong{0};
  auto callOften = [&] {
    for (int i = 0; i < 500; ++i) {
      Counts counts(9);
      lowres_threads_run(threads.get(), Counts::body, &counts, 9);
      wrong += !counts.allOnce();
    }
  };
  std::thread other(callOften);
  callOften();
  other.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ParallelForTest, DenormalsStay) {
  static volatile float tiny = std::numeric_limits<float>::min();
  Threads threads(lowres_threads_create(2));
  std::atomic<int> zeros{0};
  auto body = [](void *data, int64_t, int64_t) {
    *static_cast<std::atomic<int> *>(data) += tiny * 0.5f == 0.0f;
  };
  lowres_threads_run(threads.get(), body, &zeros, 8);
  EXPECT_EQ(zeros, 0);
}

} // namespace
