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

/// Calls body(i) for each element of `x`, in parallel.
template <typename Body>
static void forEachElement(const Activations &x, ThreadPool &pool, Body body) {
  constexpr size_t taskSize = 8192; // Elements.
  size_t size = x.batch * x.features;
  pool.forEach((size + taskSize - 1) / taskSize, [&](size_t task, unsigned) {
    size_t end = std::min(size, (task + 1) * taskSize);
    for (size_t i = task * taskSize; i < end; ++i)
      body(i);
  });
}

void Relu::forward(const Activations &x, const Activations &y, const Mode &,
                   ThreadPool &pool) {
  forEachElement(x, pool,
                 [&](size_t i) { y.data[i] = std::max(0.0f, x.data[i]); });
}

void Relu::backward(const Activations &, const Activations &y,
                    const Activations &dy, const Activations &dx,
                    GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  forEachElement(y, pool, [&](size_t i) {
    dx.data[i] = y.data[i] > 0.0f ? dy.data[i] : 0.0f;
  });
}
