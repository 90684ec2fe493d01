//===- Conv2D.cpp - Convolution of images ---------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Conv2D.h"

#include "DepthwiseConv.h"
#include "Matrix.h"
#include "Patches.h"
#include "Sums.h"

#include <cmath>
#include <cstring>
#include <type_traits>

using namespace lowres;

// Sizes of the parallel tasks and of the blocks in them. They do not depend on
// the number of threads, so neither do the results.
static constexpr size_t blockPositions = 256; // Rows of a block of patches.
static constexpr size_t blockColumns = 640;   // Its columns, about.
static constexpr size_t gradientTasks = 16; // Of the weight gradient, at least.

Conv2D::Conv2D(const ConvShape &shape, Bias hasBias, size_t index,
               const WeightQuantizer *quantizer, Random &random)
    : shape(shape),
      weight("w" + std::to_string(index), shape.outputs,
             shape.weightsPerOutput(),
             std::sqrt(2.0f / static_cast<float>(shape.weightsPerOutput())),
             quantizer) {
  if (hasBias == Bias::Yes)
    bias.emplace("b" + std::to_string(index), 1, shape.outputs, 0.0f, nullptr);
  for (size_t i = 0; i < weight.size(); ++i)
    weight.value[i] = weight.initialDeviation * random.normal();
}

std::vector<Parameter *> Conv2D::parameters() {
  if (bias)
    return {&weight, &*bias};
  return {&weight};
}

/// Taps of a block of patches: all of a small kernel, and about equally many in
/// each block of a large one.
static size_t blockTaps(const ConvShape &shape) {
  size_t blocks = divideUp(shape.weightsPerOutput(), blockColumns);
  return divideUp(shape.taps(), blocks);
}

/// The columns of the weights, or of their gradient, that belong to a group and
/// to `taps`, as [outputs of a group, taps x channels of a group].
template <typename Float>
static auto weightBlock(const ConvShape &shape, Float *weights, size_t group,
                        Range taps) {
  size_t cols = shape.weightsPerOutput();
  return stridedMatrix(weights + group * shape.groupOutputs() * cols +
                           taps.begin * shape.groupChannels(),
                       shape.groupOutputs(),
                       taps.size() * shape.groupChannels(), cols);
}

/// The outputs of a group at `positions` of the batch.
static StridedMap outputBlock(const ConvShape &shape, float *y, size_t group,
                              Range positions) {
  return stridedMatrix(y + positions.begin * shape.outputs +
                           group * shape.groupOutputs(),
                       positions.size(), shape.groupOutputs(), shape.outputs);
}

/// Copies `count` floats and returns the end of the copy. Most runs are short,
/// and of one length throughout a layer: a library call would cost more.
static float *copyRun(const float *from, size_t count, float *to) {
  auto copy = [&](auto size) {
    std::memcpy(to, from, size * sizeof(float));
    from += size;
    to += size;
  };
  for (; count >= 16; count -= 16)
    copy(std::integral_constant<size_t, 16>());
  if (count & 8)
    copy(std::integral_constant<size_t, 8>());
  if (count & 4)
    copy(std::integral_constant<size_t, 4>());
  if (count & 2)
    copy(std::integral_constant<size_t, 2>());
  if (count & 1)
    copy(std::integral_constant<size_t, 1>());
  return to;
}

/// Copies what the kernel sees at `positions` through `taps` in the channels of
/// a group: `patches` [positions, taps x channels of a group].
static void gatherPatches(const ConvShape &shape, const float *x, size_t group,
                          Range positions, Range taps, float *patches) {
  size_t channels = shape.input.channels, part = shape.groupChannels();
  float *out = patches;
  forEachPosition(shape.output(), positions,
                  [&](size_t example, size_t row, size_t column) {
                    const float *image =
                        x + example * shape.input.size() + group * part;
                    forEachRun(
                        shape, row, column, taps,
                        [&](size_t pixel, size_t, size_t count) {
                          const float *from = image + pixel * channels;
                          if (part == channels) {
                            out = copyRun(from, count * part, out);
                            return;
                          }
                          for (; count > 0; --count, from += channels)
                            out = copyRun(from, part, out);
                        },
                        [&](size_t, size_t count) {
                          out = std::fill_n(out, count * part, 0.0f);
                        });
                  });
}

/// The reverse: adds `patches` to where they come from.
static void scatterPatches(const ConvShape &shape, const float *patches,
                           size_t group, Range positions, Range taps,
                           float *x) {
  size_t channels = shape.input.channels, part = shape.groupChannels();
  const float *in = patches;
  auto add = [&](float *__restrict to, size_t count) {
    for (size_t i = 0; i < count; ++i)
      to[i] += in[i];
    in += count;
  };
  forEachPosition(shape.output(), positions,
                  [&](size_t example, size_t row, size_t column) {
                    float *image =
                        x + example * shape.input.size() + group * part;
                    forEachRun(
                        shape, row, column, taps,
                        [&](size_t pixel, size_t, size_t count) {
                          float *to = image + pixel * channels;
                          if (part == channels)
                            return add(to, count * part);
                          for (; count > 0; --count, to += channels)
                            add(to, part);
                        },
                        [&](size_t, size_t count) { in += count * part; });
                  });
}

void Conv2D::forward(const Activations &x, const Activations &y, const Mode &,
                     ThreadPool &pool) {
  const float *offsets = bias ? bias->value.data() : nullptr;
  if (shape.isDepthwise())
    return depthwiseForward(shape, x, weight.weights(), offsets, y, pool);
  size_t positions = x.batch * shape.output().pixels();
  size_t taps = shape.taps(), tapTile = blockTaps(shape);
  pool.forEach(divideUp(positions, blockPositions), [&](size_t task,
                                                        unsigned worker) {
    Range block = tileOf(positions, blockPositions, task);
    float *patches =
        pool.scratch(worker, blockPositions * tapTile * shape.groupChannels());
    for (size_t group = 0; group < shape.groups; ++group) {
      StridedMap out = outputBlock(shape, y.data, group, block);
      if (offsets)
        out.rowwise() = matrix(offsets, 1, shape.outputs)
                            .row(0)
                            .segment(group * out.cols(), out.cols());
      else
        out.setZero();
      for (size_t tile = 0; tile * tapTile < taps; ++tile) {
        Range part = tileOf(taps, tapTile, tile);
        gatherPatches(shape, x.data, group, block, part, patches);
        auto w = weightBlock(shape, weight.weights(), group, part);
        out.noalias() +=
            matrix(patches, block.size(), w.cols()) * w.transpose();
      }
    }
  });
}

void Conv2D::inputGradient(const Activations &dy, const Activations &dx,
                           ThreadPool &pool) const {
  // Patches of an example overlap, so a task has whole examples.
  size_t pixels = shape.output().pixels();
  size_t examples = divideUp(blockPositions, pixels);
  size_t taps = shape.taps(), tapTile = blockTaps(shape);
  pool.forEach(divideUp(dy.batch, examples), [&](size_t task, unsigned worker) {
    Range own = tileOf(dy.batch, examples, task);
    std::fill_n(dx.data + own.begin * dx.features, own.size() * dx.features,
                0.0f);
    float *patches =
        pool.scratch(worker, blockPositions * tapTile * shape.groupChannels());
    for (size_t p = own.begin * pixels; p < own.end * pixels;
         p += blockPositions) {
      Range block = {p, std::min(p + blockPositions, own.end * pixels)};
      for (size_t group = 0; group < shape.groups; ++group)
        for (size_t tile = 0; tile * tapTile < taps; ++tile) {
          Range part = tileOf(taps, tapTile, tile);
          auto w = weightBlock(shape, weight.weights(), group, part);
          matrix(patches, block.size(), w.cols()).noalias() =
              outputBlock(shape, dy.data, group, block) * w;
          scatterPatches(shape, patches, group, block, part, dx.data);
        }
    }
  });
}

void Conv2D::weightGradient(const Activations &x, const Activations &dy,
                            GradientSink &sink, ThreadPool &pool) {
  // A task has some of the taps and a slice of the positions; slices are summed
  // in order afterwards.
  size_t positions = x.batch * shape.output().pixels();
  size_t blocks = divideUp(positions, blockPositions);
  size_t tapTile = blockTaps(shape);
  size_t tapTasks = divideUp(shape.taps(), tapTile);
  size_t sliceBlocks = divideUp(blocks, divideUp(gradientTasks, tapTasks));
  size_t slices = divideUp(blocks, sliceBlocks);
  Activations sums = activationsIn(partials, slices, weight.size());
  pool.forEach(slices * tapTasks, [&](size_t task, unsigned worker) {
    size_t slice = task / tapTasks;
    Range part = tileOf(shape.taps(), tapTile, task % tapTasks);
    Range own = tileOf(blocks, sliceBlocks, slice);
    float *sum = sums.data + slice * weight.size();
    float *patches =
        pool.scratch(worker, blockPositions * tapTile * shape.groupChannels());
    for (size_t group = 0; group < shape.groups; ++group) {
      auto gradient = weightBlock(shape, sum, group, part);
      gradient.setZero();
      for (size_t i = own.begin; i < own.end; ++i) {
        Range block = tileOf(positions, blockPositions, i);
        gatherPatches(shape, x.data, group, block, part, patches);
        gradient.noalias() +=
            outputBlock(shape, dy.data, group, block).transpose() *
            matrix(patches, block.size(), gradient.cols());
      }
    }
  });
  giveSummedGradient(weight, sums, sink, pool);
}

void Conv2D::backward(const Activations &x, const Activations &,
                      const Activations &dy, const Activations &dx,
                      GradientSink &sink, ThreadPool &pool) {
  // dx comes first, because the sink may change the weights.
  if (shape.isDepthwise()) {
    if (dx.data)
      depthwiseInputGradient(shape, dy, weight.weights(), dx, pool);
    depthwiseWeightGradient(shape, x, dy, partials, weight, sink, pool);
  } else {
    if (dx.data)
      inputGradient(dy, dx, pool);
    weightGradient(x, dy, sink, pool);
  }
  if (!bias)
    return;
  std::vector<float> gradient = columnSums(
      dy.data, dy.batch * shape.output().pixels(), shape.outputs, pool);
  giveGradient(*bias, 0, 1, gradient.data(), sink);
}
