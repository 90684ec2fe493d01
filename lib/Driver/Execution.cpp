//===- Execution.cpp - Running compiled models ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Execution.h"

#include <chrono>
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::lowres;

LoopThreads::LoopThreads(unsigned count)
    : threads(count > 1 ? lowres_threads_create(count) : nullptr,
              lowres_threads_destroy) {}

unsigned LoopThreads::count() const {
  return threads ? lowres_threads_count(threads.get()) : 1;
}

std::optional<ParallelFor> LoopThreads::getParallelFor() const {
  if (!threads)
    return std::nullopt;
  return ParallelFor{lowres_threads_run, threads.get()};
}

BatchRunner::BatchRunner(const CompiledModel &model, int64_t batch,
                         unsigned threads)
    : model(model), batch(batch), threads(threads) {}

int BatchRunner::callRows(ArrayRef<Rows> inputs, std::vector<Rows> &outputs,
                          size_t first, size_t rows) {
  const ModelInterface &interface = model.getInterface();
  SmallVector<const float *> from;
  SmallVector<float *> to;
  for (auto [tensor, data] : llvm::zip(interface.inputs, inputs))
    from.push_back(data.data() + first * tensor.rowSize());
  for (auto [tensor, data] : llvm::zip(interface.outputs, outputs))
    to.push_back(data.data() + first * tensor.rowSize());
  return model.run(from, to, rows, workspace, threads.getParallelFor());
}

int BatchRunner::callPadded(ArrayRef<Rows> inputs, std::vector<Rows> &outputs,
                            size_t first, size_t rows) {
  const ModelInterface &interface = model.getInterface();
  std::vector<Rows> from, to;
  for (auto [tensor, data] : llvm::zip(interface.inputs, inputs)) {
    size_t size = tensor.rowSize();
    from.emplace_back(batch * size);
    std::copy_n(data.data() + first * size, rows * size, from.back().data());
  }
  for (const ModelTensor &tensor : interface.outputs)
    to.emplace_back(batch * tensor.rowSize());
  int result = callRows(from, to, 0, batch);
  for (auto [tensor, padded, data] :
       llvm::zip(interface.outputs, to, outputs)) {
    size_t size = tensor.rowSize();
    std::copy_n(padded.data(), rows * size, data.data() + first * size);
  }
  return result;
}

llvm::Expected<double> BatchRunner::call(ArrayRef<Rows> inputs,
                                         std::vector<Rows> &outputs,
                                         size_t first, size_t rows) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
  bool padded = model.getInterface().staticBatch && rows < batch;
  int result = padded ? callPadded(inputs, outputs, first, rows)
                      : callRows(inputs, outputs, first, rows);
  if (result != 0)
    return llvm::createStringError(
        "@" + model.getInterface().entry + " refused a batch of " +
        llvm::Twine(padded ? batch : rows) + " rows");
  return std::chrono::duration<double>(Clock::now() - start).count();
}

llvm::Error BatchRunner::run(ArrayRef<Rows> inputs, size_t count,
                             std::vector<Rows> &outputs) {
  const ModelInterface &interface = model.getInterface();
  outputs.resize(interface.outputs.size());
  for (auto [tensor, data] : llvm::zip(interface.outputs, outputs))
    data.resize(count * tensor.rowSize());
  rowTimes.clear();
  for (size_t first = 0; first < count; first += batch) {
    size_t rows = std::min(batch, count - first);
    llvm::Expected<double> seconds = call(inputs, outputs, first, rows);
    if (!seconds)
      return seconds.takeError();
    if (rows == std::min(batch, count))
      rowTimes.push_back(*seconds / rows);
  }
  return llvm::Error::success();
}

llvm::Expected<double> BatchRunner::measureRowTime(ArrayRef<Rows> inputs,
                                                   size_t count) {
  constexpr size_t enoughCalls = 20;
  constexpr double enoughSeconds = 1;
  if (count == 0)
    return 0;
  std::vector<Rows> outputs;
  size_t rows = std::min(batch, count);
  for (const ModelTensor &tensor : model.getInterface().outputs)
    outputs.emplace_back(rows * tensor.rowSize());
  double spent = 0;
  while (rowTimes.size() < enoughCalls && spent < enoughSeconds) {
    llvm::Expected<double> seconds = call(inputs, outputs, 0, rows);
    if (!seconds)
      return seconds.takeError();
    rowTimes.push_back(*seconds / rows);
    spent += *seconds;
  }
  std::vector<double> sorted = rowTimes;
  auto middle = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle * 1e6;
}

std::optional<size_t> mlir::lowres::getTop(ArrayRef<float> row) {
  if (llvm::any_of(row, [](float value) { return std::isnan(value); }))
    return std::nullopt;
  return llvm::max_element(row) - row.begin();
}

Comparison mlir::lowres::compareRows(ArrayRef<float> actual,
                                     ArrayRef<float> expected, size_t size) {
  Comparison result;
  for (auto [a, e] : llvm::zip_equal(actual, expected)) {
    if (std::isfinite(e))
      result.maxMagnitude = std::max(result.maxMagnitude, std::abs(double(e)));
    // Equal infinities are equal, and a NaN is as good as another.
    if (a == e || (std::isnan(a) && std::isnan(e)))
      continue;
    double difference = std::abs(double(a) - double(e));
    if (std::isnan(difference))
      difference = std::numeric_limits<double>::infinity();
    result.maxDifference = std::max(result.maxDifference, difference);
  }
  for (size_t at = 0; at < actual.size(); at += size)
    if (getTop(actual.slice(at, size)) != getTop(expected.slice(at, size)))
      ++result.rowsWithOtherTop;
  return result;
}
