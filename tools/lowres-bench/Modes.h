//===- Modes.h - What lowres-bench times ------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_MODES_H
#define LOWRES_TOOLS_LOWRESBENCH_MODES_H

#include "Options.h"

#include "lowres-rt/nn/NetworkDescription.h"

namespace lowres {

/// The exit code of a mode whose last step gave `error`, which is said.
inline int reportEnd(llvm::Error error) {
  if (error)
    return mlir::lowres::reportBadInput(toolName, std::move(error));
  return mlir::lowres::Success;
}

// Each prints its tables on stdout and problems on stderr, and returns the exit
// code.

/// Times a model from a file, a chain of dense layers, beside the same matrix
/// products by Eigen.
int timeDenseModel(const BenchOptions &options);

/// Times a network that lowres-train knows, compiled with float and with int8
/// activations, on one thread, beside the same network in float32: the
/// trainer's forward pass, oneDNN, and the products alone by OpenBLAS. All but
/// the last must give the same logits.
int timeInference(const BenchOptions &options,
                  const NetworkDescription &description);

/// Times single layers with N-level weights, compiled with float and with int8
/// activations, on one thread, beside the same products by other libraries in
/// int8 and float32, and beside what the machine can do at best: reading the
/// packed weights once, and the products in registers.
int timeLayers(const BenchOptions &options);

/// Times a step of training on all cores, beside its products alone by oneDNN
/// and OpenBLAS.
int timeTraining(const BenchOptions &options,
                 const NetworkDescription &description);

/// Times how long lowres-compile takes for a network that lowres-train has just
/// made, and measures its memory. Both programs must lie beside this one.
int timeCompilation(const BenchOptions &options,
                    const NetworkDescription &description);

/// Measures and fits the constants of the model of times that kernels are
/// chosen by (see docs/Benchmarks.md), and writes them as --target-config takes
/// them. The layers and levels are those of the command line, if there are any.
int calibrate(const BenchOptions &options);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_MODES_H
