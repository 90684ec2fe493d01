//===- MaxPool.cpp - Largest of a window ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/MaxPool.h"

#include <algorithm>

using namespace lowres;

/// Calls body(window, result) for each window of an image: the offsets of its
/// first input pixel and of its output, in floats.
template <typename Body>
static void forEachWindow(const MaxPool &pool, Body body) {
  ImageShape out = pool.output();
  for (size_t row = 0, result = 0; row < out.height; ++row)
    for (size_t col = 0; col < out.width; ++col, result += out.channels)
      body((row * pool.input.width + col) * pool.stride * out.channels, result);
}

void MaxPool::forward(const Activations &x, const Activations &y, const Mode &,
                      ThreadPool &pool) {
  size_t channels = input.channels, rowFloats = input.width * channels;
  pool.forEach(x.batch, [&](size_t example, unsigned) {
    forEachWindow(*this, [&](size_t window, size_t result) {
      const float *from = x.data + example * x.features + window;
      float *__restrict to = y.data + example * y.features + result;
      std::copy_n(from, channels, to);
      for (size_t i = 1; i < size * size; ++i) {
        const float *pixel = from + i / size * rowFloats + i % size * channels;
        for (size_t c = 0; c < channels; ++c)
          to[c] = std::max(to[c], pixel[c]);
      }
    });
  });
}

void MaxPool::backward(const Activations &x, const Activations &y,
                       const Activations &dy, const Activations &dx,
                       GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  size_t channels = input.channels, rowFloats = input.width * channels;
  pool.forEach(x.batch, [&](size_t example, unsigned worker) {
    // What of dy no pixel of the window has taken yet.
    float *__restrict rest = pool.scratch(worker, channels);
    std::fill_n(dx.data + example * dx.features, dx.features, 0.0f);
    forEachWindow(*this, [&](size_t window, size_t result) {
      const float *from = x.data + example * x.features + window;
      float *to = dx.data + example * dx.features + window;
      const float *largest = y.data + example * y.features + result;
      std::copy_n(dy.data + example * dy.features + result, channels, rest);
      for (size_t i = 0; i < size * size; ++i) {
        size_t pixel = i / size * rowFloats + i % size * channels;
        const float *value = from + pixel;
        float *__restrict gradient = to + pixel;
        for (size_t c = 0; c < channels; ++c) {
          bool isLargest = value[c] == largest[c];
          gradient[c] += isLargest ? rest[c] : 0.0f;
          rest[c] = isLargest ? 0.0f : rest[c];
        }
      }
    });
  });
}
