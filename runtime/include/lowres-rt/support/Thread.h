//===- Thread.h - Threads that may fail to start ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_SUPPORT_THREAD_H
#define LOWRES_RT_SUPPORT_THREAD_H

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace lowres {

/// Starts threads that call work(0) to work(count - 1), one call each. There
/// are fewer, down to none, if the system has no more to give: the last calls
/// are then not made. The caller joins the threads.
std::vector<std::thread> startThreads(size_t count,
                                      const std::function<void(size_t)> &work);

} // namespace lowres

#endif // LOWRES_RT_SUPPORT_THREAD_H
