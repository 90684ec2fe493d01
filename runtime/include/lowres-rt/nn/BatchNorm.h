//===- BatchNorm.h - Normalisation over the batch ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each channel, over the n = batch * pixels values of it:
//
//   training   m = mean of x,  v = mean of (x - m)^2
//              running mean     = 0.9 running mean + 0.1 m
//              running variance = 0.9 running variance + 0.1 v n / (n - 1)
//   otherwise  m, v = the running ones
//   forward    h = (x - m) / sqrt(v + 1e-5),  y = gamma h + beta
//   backward   dbeta = sum of dy,  dgamma = sum of dy h,
//              dx = gamma / sqrt(v + 1e-5) (dy - dbeta / n - h dgamma / n)
//
// Source: Ioffe and Szegedy, arXiv 1502.03167. Means and variances of parts of
// the batch are joined as Chan, Golub and LeVeque do ("Updating formulae and a
// pairwise algorithm for computing sample variances", 1979).
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_BATCHNORM_H
#define LOWRES_RT_NN_BATCHNORM_H

#include "lowres-rt/nn/ImageShape.h"
#include "lowres-rt/nn/Layer.h"

namespace lowres {

class BatchNorm final : public Layer {
public:
  static constexpr float epsilon = 1e-5f;
  static constexpr float momentum = 0.9f;

  /// Starts as the identity of normalised input. `index` numbers the
  /// parameters: gamma0, beta0, mean0, variance0, ...
  BatchNorm(const ImageShape &shape, size_t index);

  Kind kind() const override { return Kind::BatchNorm; }
  size_t outputFeatures() const override { return shape.size(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override {
    return {&gamma, &beta, &mean, &variance};
  }

  /// What a channel is multiplied by when not training:
  /// gamma / sqrt(running variance + epsilon).
  double factorInUse(size_t channel) const;

  const ImageShape shape;
  Parameter gamma, beta;    // [1, channels] each.
  Parameter mean, variance; // Running, not trained; [1, channels] each.

private:
  void measure(const Activations &x, ThreadPool &pool);

  // Of each channel, as the last forward pass used them.
  std::vector<float> center;  // m
  std::vector<float> inverse; // 1 / sqrt(v + epsilon)
  std::vector<float> factor;  // gamma * inverse
  Buffer partials;            // Sums of parts of the batch.
};

} // namespace lowres

#endif // LOWRES_RT_NN_BATCHNORM_H
