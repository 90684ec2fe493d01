//===- LayerNorm.cpp - Normalisation of each token ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/LayerNorm.h"

#include "Matrix.h"
#include "Sums.h"
#include "Tiles.h"

#include <cmath>

using namespace lowres;

LayerNorm::LayerNorm(size_t tokens, size_t features, size_t index)
    : tokens(tokens), features(features),
      gamma("gamma" + std::to_string(index), 1, features, 0.0f, nullptr),
      beta("beta" + std::to_string(index), 1, features, 0.0f, nullptr) {
  std::fill_n(gamma.value.data(), features, 1.0f);
}

/// Tokens of a parallel task: they fit the cache, and do not depend on the
/// number of threads, so neither do sums over them.
static size_t taskTokens(size_t features) {
  constexpr size_t taskFloats = 8192;
  return std::max<size_t>(1, taskFloats / features);
}

namespace {
using Row = Eigen::Map<Eigen::ArrayXf>;
} // namespace

static Row rowOf(float *data, size_t row, size_t cols) {
  return {data + row * cols, static_cast<Eigen::Index>(cols)};
}

void LayerNorm::forward(const Activations &x, const Activations &y,
                        const Mode &, ThreadPool &pool) {
  size_t rows = x.batch * tokens, tile = taskTokens(features);
  float *moments = activationsIn(statistics, rows, 2).data;
  Row g = rowOf(gamma.value.data(), 0, features);
  Row b = rowOf(beta.value.data(), 0, features);
  pool.forEach(divideUp(rows, tile), [&](size_t task, unsigned) {
    Range own = tileOf(rows, tile, task);
    for (size_t row = own.begin; row < own.end; ++row) {
      Row in = rowOf(x.data, row, features);
      float m = in.mean();
      float r = 1.0f / std::sqrt((in - m).square().mean() + epsilon);
      rowOf(y.data, row, features) = (in - m) * r * g + b;
      moments[2 * row] = m;
      moments[2 * row + 1] = r;
    }
  });
}

void LayerNorm::backward(const Activations &x, const Activations &,
                         const Activations &dy, const Activations &dx,
                         GradientSink &sink, ThreadPool &pool) {
  size_t rows = x.batch * tokens, tile = taskTokens(features);
  const float *moments = statistics.data();
  size_t tiles = divideUp(rows, tile);
  Activations sums = activationsIn(partials, tiles, 2 * features);
  Row g = rowOf(gamma.value.data(), 0, features);
  pool.forEach(tiles, [&](size_t task, unsigned worker) {
    Row ofProduct = rowOf(sums.data, 2 * task, features);
    Row ofDy = rowOf(sums.data, 2 * task + 1, features);
    ofProduct.setZero();
    ofDy.setZero();
    float *scratch = pool.scratch(worker, 2 * features);
    Row h = rowOf(scratch, 0, features), gradient = rowOf(scratch, 1, features);
    Range own = tileOf(rows, tile, task);
    for (size_t row = own.begin; row < own.end; ++row) {
      Row d = rowOf(dy.data, row, features);
      float r = moments[2 * row + 1];
      h = (rowOf(x.data, row, features) - moments[2 * row]) * r;
      ofProduct += d * h;
      ofDy += d;
      if (!dx.data)
        continue;
      gradient = d * g;
      rowOf(dx.data, row, features) =
          (gradient - gradient.mean() - h * (gradient * h).mean()) * r;
    }
  });
  std::vector<float> total = columnSums(sums.data, tiles, 2 * features, pool);
  giveGradient(gamma, 0, 1, total.data(), sink);
  giveGradient(beta, 0, 1, total.data() + features, sink);
}
