//===- Attention.cpp - Multi-head self-attention --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Attention.h"

#include "Matrix.h"

#include <cmath>

using namespace lowres;

Attention::Attention(size_t tokens, size_t features, size_t heads,
                     Dense::Bias hasBias, size_t index,
                     const WeightQuantizer *quantizer, Random &random)
    : tokens(tokens), heads(heads),
      query(features, features, index, quantizer, random, tokens, hasBias),
      key(features, features, index + 1, quantizer, random, tokens, hasBias),
      value(features, features, index + 2, quantizer, random, tokens, hasBias),
      output(features, features, index + 3, quantizer, random, tokens,
             hasBias) {}

std::vector<Parameter *> Attention::parameters() {
  std::vector<Parameter *> all;
  for (Dense *projection : {&query, &key, &value, &output})
    for (Parameter *parameter : projection->parameters())
      all.push_back(parameter);
  return all;
}

/// Calls body(head, worker) for each head of each example, in parallel. Heads
/// are views of [tokens, size of a head] on activations.
struct Attention::Head {
  template <typename Body>
  static void forEach(const Attention &attention, size_t batch,
                      ThreadPool &pool, Body body) {
    pool.forEach(batch * attention.heads, [&](size_t task, unsigned worker) {
      size_t example = task / attention.heads, head = task % attention.heads;
      body(Head{attention, example * attention.outputFeatures() +
                               head * attention.headSize()},
           worker);
    });
  }

  StridedMap of(Buffer &buffer) const {
    return stridedMatrix(buffer.data() + begin, attention.tokens,
                         attention.headSize(), attention.features());
  }

  float factor() const {
    return 1.0f / std::sqrt(static_cast<float>(attention.headSize()));
  }

  /// Writes the probabilities, [tokens, tokens], to memory for them.
  MatrixMap probabilities(Attention &own, float *memory) const {
    MatrixMap p = matrix(memory, own.tokens, own.tokens);
    p.noalias() = factor() * of(own.queries) * of(own.keys).transpose();
    for (Eigen::Index token = 0; token < p.rows(); ++token) {
      auto row = p.row(token).array();
      // Relative to the largest score nothing can overflow.
      row = (row - row.maxCoeff()).exp();
      row *= 1.0f / row.sum();
    }
    return p;
  }

  const Attention &attention;
  size_t begin; // Of the first token's values.
};

void Attention::forward(const Activations &x, const Activations &y,
                        const Mode &mode, ThreadPool &pool) {
  size_t size = outputFeatures();
  query.forward(x, activationsIn(queries, x.batch, size), mode, pool);
  key.forward(x, activationsIn(keys, x.batch, size), mode, pool);
  value.forward(x, activationsIn(values, x.batch, size), mode, pool);
  Activations c = activationsIn(context, x.batch, size);
  Head::forEach(*this, x.batch, pool, [&](const Head &head, unsigned worker) {
    float *memory = pool.scratch(worker, tokens * tokens);
    MatrixMap p = head.probabilities(*this, memory);
    head.of(context).noalias() = p * head.of(values);
  });
  output.forward(c, y, mode, pool);
}

void Attention::coreBackward(size_t batch, ThreadPool &pool) {
  Head::forEach(*this, batch, pool, [&](const Head &head, unsigned worker) {
    float *memory = pool.scratch(worker, 2 * tokens * tokens);
    MatrixMap p = head.probabilities(*this, memory);
    MatrixMap dz = matrix(memory + tokens * tokens, tokens, tokens);
    StridedMap dc = head.of(contextGradients);
    head.of(valueGradients).noalias() = p.transpose() * dc;
    dz.noalias() = dc * head.of(values).transpose();
    for (Eigen::Index token = 0; token < p.rows(); ++token) {
      auto row = dz.row(token).array();
      float sum = (row * p.row(token).array()).sum();
      row = (row - sum) * p.row(token).array();
    }
    head.of(queryGradients).noalias() = head.factor() * dz * head.of(keys);
    head.of(keyGradients).noalias() =
        head.factor() * dz.transpose() * head.of(queries);
  });
}

void Attention::backward(const Activations &x, const Activations &y,
                         const Activations &dy, const Activations &dx,
                         GradientSink &sink, ThreadPool &pool) {
  Activations c = activationsIn(context, x.batch, y.features);
  Activations dc = activationsIn(contextGradients, x.batch, y.features);
  output.backward(c, y, dy, dc, sink, pool);
  Activations dq = activationsIn(queryGradients, x.batch, y.features);
  Activations dk = activationsIn(keyGradients, x.batch, y.features);
  Activations dv = activationsIn(valueGradients, x.batch, y.features);
  coreBackward(x.batch, pool);

  // A projection does not need its own output.
  query.backward(x, dq, dq, dx, sink, pool);
  Activations summand = {dx.data ? dc.data : nullptr, x.batch, x.features};
  auto addSummand = [&] {
    if (dx.data)
      pool.forEach(x.batch, [&](size_t example, unsigned) {
        auto row = static_cast<Eigen::Index>(example);
        matrix(dx).row(row) += matrix(summand).row(row);
      });
  };
  key.backward(x, dk, dk, summand, sink, pool);
  addSummand();
  value.backward(x, dv, dv, summand, sink, pool);
  addSummand();
}
