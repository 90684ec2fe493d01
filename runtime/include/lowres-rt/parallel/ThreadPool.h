//===- ThreadPool.h - Parallel loops ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_PARALLEL_THREADPOOL_H
#define LOWRES_RT_PARALLEL_THREADPOOL_H

#include "lowres-rt/support/Buffer.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace lowres {

/// A fixed set of threads that share the tasks of one loop at a time. Tasks go
/// to whichever thread is free; results are reproducible whatever the number
/// of threads as long as each task writes its own output only, which every
/// user in this project obeys. Threads without a task wait awake for some
/// microseconds and then sleep; a loop does not wait for one to wake up.
class ThreadPool {
public:
  /// `threads` in all, the calling one included; 0 means all cores. There are
  /// fewer if the system can not start as many.
  explicit ThreadPool(unsigned threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  unsigned threads() const;

  /// Calls body(data, task, worker) for each task in [0, tasks) and returns
  /// when all are done; worker in [0, threads()). Not to be nested, and for one
  /// thread at a time. Allocates nothing.
  using Body = void (*)(void *data, size_t task, unsigned worker);
  void run(size_t tasks, Body body, void *data);

  /// The same, with denormal floats as zero inside tasks: for training.
  void forEach(size_t tasks,
               const std::function<void(size_t task, unsigned worker)> &body);

  /// Memory of at least `size` floats for the worker to use inside a task; its
  /// contents do not survive the task.
  float *scratch(unsigned worker, size_t size);

private:
  struct State;
  std::unique_ptr<State> state;
  std::vector<Buffer> scratchBuffers;
};

} // namespace lowres

#endif // LOWRES_RT_PARALLEL_THREADPOOL_H
