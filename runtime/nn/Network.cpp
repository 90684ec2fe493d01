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
  size_t stride = roundToLanes(batch);
  if (buffer.size() < features * stride)
    buffer = Buffer(features * stride);
  return {buffer.data(), features, batch, stride};
}

Activations Network::forward(const float *input, size_t examples,
                             ThreadPool &pool) {
  batch = examples;
  Activations x = view(transposedInput, inputSize);
  constexpr size_t taskFeatures = 64;
  size_t tasks = (inputSize + taskFeatures - 1) / taskFeatures;
  pool.forEach(tasks, [&](size_t task, unsigned) {
    size_t begin = task * taskFeatures;
    size_t count = std::min(taskFeatures, inputSize - begin);
    transpose(batch, count, input + begin, inputSize, x.data + begin * x.stride,
              x.stride);
    for (size_t f = begin; f < begin + count; ++f)
      std::fill(x.data + f * x.stride + batch, x.data + (f + 1) * x.stride,
                0.0f);
  });
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
                        ? view(transposedInput, inputSize)
                        : view(outputs[i - 1], chain[i - 1]->outputFeatures());
    // Nobody needs the gradient of the network's input.
    Activations dx = i == 0 ? Activations{nullptr, x.features, batch, x.stride}
                            : view(gradients[spare], x.features);
    chain[i]->backward(x, y, dy, dx, sink, pool);
    y = x;
    dy = dx;
    spare ^= 1;
  }
  return result;
}
