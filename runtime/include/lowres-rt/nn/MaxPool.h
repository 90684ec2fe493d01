//===- MaxPool.h - Largest of a window --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_MAXPOOL_H
#define LOWRES_RT_NN_MAXPOOL_H

#include "lowres-rt/nn/ImageShape.h"
#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// y = the largest x of each window of size x size pixels, `stride` apart, for
/// each channel; windows lie inside the image, so pixels beyond the last whole
/// window do not count. dx = dy at the first largest x of the window, else 0;
/// windows that overlap add up.
class MaxPool final : public Layer {
public:
  /// The image must be at least size x size.
  MaxPool(const ImageShape &input, size_t size, size_t stride)
      : input(input), size(size), stride(stride) {}

  ImageShape output() const {
    return {(input.height - size) / stride + 1,
            (input.width - size) / stride + 1, input.channels};
  }

  Kind kind() const override { return Kind::MaxPool; }
  size_t outputFeatures() const override { return output().size(); }
  void forward(const Activations &x, const Activations &y, const Mode &mode,
               ThreadPool &pool) override;
  void backward(const Activations &x, const Activations &y,
                const Activations &dy, const Activations &dx,
                GradientSink &sink, ThreadPool &pool) override;

  const ImageShape input;
  const size_t size;
  const size_t stride;
};

} // namespace lowres

#endif // LOWRES_RT_NN_MAXPOOL_H
