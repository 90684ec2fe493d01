//===- DepthwiseConv.cpp - One kernel for each channel --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DepthwiseConv.h"

#include "Matrix.h"
#include "Patches.h"

using namespace lowres;

// Parts of a batch whose weight gradients are summed on their own, whatever the
// number of threads.
static constexpr size_t slices = 16;

/// [taps, channels]: the weights of a tap for all channels side by side.
static Matrix byTap(const ConvShape &shape, const float *weights) {
  return matrix(weights, shape.outputs, shape.taps()).transpose();
}

/// Calls body(in, out, tap) for each pair of an input pixel and an output
/// position of an example that meet at `tap`: the offsets of their channels.
template <typename Body>
static void forEachPair(const ConvShape &shape, size_t example, Body body) {
  ImageShape output = shape.output();
  size_t channels = shape.outputs, inBegin = example * shape.input.size();
  Range positions = {example * output.pixels(),
                     (example + 1) * output.pixels()};
  size_t out = positions.begin * channels;
  forEachPosition(output, positions, [&](size_t, size_t row, size_t column) {
    forEachRun(
        shape, row, column, {0, shape.taps()},
        [&](size_t pixel, size_t tap, size_t count) {
          for (size_t i = 0; i < count; ++i)
            body(inBegin + (pixel + i) * channels, out, tap + i);
        },
        [](size_t, size_t) {});
    out += channels;
  });
}

/// c += a * b for `count` elements.
static void multiplyAdd(const float *a, const float *b, float *__restrict c,
                        size_t count) {
  for (size_t i = 0; i < count; ++i)
    c[i] += a[i] * b[i];
}

void lowres::depthwiseForward(const ConvShape &shape, const Activations &x,
                              const float *weights, const float *bias,
                              const Activations &y, ThreadPool &pool) {
  Matrix w = byTap(shape, weights);
  size_t channels = shape.outputs;
  pool.forEach(x.batch, [&](size_t example, unsigned) {
    float *out = y.data + example * y.features;
    if (bias)
      matrix(out, shape.output().pixels(), channels).rowwise() =
          matrix(bias, 1, channels).row(0);
    else
      std::fill_n(out, y.features, 0.0f);
    forEachPair(shape, example, [&](size_t in, size_t out, size_t tap) {
      multiplyAdd(x.data + in, w.data() + tap * channels, y.data + out,
                  channels);
    });
  });
}

void lowres::depthwiseInputGradient(const ConvShape &shape,
                                    const Activations &dy, const float *weights,
                                    const Activations &dx, ThreadPool &pool) {
  Matrix w = byTap(shape, weights);
  size_t channels = shape.outputs;
  pool.forEach(dy.batch, [&](size_t example, unsigned) {
    std::fill_n(dx.data + example * dx.features, dx.features, 0.0f);
    forEachPair(shape, example, [&](size_t in, size_t out, size_t tap) {
      multiplyAdd(dy.data + out, w.data() + tap * channels, dx.data + in,
                  channels);
    });
  });
}

void lowres::depthwiseWeightGradient(const ConvShape &shape,
                                     const Activations &x,
                                     const Activations &dy, Buffer &partials,
                                     Parameter &weight, GradientSink &sink,
                                     ThreadPool &pool) {
  size_t channels = shape.outputs, taps = shape.taps();
  size_t sliceExamples = divideUp(x.batch, slices);
  Activations sums = activationsIn(partials, slices, weight.size());
  pool.forEach(slices, [&](size_t slice, unsigned) {
    float *sum = sums.data + slice * weight.size(); // [taps, channels]
    std::fill_n(sum, weight.size(), 0.0f);
    Range own = tileOf(x.batch, sliceExamples, slice);
    for (size_t example = own.begin; example < own.end; ++example)
      forEachPair(shape, example, [&](size_t in, size_t out, size_t tap) {
        multiplyAdd(x.data + in, dy.data + out, sum + tap * channels, channels);
      });
  });
  Matrix total = matrix(sums.data, taps, channels);
  for (size_t slice = 1; slice < slices; ++slice)
    total += matrix(sums.data + slice * weight.size(), taps, channels);
  Matrix gradient = total.transpose();
  giveGradient(weight, 0, channels, gradient.data(), sink);
}
