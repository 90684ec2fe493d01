//===- Sums.cpp - Sums over a batch ---------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sums.h"

#include "Matrix.h"
#include "Tiles.h"

using namespace lowres;

std::vector<float> lowres::columnSums(const float *values, size_t rows,
                                      size_t cols, ThreadPool &pool) {
  constexpr size_t sliceRows = 512, tileCols = 1024;
  size_t slices = divideUp(rows, sliceRows), tiles = divideUp(cols, tileCols);
  std::vector<float> sums(slices * cols);
  pool.forEach(slices * tiles, [&](size_t task, unsigned) {
    Range own = tileOf(rows, sliceRows, task / tiles);
    Range part = tileOf(cols, tileCols, task % tiles);
    float *__restrict sum = sums.data() + task / tiles * cols + part.begin;
    for (size_t row = own.begin; row < own.end; ++row) {
      const float *from = values + row * cols + part.begin;
      for (size_t i = 0; i < part.size(); ++i)
        sum[i] += from[i];
    }
  });
  for (size_t slice = 1; slice < slices; ++slice)
    for (size_t col = 0; col < cols; ++col)
      sums[col] += sums[slice * cols + col];
  sums.resize(cols);
  return sums;
}

void lowres::giveSummedGradient(Parameter &parameter, const Activations &parts,
                                GradientSink &sink, ThreadPool &pool) {
  constexpr size_t taskFloats = 1 << 15;
  size_t taskRows = std::max<size_t>(1, taskFloats / parameter.cols);
  pool.forEach(divideUp(parameter.rows, taskRows), [&](size_t task, unsigned) {
    Range rows = tileOf(parameter.rows, taskRows, task);
    auto partOf = [&](size_t slice) {
      return matrix(parts.data + slice * parameter.size() +
                        rows.begin * parameter.cols,
                    rows.size(), parameter.cols);
    };
    for (size_t slice = 1; slice < parts.batch; ++slice)
      partOf(0) += partOf(slice);
    giveGradient(parameter, rows.begin, rows.size(), partOf(0).data(), sink);
  });
}
