//===- Dense.cpp - Fully connected layer ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Dense.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

using namespace lowres;

// Sizes of the parallel tasks. They do not depend on the number of threads, so
// neither do the results.
static constexpr size_t outputTile = 96;    // Rows of y.
static constexpr size_t smallOutput = 1024; // Layers up to this ...
static constexpr size_t smallTile = 48;     // ... get finer tasks.
static constexpr size_t inputTile = 96;     // Rows of dx.
static constexpr size_t inputDepth = 512;   // Rows of W copied at a time.
static constexpr size_t gradientRows = 24;  // Rows of dW.

static size_t divideUp(size_t size, size_t tile) {
  return (size + tile - 1) / tile;
}

Dense::Dense(size_t in, size_t out, size_t index,
             const WeightQuantizer *quantizer, Random &random)
    : weight("w" + std::to_string(index), out, in,
             std::sqrt(2.0f / static_cast<float>(in)), quantizer),
      bias("b" + std::to_string(index), 1, out, 0.0f, nullptr) {
  for (size_t i = 0; i < weight.size(); ++i)
    weight.value[i] = weight.initialBound * random.normal();
}

void Dense::forward(const Activations &x, const Activations &y,
                    ThreadPool &pool) {
  assert(x.features == weight.cols && y.features == weight.rows &&
         x.stride == y.stride && "shapes must match");
  size_t out = weight.rows, in = weight.cols;
  size_t tile = out <= smallOutput ? smallTile : outputTile;
  pool.forEach(divideUp(out, tile), [&](size_t task, unsigned) {
    size_t begin = task * tile, end = std::min(out, begin + tile);
    for (size_t o = begin; o < end; ++o)
      std::fill_n(y.data + o * y.stride, y.stride, bias.value[o]);
    // The next task's first weights; it is likely this thread's.
    PrefetchBlock after;
    if (end < out)
      after = {weight.weights() + end * in, std::min(tile, out - end),
               std::min(in, inputDepth), in};
    gemm(end - begin, x.stride, in, {weight.weights() + begin * in, in, 1},
         x.data, x.stride, y.data + begin * y.stride, y.stride, after);
  });
}

void Dense::inputGradient(const Activations &dy, const Activations &dx,
                          ThreadPool &pool) const {
  size_t out = weight.rows, in = weight.cols;
  pool.forEach(divideUp(in, inputTile), [&](size_t task, unsigned worker) {
    size_t begin = task * inputTile, cols = std::min(in - begin, inputTile);
    std::fill_n(dx.data + begin * dx.stride, cols * dx.stride, 0.0f);
    // A column block of W is copied to be contiguous: its rows are pages apart.
    float *block = pool.scratch(worker, inputTile * inputDepth);
    for (size_t o = 0; o < out; o += inputDepth) {
      size_t depth = std::min(inputDepth, out - o);
      for (size_t i = 0; i < depth; ++i)
        std::memcpy(block + i * inputTile,
                    weight.weights() + (o + i) * in + begin,
                    cols * sizeof(float));
      PrefetchBlock after;
      if (o + depth < out)
        after = {weight.weights() + (o + depth) * in + begin,
                 std::min(inputDepth, out - o - depth), cols, in};
      gemm(cols, dy.stride, depth, {block, 1, inputTile},
           dy.data + o * dy.stride, dy.stride, dx.data + begin * dx.stride,
           dx.stride, after);
    }
  });
}

void Dense::biasGradient(const Activations &dy, GradientSink &sink) {
  std::vector<float> gradient(dy.features);
  for (size_t o = 0; o < dy.features; ++o) {
    float sum = 0.0f;
    for (size_t b = 0; b < dy.batch; ++b)
      sum += dy.data[o * dy.stride + b];
    gradient[o] = sum;
  }
  for (size_t o = 0; o < dy.features; o += GradientBlockCols)
    sink.block(bias, 0, 1, o, std::min(GradientBlockCols, dy.features - o),
               gradient.data() + o, dy.features);
}

void Dense::weightGradient(const Activations &x, const Activations &dy,
                           GradientSink &sink, ThreadPool &pool) {
  size_t out = weight.rows, in = weight.cols, stride = roundToLanes(in);
  if (examples.size() < x.batch * stride)
    examples = Buffer(x.batch * stride);
  constexpr size_t transposeRows = 64;
  pool.forEach(divideUp(in, transposeRows), [&](size_t task, unsigned) {
    size_t begin = task * transposeRows;
    transpose(std::min(in - begin, transposeRows), x.batch,
              x.data + begin * x.stride, x.stride, examples.data() + begin,
              stride);
  });
  size_t columnTasks = divideUp(in, GradientBlockCols);
  size_t rowTasks = divideUp(out, gradientRows);
  pool.forEach(columnTasks * rowTasks, [&](size_t task, unsigned worker) {
    // Neighbouring tasks share the columns of x, which stay in cache.
    size_t col = task / rowTasks * GradientBlockCols;
    size_t row = task % rowTasks * gradientRows;
    size_t cols = std::min(GradientBlockCols, in - col);
    size_t rows = std::min(gradientRows, out - row);
    size_t width = roundToLanes(cols);
    float *gradient = pool.scratch(worker, gradientRows * GradientBlockCols);
    std::fill_n(gradient, rows * width, 0.0f);
    gemm(rows, width, x.batch, {dy.data + row * dy.stride, dy.stride, 1},
         examples.data() + col, stride, gradient, width);
    sink.block(weight, row, rows, col, cols, gradient, width);
  });
}

void Dense::backward(const Activations &x, const Activations &,
                     const Activations &dy, const Activations &dx,
                     GradientSink &sink, ThreadPool &pool) {
  // First, because the sink may change the weights.
  if (dx.data)
    inputGradient(dy, dx, pool);
  biasGradient(dy, sink);
  weightGradient(x, dy, sink, pool);
}
