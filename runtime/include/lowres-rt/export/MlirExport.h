//===- MlirExport.h - Trained networks as MLIR text -------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes a network as a module with one function, tensor<?x[in]xf32> to
// tensor<?x[out]xf32>, without linking MLIR. N-level weights become
// lowres.constant and lowres.dense in the canonical radix storage; float
// weights become upstream linalg operations. Weights, biases and scales are
// exact: blobs of their bytes, or the bit pattern of a float.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_EXPORT_MLIREXPORT_H
#define LOWRES_RT_EXPORT_MLIREXPORT_H

#include "lowres-rt/nn/Network.h"
#include "lowres-rt/quant/RadixPacking.h"

#include <string>
#include <vector>

namespace lowres {

/// One dense layer, ready to be written.
struct DenseExport {
  size_t in = 0;
  size_t out = 0;
  bool relu = false;           // A rectifier follows.
  int levels = 0;              // 0: float weights.
  std::vector<uint8_t> packed; // Levels: the codes in canonicalRadix(levels).
  std::vector<float> scales;   // Levels: one, or one an output row.
  std::vector<float> weights;  // Float: [in, out].
  std::vector<float> bias;     // [out]
};

struct ModelExport {
  std::string name; // Of the function.
  std::vector<DenseExport> layers;
};

/// Takes the weights out of a network of dense layers and rectifiers.
ModelExport makeExport(const std::string &name, const Network &network,
                       ThreadPool &pool);

/// The module's text.
std::string exportMlir(const ModelExport &model);

} // namespace lowres

#endif // LOWRES_RT_EXPORT_MLIREXPORT_H
