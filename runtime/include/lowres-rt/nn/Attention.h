//===- Attention.h - Multi-head self-attention ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With q = Wq x + bq, k = Wk x + bk, v = Wv x + bv for each token x, cut into H
// heads of S values:
//
//   forward    P = softmax over the keys of q k^T / sqrt(S), for each head
//              c = P v,  y = Wo c + bo
//   backward   dc = dy Wo,  dv = P^T dc,  dP = dc v^T,
//              dZ = P * (dP - the sums of P * dP over the keys) / sqrt(S),
//              dq = dZ k,  dk = dZ^T q,  dx = dq Wq + dk Wk + dv Wv
//
// and the gradients of the four projections as in Dense. P is made again for
// the backward pass, of one head of an example at a time on each thread: of the
// squares of the number of tokens there are two floats a thread, P and dP,
// however many examples and heads there are.
//
// Source: Vaswani et al., arXiv 1706.03762.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_ATTENTION_H
#define LOWRES_RT_NN_ATTENTION_H

#include "lowres-rt/nn/Dense.h"

namespace lowres {

/// Examples are [tokens, features].
class Attention final : public Layer {
public:
  /// `heads` divide `features`. The projections are numbered from `index` on:
  /// query, key, value, output.
  Attention(size_t tokens, size_t features, size_t heads, Dense::Bias hasBias,
            size_t index, const WeightQuantizer *quantizer, Random &random);

  Kind kind() const override { return Kind::Attention; }
  size_t outputFeatures() const override { return output.outputFeatures(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override;

  size_t features() const { return output.weight.rows; }
  size_t headSize() const { return features() / heads; }

  const size_t tokens;
  const size_t heads;
  Dense query, key, value, output;

private:
  struct Head;

  void coreBackward(size_t batch, ThreadPool &pool);

  // Of the last forward pass, [batch, tokens * features] each.
  Buffer queries, keys, values, context;
  // Of the backward pass. Those of the context also take turns as a summand of
  // dx.
  Buffer queryGradients, keyGradients, valueGradients, contextGradients;
};

} // namespace lowres

#endif // LOWRES_RT_NN_ATTENTION_H
