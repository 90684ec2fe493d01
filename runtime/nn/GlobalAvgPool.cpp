//===- GlobalAvgPool.cpp - Mean over an image -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/GlobalAvgPool.h"

#include <algorithm>

using namespace lowres;

void GlobalAvgPool::forward(const Activations &x, const Activations &y,
                            const Mode &, ThreadPool &pool) {
  float share = 1.0f / static_cast<float>(input.pixels());
  pool.forEach(x.batch, [&](size_t example, unsigned) {
    const float *from = x.data + example * x.features;
    float *__restrict to = y.data + example * y.features;
    std::fill_n(to, y.features, 0.0f);
    for (size_t p = 0; p < input.pixels(); ++p, from += y.features)
      for (size_t c = 0; c < y.features; ++c)
        to[c] += from[c];
    for (size_t c = 0; c < y.features; ++c)
      to[c] *= share;
  });
}

void GlobalAvgPool::backward(const Activations &, const Activations &,
                             const Activations &dy, const Activations &dx,
                             GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  float share = 1.0f / static_cast<float>(input.pixels());
  pool.forEach(dy.batch, [&](size_t example, unsigned) {
    const float *from = dy.data + example * dy.features;
    float *__restrict to = dx.data + example * dx.features;
    for (size_t p = 0; p < input.pixels(); ++p, to += dy.features)
      for (size_t c = 0; c < dy.features; ++c)
        to[c] = from[c] * share;
  });
}
