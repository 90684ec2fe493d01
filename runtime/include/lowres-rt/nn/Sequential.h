//===- Sequential.h - A chain of layers -------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_SEQUENTIAL_H
#define LOWRES_RT_NN_SEQUENTIAL_H

#include "lowres-rt/nn/Layer.h"

#include <memory>

namespace lowres {

/// Layers one after the other, with the memory for the activations between
/// them. Not to be run while empty.
class Sequential final : public Layer {
public:
  void add(std::unique_ptr<Layer> layer) { chain.push_back(std::move(layer)); }

  const std::vector<std::unique_ptr<Layer>> &layers() const { return chain; }

  Kind kind() const override { return Kind::Sequential; }
  size_t outputFeatures() const override {
    return chain.back()->outputFeatures();
  }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override;

private:
  Activations output(size_t layer, size_t batch) {
    return activationsIn(between[layer], batch, chain[layer]->outputFeatures());
  }

  std::vector<std::unique_ptr<Layer>> chain;
  std::vector<Buffer> between; // Outputs of all layers but the last.
  Buffer gradients[2];         // Of the output and input of a layer, in turn.
};

} // namespace lowres

#endif // LOWRES_RT_NN_SEQUENTIAL_H
