//===- Schedule.h - The learning rate over time -----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_OPTIM_SCHEDULE_H
#define LOWRES_RT_OPTIM_SCHEDULE_H

#include <cstdint>

namespace lowres {

/// With x = step / steps:
///   Constant      lr
///   Cosine        lr * (1 + cos(pi x)) / 2       ends at 0
///   Exponential   lr * 0.01^x                    ends at lr / 100
enum class ScheduleKind { Constant, Cosine, Exponential };

/// The learning rate of step `step`, counted from 0, of `steps` in all.
float scheduledRate(ScheduleKind kind, float learningRate, uint64_t step,
                    uint64_t steps);

} // namespace lowres

#endif // LOWRES_RT_OPTIM_SCHEDULE_H
