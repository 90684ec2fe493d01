//===- LayerNorm.h - Normalisation of each token ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each token, over its n values:
//
//   forward    m = mean of x,  v = mean of (x - m)^2,
//              h = (x - m) / sqrt(v + 1e-5),  y = gamma h + beta
//   backward   g = gamma dy,
//              dx = (g - mean of g - h mean of (g h)) / sqrt(v + 1e-5),
//              dgamma = sum of dy h over all tokens,  dbeta = sum of dy
//
// Source: Ba, Kiros and Hinton, arXiv 1607.06450.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_LAYERNORM_H
#define LOWRES_RT_NN_LAYERNORM_H

#include "lowres-rt/nn/Layer.h"

namespace lowres {

class LayerNorm final : public Layer {
public:
  static constexpr float epsilon = 1e-5f;

  /// For examples of `tokens`, each with `features`. Starts with gamma 1 and
  /// beta 0. `index` numbers the parameters: gamma0, beta0, ...
  LayerNorm(size_t tokens, size_t features, size_t index);

  Kind kind() const override { return Kind::LayerNorm; }
  size_t outputFeatures() const override { return tokens * features; }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override { return {&gamma, &beta}; }

  const size_t tokens;
  const size_t features;
  Parameter gamma, beta; // [1, features] each.

private:
  Buffer statistics; // m and 1 / sqrt(v + epsilon) of each token.
  Buffer partials;   // Sums of parts of the tokens.
};

} // namespace lowres

#endif // LOWRES_RT_NN_LAYERNORM_H
