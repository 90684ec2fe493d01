//===- Relu.cpp - Rectifier -----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Relu.h"

#include "Tiles.h"

using namespace lowres;

// The loops have pointers of their own and load before they choose, or they
// would not become vector code.

/// Calls body(begin, end) for parts of `size` elements, in parallel.
template <typename Body>
static void forEachPart(size_t size, ThreadPool &pool, Body body) {
  constexpr size_t taskSize = 8192; // Elements.
  pool.forEach(divideUp(size, taskSize), [&](size_t task, unsigned) {
    Range part = tileOf(size, taskSize, task);
    body(part.begin, part.end);
  });
}

void Relu::forward(const Activations &x, const Activations &y, const Mode &,
                   ThreadPool &pool) {
  forEachPart(x.batch * x.features, pool, [&](size_t begin, size_t end) {
    const float *in = x.data;
    float *__restrict out = y.data;
    for (size_t i = begin; i < end; ++i)
      out[i] = std::max(0.0f, in[i]);
  });
}

void Relu::backward(const Activations &, const Activations &y,
                    const Activations &dy, const Activations &dx,
                    GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  forEachPart(y.batch * y.features, pool, [&](size_t begin, size_t end) {
    const float *out = y.data, *from = dy.data;
    float *__restrict to = dx.data;
    for (size_t i = begin; i < end; ++i) {
      float gradient = from[i];
      to[i] = out[i] > 0.0f ? gradient : 0.0f;
    }
  });
}
