//===- PositionEmbedding.h - Numbers that tell tokens apart -----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_POSITIONEMBEDDING_H
#define LOWRES_RT_NN_POSITIONEMBEDDING_H

#include "lowres-rt/nn/Layer.h"
#include "lowres-rt/support/Random.h"

namespace lowres {

/// Adds float numbers p, trained, to each example: y = x + p. dx = dy, dp = sum
/// of dy over the batch. With them, a network whose other layers treat all
/// tokens alike can tell where a token is.
/// Source: Gehring et al., arXiv 1705.03122; for images Dosovitskiy et al.,
/// arXiv 2010.11929.
class PositionEmbedding final : public Layer {
public:
  /// The embedding starts normal with standard deviation 0.02. `index` is part
  /// of its name: position0, ...
  PositionEmbedding(size_t tokens, size_t features, size_t index,
                    Random &random);

  Kind kind() const override { return Kind::PositionEmbedding; }
  size_t outputFeatures() const override { return embedding.size(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;
  std::vector<Parameter *> parameters() override { return {&embedding}; }

  Parameter embedding; // [tokens, features]
};

} // namespace lowres

#endif // LOWRES_RT_NN_POSITIONEMBEDDING_H
