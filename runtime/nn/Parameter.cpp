//===- Parameter.cpp - What is trained ------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Parameter.h"

#include <algorithm>

using namespace lowres;

// Rows of a parallel task; many, so that threads stay even.
static constexpr size_t taskRows = 32;

static void
forEachRowBlock(ThreadPool &pool, size_t rows,
                const std::function<void(size_t begin, size_t end)> &body) {
  pool.forEach((rows + taskRows - 1) / taskRows, [&](size_t task, unsigned) {
    body(task * taskRows, std::min(rows, (task + 1) * taskRows));
  });
}

Parameter::Parameter(std::string name, size_t rows, size_t cols,
                     float initialDeviation, const WeightQuantizer *quantizer)
    : name(std::move(name)), rows(rows), cols(cols),
      initialDeviation(initialDeviation), quantizer(quantizer),
      value(rows * cols) {
  if (!quantizer)
    return;
  decoded = Buffer(rows * cols);
  scales.resize(quantizer->granularity() == ScaleGranularity::Row ? rows : 1);
}

void Parameter::rescale(const std::vector<float> &statistics) {
  size_t pieces = statistics.size() / rows;
  if (scales.size() == 1) {
    scales[0] = quantizer->scale(statistics.data(), statistics.size(), size(),
                                 initialDeviation);
    return;
  }
  for (size_t row = 0; row < rows; ++row)
    scales[row] = quantizer->scale(statistics.data() + row * pieces, pieces,
                                   cols, initialDeviation);
}

void Parameter::requantize(ThreadPool &pool) {
  if (!quantizer)
    return;
  std::vector<float> statistics(rows);
  forEachRowBlock(pool, rows, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row)
      statistics[row] = quantizer->statistic(value.data() + row * cols, cols);
  });
  rescale(statistics);
  forEachRowBlock(pool, rows, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row)
      quantizer->quantize(value.data() + row * cols, cols, scaleOfRow(row),
                          decoded.data() + row * cols);
  });
}

std::vector<uint8_t> Parameter::codes(ThreadPool &pool) const {
  std::vector<uint8_t> result(size());
  forEachRowBlock(pool, rows, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row)
      quantizer->encode(value.data() + row * cols, cols, scaleOfRow(row),
                        result.data() + row * cols);
  });
  return result;
}

void lowres::giveGradient(Parameter &parameter, size_t row, size_t rows,
                          float *gradient, GradientSink &sink) {
  for (size_t col = 0; col < parameter.cols; col += GradientBlockCols)
    sink.block(parameter, row, rows, col,
               std::min(GradientBlockCols, parameter.cols - col),
               gradient + col, parameter.cols);
}
