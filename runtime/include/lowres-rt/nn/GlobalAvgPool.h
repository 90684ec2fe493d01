//===- GlobalAvgPool.h - Mean over an image ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_GLOBALAVGPOOL_H
#define LOWRES_RT_NN_GLOBALAVGPOOL_H

#include "lowres-rt/nn/ImageShape.h"
#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// y[channel] = mean of x over the image; dx = dy / pixels everywhere.
/// Source: Lin, Chen and Yan, "Network In Network", arXiv 1312.4400.
class GlobalAvgPool final : public Layer {
public:
  explicit GlobalAvgPool(const ImageShape &input) : input(input) {}

  Kind kind() const override { return Kind::GlobalAvgPool; }
  size_t outputFeatures() const override { return input.channels; }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;

  const ImageShape input;
};

} // namespace lowres

#endif // LOWRES_RT_NN_GLOBALAVGPOOL_H
