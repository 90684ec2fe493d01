//===- ThreadPool.cpp - Parallel loops ------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/parallel/ThreadPool.h"

#include "lowres-rt/support/Thread.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

using namespace lowres;

namespace {
/// Makes denormal floats zero while in scope: moments of dead weights decay
/// into the denormals, where arithmetic is a hundred times slower.
class FlushDenormals {
#if defined(__x86_64__)
public:
  FlushDenormals() : saved(_mm_getcsr()) {
    constexpr unsigned flushToZero = 0x8000, denormalsAreZero = 0x0040;
    _mm_setcsr(saved | flushToZero | denormalsAreZero);
  }
  ~FlushDenormals() { _mm_setcsr(saved); }

private:
  unsigned saved;
#else
public:
  FlushDenormals() {}
  ~FlushDenormals() {}
#endif
};
} // namespace

struct ThreadPool::State {
  using Body = std::function<void(size_t, unsigned)>;

  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake, done;
  const Body *body = nullptr;
  size_t tasks = 0;
  std::atomic<size_t> next{0};
  std::atomic<uint64_t> generation{0};
  std::atomic<unsigned> busy{0};
  bool stop = false;

  void runTasks(const Body &work, size_t count, unsigned worker) {
    FlushDenormals flush;
    for (size_t task; (task = next.fetch_add(1)) < count;)
      work(task, worker);
  }

  /// Loops follow each other within microseconds, so waiting is done awake for
  /// about that long before the thread sleeps.
  template <typename Condition> static bool spin(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition())
        return true;
#if defined(__x86_64__)
      _mm_pause();
#endif
    }
    return false;
  }

  void serve(unsigned worker) {
    uint64_t seen = 0;
    for (;;) {
      spin([&] { return generation.load() != seen; });
      const Body *work;
      size_t count;
      {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [&] { return stop || generation.load() != seen; });
        if (stop)
          return;
        seen = generation.load();
        work = body;
        count = tasks;
      }
      runTasks(*work, count, worker);
      if (busy.fetch_sub(1) == 1) {
        std::lock_guard<std::mutex> lock(mutex);
        done.notify_one();
      }
    }
  }
};

ThreadPool::ThreadPool(unsigned threads) : state(std::make_unique<State>()) {
  if (threads == 0)
    threads = std::max(1u, std::thread::hardware_concurrency());
  state->workers = startThreads(threads - 1, [this](size_t index) {
    state->serve(static_cast<unsigned>(index + 1));
  });
  scratchBuffers.resize(state->workers.size() + 1);
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard<std::mutex> lock(state->mutex);
    state->stop = true;
  }
  state->wake.notify_all();
  for (std::thread &thread : state->workers)
    thread.join();
}

unsigned ThreadPool::threads() const {
  return static_cast<unsigned>(scratchBuffers.size());
}

void ThreadPool::forEach(size_t tasks,
                         const std::function<void(size_t, unsigned)> &body) {
  State &s = *state;
  if (tasks <= 1 || s.workers.empty()) {
    FlushDenormals flush;
    for (size_t task = 0; task < tasks; ++task)
      body(task, 0);
    return;
  }
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    s.body = &body;
    s.tasks = tasks;
    s.next = 0;
    s.busy = static_cast<unsigned>(s.workers.size());
    ++s.generation;
  }
  s.wake.notify_all();
  s.runTasks(body, tasks, 0);
  if (!State::spin([&] { return s.busy.load() == 0; })) {
    std::unique_lock<std::mutex> lock(s.mutex);
    s.done.wait(lock, [&] { return s.busy.load() == 0; });
  }
}

float *ThreadPool::scratch(unsigned worker, size_t size) {
  Buffer &buffer = scratchBuffers[worker];
  if (buffer.size() < size)
    buffer = Buffer(size);
  return buffer.data();
}
