//===- Tuning.h - Kernels chosen by measured times --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Predicted times name a few kernels for each layer. Here these run on this
// machine, each layer alone, and the fastest becomes the layer's annotation.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_TUNING_H
#define LOWRES_DRIVER_TUNING_H

#include "lowres/Driver/Lowering.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <vector>

namespace mlir {
namespace lowres {

struct TuningOptions {
  /// The batch of a call, where the model takes any.
  int64_t batch = 1;
  /// Kernels that are timed for a layer, at most.
  unsigned kernels = 4;
};

/// What was measured for a layer.
struct LayerTiming {
  /// How many kernels were timed.
  unsigned kernels = 0;
  /// What the layer takes with the kernel that it has now: for one row, or for
  /// its batch where that is static. The quantisation of an int8 input counts.
  double microseconds = 0;
};

/// Of all layers in the order of the module. Nothing for those that had a
/// kernel, those whose times are not predicted (plain loops, depthwise
/// convolutions), and those that cannot be taken out of the model, as their
/// scales or biases are no constants.
using LayerTimings = std::vector<std::optional<LayerTiming>>;

/// Called after each of `count` layers.
using TuningProgress = llvm::function_ref<void(
    size_t index, size_t count, const std::optional<LayerTiming> &timing)>;

/// Does what selectKernels does, but the kernels of layers without one are the
/// fastest on this machine, on one thread; that which would have been chosen
/// without measurement unless another takes clearly less time. Equal layers are
/// timed once. Fails with a diagnostic if this machine cannot run code for the
/// target of `model`.
FailureOr<LayerTimings> tuneKernels(Model &model,
                                    const LoweringOptions &options,
                                    const TuningOptions &tuning,
                                    TuningProgress progress);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_TUNING_H
