//===- Gelu.h - Gaussian error linear unit ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   forward    y = x P(x),  P(x) = (1 + erf(x / sqrt 2)) / 2
//   backward   dx = dy (P(x) + x exp(-x^2 / 2) / sqrt(2 pi))
//
// Source: Hendrycks and Gimpel, arXiv 1606.08415; erf by formula 7.1.26 of
// Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), which is
// within 1.5e-7 of it.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_GELU_H
#define LOWRES_RT_NN_GELU_H

#include "lowres-rt/nn/Layer.h"

namespace lowres {

class Gelu final : public Layer {
public:
  explicit Gelu(size_t features) : features(features) {}

  Kind kind() const override { return Kind::Gelu; }
  size_t outputFeatures() const override { return features; }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;

private:
  size_t features;
};

} // namespace lowres

#endif // LOWRES_RT_NN_GELU_H
