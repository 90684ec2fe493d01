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

#include <cstdint>

namespace lowres {

/// Activations between layers, [batch, features] row-major.
struct Activations {
  float *data;
  size_t batch; // Examples.
  size_t features;
};

/// Activations [batch, features] in `buffer`, which grows if need be.
inline Activations activationsIn(Buffer &buffer, size_t batch,
                                 size_t features) {
  if (buffer.size() < batch * features)
    buffer = Buffer(batch * features);
  return {buffer.data(), batch, features};
}

/// What a forward pass is for.
struct Mode {
  /// Layers that behave otherwise while training do so: batch normalisation
  /// takes the batch's own statistics, dropout drops. backward() may follow
  /// such a pass only.
  bool training = false;
  /// The number of the optimiser step, the key of dropout's random numbers.
  uint64_t step = 0;
};

class Layer {
public:
  enum class Kind {
    Attention,
    BatchNorm,
    ChannelsLast,
    Conv2D,
    Dense,
    Dropout,
    Gelu,
    GlobalAvgPool,
    LayerNorm,
    MaxPool,
    PositionEmbedding,
    Relu,
    Residual,
    Sequential
  };

  virtual ~Layer() = default;
  virtual Kind kind() const = 0;

  /// Length of the output for one example.
  virtual size_t outputFeatures() const = 0;

  virtual void forward(const Activations &x, const Activations &y,
                       const Mode &mode, ThreadPool &pool) = 0;

  /// Given the layer's input x, output y and dL/dy, writes dL/dx (unless
  /// dx.data is null) and hands the gradients of the parameters to `sink`,
  /// which may change the parameters at once.
  virtual void backward(const Activations &x, const Activations &y,
                        const Activations &dy, const Activations &dx,
                        GradientSink &sink, ThreadPool &pool) = 0;

  virtual std::vector<Parameter *> parameters() { return {}; }
};

} // namespace lowres

#endif // LOWRES_RT_NN_LAYER_H
