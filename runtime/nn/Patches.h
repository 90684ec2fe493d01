//===- Patches.h - What a kernel sees ---------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The geometry that all loops of convolutions share. Private to the training
// library.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_PATCHES_H
#define LOWRES_RT_NN_PATCHES_H

#include "Tiles.h"
#include "lowres-rt/nn/ConvShape.h"

namespace lowres {

/// Visits the `taps` of the kernel at output position (row, column), in runs of
/// neighbours: inside(pixel, tap, count) for those that lie in the image, on
/// `count` pixels of a row beginning with number `pixel`; outside(tap, count)
/// for those in the padding.
template <typename Inside, typename Outside>
inline void forEachRun(const ConvShape &shape, size_t row, size_t column,
                       Range taps, Inside inside, Outside outside) {
  size_t kernel = shape.kernel;
  // Coordinates are relative to the padded image.
  size_t left = column * shape.stride;
  size_t imageEnd = shape.padding + shape.input.width;
  for (size_t r = taps.begin / kernel; r * kernel < taps.end; ++r) {
    size_t firstTap = std::max(taps.begin, r * kernel);
    size_t lastTap = std::min(taps.end, (r + 1) * kernel);
    size_t y = row * shape.stride + r;
    if (y < shape.padding || y >= shape.padding + shape.input.height) {
      outside(firstTap, lastTap - firstTap);
      continue;
    }
    size_t first = left + firstTap - r * kernel;
    size_t last = left + lastTap - r * kernel;
    size_t from = std::clamp(shape.padding, first, last);
    size_t to = std::clamp(imageEnd, from, last);
    if (from > first)
      outside(firstTap, from - first);
    if (to > from)
      inside((y - shape.padding) * shape.input.width + from - shape.padding,
             firstTap + from - first, to - from);
    if (last > to)
      outside(firstTap + to - first, last - to);
  }
}

/// Where the output positions of a batch are: calls body(example, row, column)
/// for each of `positions`, which count through examples, rows and columns.
template <typename Body>
inline void forEachPosition(const ImageShape &output, Range positions,
                            Body body) {
  size_t example = positions.begin / output.pixels();
  size_t row = positions.begin % output.pixels() / output.width;
  size_t column = positions.begin % output.width;
  for (size_t p = positions.begin; p < positions.end; ++p) {
    body(example, row, column);
    if (++column < output.width)
      continue;
    column = 0;
    if (++row < output.height)
      continue;
    row = 0;
    ++example;
  }
}

} // namespace lowres

#endif // LOWRES_RT_NN_PATCHES_H
