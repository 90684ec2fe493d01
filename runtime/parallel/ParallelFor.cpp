//===- ParallelFor.cpp - Threads for compiled models ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/parallel/ParallelFor.h"

#include "lowres-rt/parallel/ThreadPool.h"

#include <algorithm>
#include <atomic>

using namespace lowres;

struct lowres_threads {
  explicit lowres_threads(unsigned count) : pool(count) {}

  ThreadPool pool;
  std::atomic<bool> busy{false};
};

namespace {
/// A loop in pieces of about the same size.
struct Pieces {
  void (*body)(void *, int64_t, int64_t);
  void *data;
  int64_t iterations, count;

  /// Where a piece begins: those before it have an iteration more than the rest
  /// until the remainder is used up.
  int64_t begin(int64_t piece) const {
    return piece * (iterations / count) + std::min(piece, iterations % count);
  }
  static void run(void *pieces, size_t task, unsigned) {
    const Pieces &self = *static_cast<const Pieces *>(pieces);
    int64_t piece = static_cast<int64_t>(task);
    self.body(self.data, self.begin(piece), self.begin(piece + 1));
  }
};
} // namespace

lowres_threads *lowres_threads_create(unsigned count) {
  return new lowres_threads(count);
}

void lowres_threads_destroy(lowres_threads *threads) { delete threads; }

unsigned lowres_threads_count(const lowres_threads *threads) {
  return threads->pool.threads();
}

void lowres_threads_run(void *threads, void (*body)(void *, int64_t, int64_t),
                        void *data, int64_t iterations) {
  auto &self = *static_cast<lowres_threads *>(threads);
  if (iterations <= 0)
    return;
  if (iterations == 1 || self.pool.threads() == 1 || self.busy.exchange(true)) {
    body(data, 0, iterations);
    return;
  }
  // Several for each thread: one that other work slows down does fewer.
  constexpr int64_t piecesPerThread = 4;
  Pieces pieces{body, data, iterations,
                std::min(iterations, piecesPerThread * self.pool.threads())};
  self.pool.run(static_cast<size_t>(pieces.count), Pieces::run, &pieces);
  self.busy = false;
}
