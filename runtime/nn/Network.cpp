//===- Network.cpp - Layers with a loss -----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Network.h"

#include <algorithm>

using namespace lowres;

Activations Network::forward(const float *input, size_t examples,
                             const Mode &mode, ThreadPool &pool) {
  batch = examples;
  Activations x = activationsIn(inputCopy, batch, inputSize);
  std::copy_n(input, batch * inputSize, x.data);
  Activations y = activationsIn(logits, batch, outputFeatures());
  chain.forward(x, y, mode, pool);
  return y;
}

LossResult Network::backward(const uint8_t *labels, GradientSink &sink,
                             ThreadPool &pool) {
  Activations x = activationsIn(inputCopy, batch, inputSize);
  Activations y = activationsIn(logits, batch, outputFeatures());
  Activations dy = activationsIn(logitsGradient, batch, outputFeatures());
  LossResult result = softmaxCrossEntropy(y, labels, dy);
  // Nobody needs the gradient of the input.
  chain.backward(x, y, dy, {nullptr, batch, inputSize}, sink, pool);
  return result;
}
