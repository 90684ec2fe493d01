//===- Thread.cpp - Threads that may fail to start ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/Thread.h"

#include <system_error>

using namespace lowres;

std::vector<std::thread>
lowres::startThreads(size_t count, const std::function<void(size_t)> &work) {
  std::vector<std::thread> threads;
  threads.reserve(count);
  try {
    for (size_t i = 0; i < count; ++i)
      threads.emplace_back(work, i);
  } catch (const std::system_error &) {
    // The system has no more threads.
  }
  return threads;
}
