//===- Layer.h - A step of a network ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_LAYER_H
#define LOWRES_RT_NN_LAYER_H

#include "lowres-rt/nn/Parameter.h"

namespace lowres {

/// Activations between layers, [batch, features] row-major.
struct Activations {
  float *data;
  size_t batch; // Examples.
  size_t features;
};

class Layer {
public:
  enum class Kind { Dense, Relu };

  virtual ~Layer() = default;
  virtual Kind kind() const = 0;

  /// Length of the output for one example.
  virtual size_t outputFeatures() const = 0;

  virtual void forward(const Activations &x, const Activations &y,
                       ThreadPool &pool) = 0;

  /// Given the layer's input x, output y and dL/dy, writes dL/dx (unless
  /// dx.data is null) and hands the gradients of the parameters to `sink`,
  /// which may change the parameters at once. dy may be overwritten.
  virtual void backward(const Activations &x, const Activations &y,
                        const Activations &dy, const Activations &dx,
                        GradientSink &sink, ThreadPool &pool) = 0;

  virtual std::vector<Parameter *> parameters() { return {}; }
};

} // namespace lowres

#endif // LOWRES_RT_NN_LAYER_H
