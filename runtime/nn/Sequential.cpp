//===- Sequential.cpp - A chain of layers ---------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Sequential.h"

#include <algorithm>

using namespace lowres;

std::vector<Parameter *> Sequential::parameters() {
  std::vector<Parameter *> all;
  for (const std::unique_ptr<Layer> &layer : chain)
    for (Parameter *parameter : layer->parameters())
      all.push_back(parameter);
  return all;
}

void Sequential::forward(const Activations &x, const Activations &y,
                         const Mode &mode, ThreadPool &pool) {
  between.resize(chain.size() - 1);
  Activations in = x;
  for (size_t i = 0; i < chain.size(); ++i) {
    Activations out = i + 1 == chain.size() ? y : output(i, x.batch);
    chain[i]->forward(in, out, mode, pool);
    in = out;
  }
}

void Sequential::backward(const Activations &x, const Activations &y,
                          const Activations &dy, const Activations &dx,
                          GradientSink &sink, ThreadPool &pool) {
  // Without dx, nobody needs a gradient in front of the first parameters.
  size_t first = 0;
  if (!dx.data)
    while (first + 1 < chain.size() && chain[first]->parameters().empty())
      ++first;

  size_t widest = 0;
  for (size_t i = first; i + 1 < chain.size(); ++i)
    widest = std::max(widest, chain[i]->outputFeatures());
  for (Buffer &buffer : gradients)
    (void)activationsIn(buffer, x.batch, widest);

  Activations out = y, dout = dy;
  for (size_t i = chain.size(), spare = 0; i-- > first; spare ^= 1) {
    Activations in = i == 0 ? x : output(i - 1, x.batch);
    Activations din = {nullptr, x.batch, in.features};
    if (i == 0)
      din = dx;
    else if (i > first)
      din = activationsIn(gradients[spare], x.batch, in.features);
    chain[i]->backward(in, out, dout, din, sink, pool);
    out = in;
    dout = din;
  }
}
