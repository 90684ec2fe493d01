//===- Execution.h - Running compiled models --------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_EXECUTION_H
#define LOWRES_DRIVER_EXECUTION_H

#include "lowres-rt/parallel/ParallelFor.h"
#include "lowres/Target/CompiledModel.h"

#include <memory>
#include <optional>
#include <vector>

namespace mlir {
namespace lowres {

/// Rows of one tensor of a model, one after another.
using Rows = std::vector<float>;

/// Threads that run the loops of a model's calls.
class LoopThreads {
public:
  /// More than any machine has.
  static constexpr unsigned kMaxCount = 1024;

  /// `count` threads in all, the calling one included. There are fewer if the
  /// system cannot start as many.
  explicit LoopThreads(unsigned count);

  unsigned count() const;

  /// What CompiledModel::run takes; nothing for one thread.
  std::optional<ParallelFor> getParallelFor() const;

private:
  /// Null for one thread.
  std::unique_ptr<lowres_threads, void (*)(lowres_threads *)> threads;
};

/// Runs many rows through a model, some at a time.
class BatchRunner {
public:
  /// `batch` rows a call, whose loops `threads` threads run. A model with a
  /// static batch takes that batch.
  BatchRunner(const CompiledModel &model, int64_t batch, unsigned threads);

  /// Runs `count` rows of `inputs` (one Rows per input of the model) into
  /// `outputs`, which is resized. The last call may have fewer rows; for a
  /// static batch it is filled up with zeros. Fails if the model refuses a
  /// call.
  llvm::Error run(ArrayRef<Rows> inputs, size_t count,
                  std::vector<Rows> &outputs);

  /// Median over calls of the time for one row, in microseconds: of the calls
  /// of the last run(), or of further ones with its first rows where those were
  /// too few to say.
  llvm::Expected<double> measureRowTime(ArrayRef<Rows> inputs, size_t count);

private:
  /// One call for rows [first, first + rows). Returns its time in seconds.
  llvm::Expected<double> call(ArrayRef<Rows> inputs, std::vector<Rows> &outputs,
                              size_t first, size_t rows);
  /// The C function's result for these rows.
  int callRows(ArrayRef<Rows> inputs, std::vector<Rows> &outputs, size_t first,
               size_t rows);
  /// The same for a model that takes more rows than these.
  int callPadded(ArrayRef<Rows> inputs, std::vector<Rows> &outputs,
                 size_t first, size_t rows);

  const CompiledModel &model;
  size_t batch;
  Workspace workspace;
  LoopThreads threads;
  /// Of the last run, in seconds per row; only of full batches.
  std::vector<double> rowTimes;
};

/// How two sets of results differ.
struct Comparison {
  double maxDifference = 0; ///< Absolute; infinite if only one has a NaN.
  double maxMagnitude = 0;  ///< Of the expected results.
  size_t rowsWithOtherTop = 0;
};

/// Compares rows of `size` results.
Comparison compareRows(ArrayRef<float> actual, ArrayRef<float> expected,
                       size_t size);

/// The index of the largest value, the first of equal ones; nothing if there is
/// a NaN among the values.
std::optional<size_t> getTop(ArrayRef<float> row);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_EXECUTION_H
