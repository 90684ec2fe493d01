//===- Options.h - Command line of lowres-quantize --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_QUANTIZE_OPTIONS_H
#define LOWRES_TOOLS_LOWRES_QUANTIZE_OPTIONS_H

#include "lowres/Conversion/QuantizeWeights.h"
#include "llvm/Support/CommandLine.h"

/// The command line of lowres-quantize.
struct QuantizeOptions {
  explicit QuantizeOptions(llvm::cl::OptionCategory &category);

  llvm::cl::opt<std::string> input;
  llvm::cl::opt<std::string> output;
  llvm::cl::opt<unsigned> levels;
  llvm::cl::opt<mlir::lowres::Granularity> granularity;
  llvm::cl::opt<unsigned> groupSize;
  llvm::cl::opt<mlir::lowres::Codebook> codebook;
  llvm::cl::list<std::string> layers;
  llvm::cl::opt<bool> keepFirst;
  llvm::cl::opt<bool> keepLast;

  /// What they say about weights; fails if they make no sense.
  llvm::Expected<mlir::lowres::QuantizeWeightsOptions>
  getWeightsOptions() const;
};

#endif // LOWRES_TOOLS_LOWRES_QUANTIZE_OPTIONS_H
