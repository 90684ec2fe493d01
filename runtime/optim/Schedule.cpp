//===- Schedule.cpp - The learning rate over time -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/optim/Schedule.h"

#include <cmath>

using namespace lowres;

float lowres::scheduledRate(ScheduleKind kind, float learningRate,
                            uint64_t step, uint64_t steps) {
  double x =
      steps == 0 ? 0.0 : static_cast<double>(step) / static_cast<double>(steps);
  constexpr double pi = 3.14159265358979323846;
  double factor = 1.0;
  switch (kind) {
  case ScheduleKind::Constant:
    break;
  case ScheduleKind::Cosine:
    factor = 0.5 * (1.0 + std::cos(pi * x));
    break;
  case ScheduleKind::Exponential:
    factor = std::pow(0.01, x);
    break;
  }
  return static_cast<float>(learningRate * factor);
}
