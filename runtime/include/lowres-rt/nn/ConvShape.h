//===- ConvShape.h - Size of a convolution ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_CONVSHAPE_H
#define LOWRES_RT_NN_CONVSHAPE_H

#include "lowres-rt/nn/ImageShape.h"

namespace lowres {

/// A convolution with a square kernel. Channels and outputs come in `groups`,
/// and outputs see the channels of their own group only.
struct ConvShape {
  ImageShape input;
  size_t outputs; // Channels of the output.
  size_t kernel;  // Its height and width; at most those of the padded image.
  size_t stride = 1;
  size_t padding = 0; // Zeros on each of the four sides.
  size_t groups = 1;  // Divides the channels and the outputs.

  ImageShape output() const {
    return {(input.height + 2 * padding - kernel) / stride + 1,
            (input.width + 2 * padding - kernel) / stride + 1, outputs};
  }
  size_t taps() const { return kernel * kernel; }
  size_t groupChannels() const { return input.channels / groups; }
  size_t groupOutputs() const { return outputs / groups; }
  /// Weights of an output: taps, then channels of the group.
  size_t weightsPerOutput() const { return taps() * groupChannels(); }
  bool isDepthwise() const {
    return groups > 1 && groups == input.channels && groups == outputs;
  }
};

} // namespace lowres

#endif // LOWRES_RT_NN_CONVSHAPE_H
