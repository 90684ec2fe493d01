//===- Quantizer.h - What lowres-quantize does ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_QUANTIZE_QUANTIZER_H
#define LOWRES_TOOLS_LOWRES_QUANTIZE_QUANTIZER_H

#include "lowres/Conversion/QuantizeWeights.h"

struct QuantizeOptions;

/// Reads the model, rounds its weights, writes it, prints a table of the layers
/// and returns the exit code.
int quantizeModel(const QuantizeOptions &options,
                  const mlir::lowres::QuantizeWeightsOptions &weights);

#endif // LOWRES_TOOLS_LOWRES_QUANTIZE_QUANTIZER_H
