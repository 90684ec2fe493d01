//===- PositionEmbedding.cpp - Numbers that tell tokens apart -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/PositionEmbedding.h"

#include "Matrix.h"
#include "Sums.h"

using namespace lowres;

PositionEmbedding::PositionEmbedding(size_t tokens, size_t features,
                                     size_t index, Random &random)
    : embedding("position" + std::to_string(index), tokens, features, 0.02f,
                nullptr) {
  for (size_t i = 0; i < embedding.size(); ++i)
    embedding.value[i] = embedding.initialDeviation * random.normal();
}

void PositionEmbedding::forward(const Activations &x, const Activations &y,
                                const Mode &, ThreadPool &pool) {
  MatrixMap p = matrix(embedding.value.data(), 1, embedding.size());
  pool.forEach(x.batch, [&](size_t example, unsigned) {
    auto row = static_cast<Eigen::Index>(example);
    matrix(y).row(row) = matrix(x).row(row) + p;
  });
}

void PositionEmbedding::backward(const Activations &, const Activations &,
                                 const Activations &dy, const Activations &dx,
                                 GradientSink &sink, ThreadPool &pool) {
  if (dx.data)
    pool.forEach(dy.batch, [&](size_t example, unsigned) {
      size_t begin = example * dy.features;
      std::copy_n(dy.data + begin, dy.features, dx.data + begin);
    });
  std::vector<float> gradient =
      columnSums(dy.data, dy.batch, dy.features, pool);
  giveGradient(embedding, 0, embedding.rows, gradient.data(), sink);
}
