//===- Network.cpp - A chain of layers ------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Network.h"

#include <algorithm>

using namespace lowres;

std::vector<Parameter *> Network::parameters() {
  std::vector<Parameter *> all;
  for (const std::unique_ptr<Layer> &layer : chain)
    for (Parameter *parameter : layer->parameters())
      all.push_back(parameter);
  return all;
}

Activations Network::view(Buffer &buffer, size_t features) {
  if (buffer.size() < batch * features)
    buffer = Buffer(batch * features);
  return {buffer.data(), batch, features};
}

Activations Network::forward(const float *input, size_t examples,
                             ThreadPool &pool) {
  batch = examples;
  Activations x = view(inputCopy, inputSize);
  std::copy_n(input, batch * inputSize, x.data);
  outputs.resize(chain.size());
  for (size_t i = 0; i < chain.size(); ++i) {
    Activations y = view(outputs[i], chain[i]->outputFeatures());
    chain[i]->forward(x, y, pool);
    x = y;
  }
  return x;
}

LossResult Network::backward(const uint8_t *labels, GradientSink &sink,
                             ThreadPool &pool) {
  size_t widest = 0;
  for (const std::unique_ptr<Layer> &layer : chain)
    widest = std::max(widest, layer->outputFeatures());
  for (Buffer &buffer : gradients)
    (void)view(buffer, widest);

  Activations y = view(outputs.back(), outputFeatures());
  Activations dy = view(gradients[0], outputFeatures());
  LossResult result = softmaxCrossEntropy(y, labels, dy);
  size_t spare = 1;
  for (size_t i = chain.size(); i-- > 0;) {
    Activations x = i == 0
                        ? view(inputCopy, inputSize)
                        : view(outputs[i - 1], chain[i - 1]->outputFeatures());
    // Nobody needs the gradient of the network's input.
    Activations dx = i == 0 ? Activations{nullptr, batch, x.features}
                            : view(gradients[spare], x.features);
    chain[i]->backward(x, y, dy, dx, sink, pool);
    y = x;
    dy = dx;
    spare ^= 1;
  }
  return result;
}
