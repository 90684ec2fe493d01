//===- Dense.cpp - Fully connected layer ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Dense.h"

#include "Matrix.h"
#include "Sums.h"
#include "Tiles.h"

#include <cassert>
#include <cmath>

using namespace lowres;

// Sizes of the parallel tasks. They do not depend on the number of threads, so
// neither do the results. Each task packs its thin operand anew, so they are as
// large as an even load allows.
static constexpr size_t tileRows = 512;       // Rows of x, y and dy.
static constexpr size_t tileFeatures = 384;   // Columns of y and of dx.
static constexpr size_t smallFeatures = 1024; // Layers up to this ...
static constexpr size_t smallTile = 96;       // ... get finer tasks.
static constexpr size_t gradientRows = 96;    // Rows of dW.
static constexpr size_t gradientTasks = 16;   // For dW, when there are rows.

/// Calls body(rows, columns) for tiles of [rows, features], in parallel.
template <typename Body>
static void forEachTile(size_t rows, size_t features, ThreadPool &pool,
                        Body body) {
  bool isSmall = features <= smallFeatures && rows <= tileRows;
  size_t tile = isSmall ? smallTile : tileFeatures;
  size_t tiles = divideUp(features, tile);
  pool.forEach(divideUp(rows, tileRows) * tiles, [&](size_t task, unsigned) {
    body(tileOf(rows, tileRows, task / tiles),
         tileOf(features, tile, task % tiles));
  });
}

/// Activations with a row for each token.
static Activations rowsOf(const Activations &x, size_t tokens) {
  return {x.data, x.batch * tokens, x.features / tokens};
}

Dense::Dense(size_t in, size_t out, size_t index,
             const WeightQuantizer *quantizer, Random &random, size_t tokens,
             Bias hasBias)
    : tokens(tokens),
      weight("w" + std::to_string(index), out, in,
             std::sqrt(2.0f / static_cast<float>(in)), quantizer) {
  if (hasBias == Bias::Yes)
    bias.emplace("b" + std::to_string(index), 1, out, 0.0f, nullptr);
  for (size_t i = 0; i < weight.size(); ++i)
    weight.value[i] = weight.initialDeviation * random.normal();
}

std::vector<Parameter *> Dense::parameters() {
  if (bias)
    return {&weight, &*bias};
  return {&weight};
}

void Dense::forward(const Activations &examplesOfX,
                    const Activations &examplesOfY, const Mode &,
                    ThreadPool &pool) {
  Activations x = rowsOf(examplesOfX, tokens), y = rowsOf(examplesOfY, tokens);
  assert(x.features == weight.cols && y.features == weight.rows &&
         x.batch == y.batch && "shapes must match");
  ConstMatrixMap w = matrix(weight.weights(), weight.rows, weight.cols);
  forEachTile(x.batch, weight.rows, pool, [&](Range rows, Range cols) {
    auto tile =
        matrix(y).block(rows.begin, cols.begin, rows.size(), cols.size());
    if (bias)
      tile.rowwise() = matrix(bias->value.data(), 1, weight.rows)
                           .row(0)
                           .segment(cols.begin, cols.size());
    else
      tile.setZero();
    tile.noalias() += matrix(x).middleRows(rows.begin, rows.size()) *
                      w.middleRows(cols.begin, cols.size()).transpose();
  });
}

void Dense::inputGradient(const Activations &dy, const Activations &dx,
                          ThreadPool &pool) const {
  ConstMatrixMap w = matrix(weight.weights(), weight.rows, weight.cols);
  forEachTile(dy.batch, weight.cols, pool, [&](Range rows, Range cols) {
    matrix(dx)
        .block(rows.begin, cols.begin, rows.size(), cols.size())
        .noalias() = matrix(dy).middleRows(rows.begin, rows.size()) *
                     w.middleCols(cols.begin, cols.size());
  });
}

void Dense::weightGradient(const Activations &x, const Activations &dy,
                           GradientSink &sink, ThreadPool &pool) {
  size_t out = weight.rows, in = weight.cols;
  size_t columnTasks = divideUp(in, GradientBlockCols);
  size_t rowTasks = divideUp(out, gradientRows);
  size_t blocks = columnTasks * rowTasks;
  // A small matrix and many rows of x: each task has a slice of these, and
  // slices are summed in order afterwards.
  size_t sliceRows =
      std::max(tileRows, divideUp(x.batch, divideUp(gradientTasks, blocks)));
  size_t slices = divideUp(x.batch, sliceRows);
  Activations sums = {nullptr, slices, weight.size()};
  if (slices > 1)
    sums = activationsIn(partials, slices, weight.size());
  pool.forEach(slices * blocks, [&](size_t task, unsigned worker) {
    // Neighbouring tasks share the columns of x, which stay in cache.
    Range own = tileOf(x.batch, sliceRows, task / blocks);
    Range cols = tileOf(in, GradientBlockCols, task % blocks / rowTasks);
    Range rows = tileOf(out, gradientRows, task % rowTasks);
    auto product =
        matrix(dy)
            .block(own.begin, rows.begin, own.size(), rows.size())
            .transpose() *
        matrix(x).block(own.begin, cols.begin, own.size(), cols.size());
    if (slices > 1) {
      float *sum = sums.data + task / blocks * weight.size();
      stridedMatrix(sum + rows.begin * in + cols.begin, rows.size(),
                    cols.size(), in)
          .noalias() = product;
      return;
    }
    float *gradient = pool.scratch(worker, gradientRows * GradientBlockCols);
    matrix(gradient, rows.size(), cols.size()).noalias() = product;
    sink.block(weight, rows.begin, rows.size(), cols.begin, cols.size(),
               gradient, cols.size());
  });
  if (slices > 1)
    giveSummedGradient(weight, sums, sink, pool);
}

void Dense::backward(const Activations &examplesOfX, const Activations &,
                     const Activations &examplesOfDy,
                     const Activations &examplesOfDx, GradientSink &sink,
                     ThreadPool &pool) {
  Activations x = rowsOf(examplesOfX, tokens);
  Activations dy = rowsOf(examplesOfDy, tokens);
  Activations dx = rowsOf(examplesOfDx, tokens);
  // First, because the sink may change the weights.
  if (dx.data)
    inputGradient(dy, dx, pool);
  if (bias) {
    std::vector<float> gradient =
        columnSums(dy.data, dy.batch, dy.features, pool);
    giveGradient(*bias, 0, 1, gradient.data(), sink);
  }
  weightGradient(x, dy, sink, pool);
}
