//===- Relu.cpp - Rectifier -----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Relu.h"

#include <algorithm>

using namespace lowres;

// Features of a parallel task.
static constexpr size_t taskFeatures = 128;

static size_t taskCount(size_t features) {
  return (features + taskFeatures - 1) / taskFeatures;
}

void Relu::forward(const Activations &x, const Activations &y,
                   ThreadPool &pool) {
  pool.forEach(taskCount(features), [&](size_t task, unsigned) {
    size_t end = std::min(features, (task + 1) * taskFeatures) * x.stride;
    for (size_t i = task * taskFeatures * x.stride; i < end; ++i)
      y.data[i] = std::max(0.0f, x.data[i]);
  });
}

void Relu::backward(const Activations &, const Activations &y,
                    const Activations &dy, const Activations &dx,
                    GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  pool.forEach(taskCount(features), [&](size_t task, unsigned) {
    size_t end = std::min(features, (task + 1) * taskFeatures) * y.stride;
    for (size_t i = task * taskFeatures * y.stride; i < end; ++i)
      dx.data[i] = y.data[i] > 0.0f ? dy.data[i] : 0.0f;
  });
}
