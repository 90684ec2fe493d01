//===- ChannelsLast.h - Planar images to channels last ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_CHANNELSLAST_H
#define LOWRES_RT_NN_CHANNELSLAST_H

#include "lowres-rt/nn/ImageShape.h"
#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// The first layer of an image network: data sets have whole planes of a
/// channel, all layers the channels of a pixel side by side.
///
///   y[row, column, channel] = x[channel, row, column]
class ChannelsLast final : public Layer {
public:
  explicit ChannelsLast(const ImageShape &shape) : shape(shape) {}

  Kind kind() const override { return Kind::ChannelsLast; }
  size_t outputFeatures() const override { return shape.size(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;

  const ImageShape shape;
};

} // namespace lowres

#endif // LOWRES_RT_NN_CHANNELSLAST_H
