//===- KernelTimer.h - Times of one layer's kernels -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_DRIVER_KERNELTIMER_H
#define LOWRES_LIB_DRIVER_KERNELTIMER_H

#include "lowres/Target/CompiledModel.h"

#include <vector>

namespace mlir {
namespace lowres {

/// Times models that all do the same, on one thread. They take turns, so that
/// what else the machine does meets all of them.
class KernelTimer {
public:
  /// All models will have this interface, with one input and one output, and
  /// get `rows` rows a call. Between two calls `bytes` bytes are read: what a
  /// cache that is too small has lost since the last call must not be in it.
  KernelTimer(const ModelInterface &interface, int64_t rows, double bytes);

  void add(CompiledModel model) { models.push_back(std::move(model)); }

  /// The seconds of a call of each model, in its shortest run.
  SmallVector<double> measure();

private:
  /// Seconds of a call, as a mean of `calls`.
  double time(const CompiledModel &model, unsigned calls);
  /// Calls for a run that a clock can time.
  unsigned countCalls(const CompiledModel &model);
  /// Reads what other layers would, and last what the layer before wrote.
  void readOthers() const;

  int64_t rows;
  std::vector<float> input, output;
  std::vector<char> others;
  std::vector<CompiledModel> models;
  Workspace workspace;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_DRIVER_KERNELTIMER_H
