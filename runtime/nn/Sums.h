//===- Sums.h - Sums over a batch -------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sums that are cut into parts for many threads, the same whatever their
// number. Private to the training library.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_SUMS_H
#define LOWRES_RT_NN_SUMS_H

#include "lowres-rt/nn/Layer.h"

namespace lowres {

/// The sum of the rows of `values` [rows, cols].
std::vector<float> columnSums(const float *values, size_t rows, size_t cols,
                              ThreadPool &pool);

/// Gives `sink` the sum of the rows of `parts`, each a whole gradient of
/// `parameter`. The first row is overwritten.
void giveSummedGradient(Parameter &parameter, const Activations &parts,
                        GradientSink &sink, ThreadPool &pool);

} // namespace lowres

#endif // LOWRES_RT_NN_SUMS_H
