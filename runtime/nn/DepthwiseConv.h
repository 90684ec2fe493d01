//===- DepthwiseConv.h - One kernel for each channel ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The loops of Conv2D for shapes that are depthwise: an output for each
// channel, made of that channel only. They go through all channels of a pixel
// at a time. `weights` are [channels, taps]. Private to the training library.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_DEPTHWISECONV_H
#define LOWRES_RT_NN_DEPTHWISECONV_H

#include "lowres-rt/nn/ConvShape.h"
#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// `bias` [channels] may be null.
void depthwiseForward(const ConvShape &shape, const Activations &x,
                      const float *weights, const float *bias,
                      const Activations &y, ThreadPool &pool);

void depthwiseInputGradient(const ConvShape &shape, const Activations &dy,
                            const float *weights, const Activations &dx,
                            ThreadPool &pool);

/// `partials` is memory to work with.
void depthwiseWeightGradient(const ConvShape &shape, const Activations &x,
                             const Activations &dy, Buffer &partials,
                             Parameter &weight, GradientSink &sink,
                             ThreadPool &pool);

} // namespace lowres

#endif // LOWRES_RT_NN_DEPTHWISECONV_H
