//===- Network.h - A chain of layers ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_NETWORK_H
#define LOWRES_RT_NN_NETWORK_H

#include "lowres-rt/nn/Layer.h"
#include "lowres-rt/nn/SoftmaxCrossEntropy.h"

#include <memory>

namespace lowres {

/// Layers one after the other, with the memory for their activations.
class Network {
public:
  explicit Network(size_t inputFeatures) : inputSize(inputFeatures) {}

  void add(std::unique_ptr<Layer> layer) { chain.push_back(std::move(layer)); }

  const std::vector<std::unique_ptr<Layer>> &layers() const { return chain; }
  size_t outputFeatures() const { return chain.back()->outputFeatures(); }
  std::vector<Parameter *> parameters();

  /// Runs `batch` examples, `input` [batch, inputFeatures] row-major. The
  /// result lives until the next call.
  Activations forward(const float *input, size_t batch, ThreadPool &pool);

  /// Loss of the last forward() against `labels`, and with it the backward
  /// pass: gradients go to `sink`.
  LossResult backward(const uint8_t *labels, GradientSink &sink,
                      ThreadPool &pool);

private:
  Activations view(Buffer &buffer, size_t features);

  size_t inputSize;
  std::vector<std::unique_ptr<Layer>> chain;
  size_t batch = 0;
  Buffer inputCopy;            // For backward().
  std::vector<Buffer> outputs; // Of each layer.
  Buffer gradients[2];         // Of the output and input of a layer, in turn.
};

} // namespace lowres

#endif // LOWRES_RT_NN_NETWORK_H
