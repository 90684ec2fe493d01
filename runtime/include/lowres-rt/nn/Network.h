//===- Network.h - Layers with a loss ---------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_NETWORK_H
#define LOWRES_RT_NN_NETWORK_H

#include "lowres-rt/nn/Sequential.h"
#include "lowres-rt/nn/SoftmaxCrossEntropy.h"

namespace lowres {

/// A chain of layers that ends in softmax cross-entropy.
class Network {
public:
  Network(size_t inputFeatures, Sequential chain)
      : inputSize(inputFeatures), chain(std::move(chain)) {}

  const Sequential &layers() const { return chain; }
  size_t inputFeatures() const { return inputSize; }
  size_t outputFeatures() const { return chain.outputFeatures(); }
  std::vector<Parameter *> parameters() { return chain.parameters(); }

  /// Runs `batch` examples, `input` [batch, inputFeatures] row-major. The
  /// result lives until the next call.
  Activations forward(const float *input, size_t batch, const Mode &mode,
                      ThreadPool &pool);

  /// Loss of the last forward(), one for training, against `labels`, and with
  /// it the backward pass: gradients go to `sink`.
  LossResult backward(const uint8_t *labels, GradientSink &sink,
                      ThreadPool &pool);

private:
  size_t inputSize;
  Sequential chain;
  size_t batch = 0;
  Buffer inputCopy; // For backward().
  Buffer logits;
  Buffer logitsGradient;
};

} // namespace lowres

#endif // LOWRES_RT_NN_NETWORK_H
