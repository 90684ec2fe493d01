//===- MlirExport.h - Trained networks as MLIR text -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes a network as a module with one function, from tensor<?x[in]xf32>, or
// for images tensor<?x[channels]x[height]x[width]xf32>, to tensor<?x[out]xf32>,
// without linking MLIR. Layers with N-level weights become lowres.constant with
// lowres.dense or lowres.conv_2d, in the canonical radix storage; everything
// else becomes upstream operations. Batch normalisation is folded into the
// layer before it, with
//
//   a = gamma / sqrt(variance + epsilon)
//   scales (or float weights) times a,  bias times a, plus beta - mean a
//
// and a rectifier behind a lowres operation becomes its activation. Weights,
// biases and scales are exact: blobs of their bytes, or the bit pattern of a
// float.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_EXPORT_MLIREXPORT_H
#define LOWRES_RT_EXPORT_MLIREXPORT_H

#include "lowres-rt/nn/Network.h"

#include <string>

namespace lowres {

/// The text of a module whose function is called `name`, an identifier.
std::string exportMlir(const std::string &name, const Network &network,
                       ThreadPool &pool);

} // namespace lowres

#endif // LOWRES_RT_EXPORT_MLIREXPORT_H
