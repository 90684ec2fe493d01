//===- Relu.h - Rectifier ---------------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_RELU_H
#define LOWRES_RT_NN_RELU_H

#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// y = max(x, 0); dx = dy where y > 0, else 0.
class Relu final : public Layer {
public:
  explicit Relu(size_t features) : features(features) {}

  Kind kind() const override { return Kind::Relu; }
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

#endif // LOWRES_RT_NN_RELU_H
