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
  /// The tasks of a loop.
  struct Loop {
    size_t tasks = 0;
    Body body = nullptr;
    void *data = nullptr;
  };

  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake, done;
  Loop loop;
  /// Whether workers may join the loop, and how many are at it.
  bool open = false;
  std::atomic<unsigned> active{0};
  std::atomic<size_t> next{0};
  /// Counts loops.
  std::atomic<uint64_t> generation{0};
  bool stop = false;

  void runTasks(const Loop &loop, unsigned worker) {
    for (size_t task; (task = next.fetch_add(1)) < loop.tasks;)
      loop.body(loop.data, task, worker);
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
      Loop joined;
      {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [&] { return stop || generation.load() != seen; });
        if (stop)
          return;
        seen = generation.load();
        if (!open)
          continue;
        joined = loop;
        ++active;
      }
      runTasks(joined, worker);
      if (active.fetch_sub(1) == 1) {
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

void ThreadPool::run(size_t tasks, Body body, void *data) {
  State &s = *state;
  if (tasks <= 1 || s.workers.empty()) {
    for (size_t task = 0; task < tasks; ++task)
      body(data, task, 0);
    return;
  }
  State::Loop loop{tasks, body, data};
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    s.loop = loop;
    s.next = 0;
    s.open = true;
    ++s.generation;
  }
  s.wake.notify_all();
  s.runTasks(loop, 0);
  // No task is left: those who come now come too late.
  {
    std::lock_guard<std::mutex> lock(s.mutex);
    s.open = false;
  }
  if (!State::spin([&] { return s.active.load() == 0; })) {
    std::unique_lock<std::mutex> lock(s.mutex);
    s.done.wait(lock, [&] { return s.active.load() == 0; });
  }
}

void ThreadPool::forEach(size_t tasks,
                         const std::function<void(size_t, unsigned)> &body) {
  using Function = std::function<void(size_t, unsigned)>;
  auto runTask = [](void *data, size_t task, unsigned worker) {
    FlushDenormals flush;
    (*static_cast<const Function *>(data))(task, worker);
  };
  run(tasks, runTask, const_cast<Function *>(&body));
}

float *ThreadPool::scratch(unsigned worker, size_t size) {
  Buffer &buffer = scratchBuffers[worker];
  if (buffer.size() < size)
    buffer = Buffer(size);
  return buffer.data();
}
