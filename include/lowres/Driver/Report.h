//===- Report.h - Sizes and kernels of layers -------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_REPORT_H
#define LOWRES_DRIVER_REPORT_H

#include "lowres/Driver/Tuning.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir {
namespace lowres {

/// Prints a table of the layers of `model`, which is in the state after
/// selectKernels: per layer the levels, shape, packing, bits per weight, bytes
/// as they will lie in the object, the bytes that `log2(N)` bits a weight would
/// take, the entropy of the codes that are there, the kernel, the cycles that
/// are predicted for one element of a batch (or a static batch), and the
/// reason; then totals with scales and biases, where what layers share counts
/// once; then the layers that stay float, and why. If kernels were timed,
/// `timings` of all layers, what was measured stands beside what is predicted.
void printReport(const Model &model, llvm::raw_ostream &os,
                 const LayerTimings &timings = {});

/// Prints, for `model` in the state after lowerToNative, the bytes of its
/// constants, and of memory that a call needs for one element of a batch (or a
/// static batch).
void printMemory(const Model &model, llvm::raw_ostream &os);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_REPORT_H
