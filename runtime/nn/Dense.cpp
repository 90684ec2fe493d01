//===- Dense.cpp - Fully connected layer ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Dense.h"

#include "Matrix.h"
#include "Tiles.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace lowres;

// Sizes of the parallel tasks. They do not depend on the number of threads, so
// neither do the results. Each task packs its thin operand anew, so they are as
// large as an even load allows.
static constexpr size_t tileFeatures = 384;   // Columns of y and of dx.
static constexpr size_t smallFeatures = 1024; // Layers up to this ...
static constexpr size_t smallTile = 96;       // ... get finer tasks.
static constexpr size_t gradientRows = 96;    // Rows of dW.

/// Calls body(begin, count) for tiles of `features`, in parallel.
template <typename Body>
static void forEachTile(size_t features, ThreadPool &pool, Body body) {
  size_t tile = features <= smallFeatures ? smallTile : tileFeatures;
  pool.forEach(divideUp(features, tile), [&](size_t task, unsigned) {
    size_t begin = task * tile;
    body(begin, std::min(tile, features - begin));
  });
}

Dense::Dense(size_t in, size_t out, size_t index,
             const WeightQuantizer *quantizer, Random &random)
    : weight("w" + std::to_string(index), out, in,
             std::sqrt(2.0f / static_cast<float>(in)), quantizer),
      bias("b" + std::to_string(index), 1, out, 0.0f, nullptr) {
  for (size_t i = 0; i < weight.size(); ++i)
    weight.value[i] = weight.initialBound * random.normal();
}

void Dense::forward(const Activations &x, const Activations &y, const Mode &,
                    ThreadPool &pool) {
  assert(x.features == weight.cols && y.features == weight.rows &&
         x.batch == y.batch && "shapes must match");
  ConstMatrixMap w = matrix(weight.weights(), weight.rows, weight.cols);
  MatrixMap b = matrix(bias.value.data(), 1, weight.rows);
  forEachTile(weight.rows, pool, [&](size_t begin, size_t count) {
    auto tile = matrix(y).middleCols(begin, count);
    tile.rowwise() = b.row(0).segment(begin, count);
    tile.noalias() += matrix(x) * w.middleRows(begin, count).transpose();
  });
}

void Dense::inputGradient(const Activations &dy, const Activations &dx,
                          ThreadPool &pool) const {
  ConstMatrixMap w = matrix(weight.weights(), weight.rows, weight.cols);
  forEachTile(weight.cols, pool, [&](size_t begin, size_t count) {
    matrix(dx).middleCols(begin, count).noalias() =
        matrix(dy) * w.middleCols(begin, count);
  });
}

void Dense::biasGradient(const Activations &dy, GradientSink &sink) {
  Matrix gradient = matrix(dy).colwise().sum();
  giveGradient(bias, 0, 1, gradient.data(), sink);
}

void Dense::weightGradient(const Activations &x, const Activations &dy,
                           GradientSink &sink, ThreadPool &pool) {
  size_t out = weight.rows, in = weight.cols;
  size_t columnTasks = divideUp(in, GradientBlockCols);
  size_t rowTasks = divideUp(out, gradientRows);
  pool.forEach(columnTasks * rowTasks, [&](size_t task, unsigned worker) {
    // Neighbouring tasks share the columns of x, which stay in cache.
    size_t col = task / rowTasks * GradientBlockCols;
    size_t row = task % rowTasks * gradientRows;
    size_t cols = std::min(GradientBlockCols, in - col);
    size_t rows = std::min(gradientRows, out - row);
    float *gradient = pool.scratch(worker, gradientRows * GradientBlockCols);
    matrix(gradient, rows, cols).noalias() =
        matrix(dy).middleCols(row, rows).transpose() *
        matrix(x).middleCols(col, cols);
    sink.block(weight, row, rows, col, cols, gradient, cols);
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
