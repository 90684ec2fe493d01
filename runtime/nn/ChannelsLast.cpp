//===- ChannelsLast.cpp - Planar images to channels last ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/ChannelsLast.h"

#include "Matrix.h"

using namespace lowres;

void ChannelsLast::forward(const Activations &x, const Activations &y,
                           const Mode &, ThreadPool &pool) {
  pool.forEach(x.batch, [&](size_t example, unsigned) {
    size_t begin = example * shape.size();
    matrix(y.data + begin, shape.pixels(), shape.channels) =
        matrix(x.data + begin, shape.channels, shape.pixels()).transpose();
  });
}

void ChannelsLast::backward(const Activations &, const Activations &,
                            const Activations &dy, const Activations &dx,
                            GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  pool.forEach(dy.batch, [&](size_t example, unsigned) {
    size_t begin = example * shape.size();
    matrix(dx.data + begin, shape.channels, shape.pixels()) =
        matrix(dy.data + begin, shape.pixels(), shape.channels).transpose();
  });
}
