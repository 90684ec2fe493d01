//===- lowres-quantize.cpp - Rounds the weights of float models -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Quantizer.h"
#include "lowres/Driver/CommandLine.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir::lowres;

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::OptionCategory category("lowres-quantize options");
  QuantizeOptions options(category);
  if (std::optional<int> code =
          parseCommandLine(argc, argv, category,
                           "Rounds the weights of a float model in linalg or "
                           "TOSA to N levels\n"))
    return *code;
  llvm::Expected<QuantizeWeightsOptions> weights = options.getWeightsOptions();
  if (!weights)
    return reportBadUsage("lowres-quantize",
                          llvm::toString(weights.takeError()));
  return quantizeModel(options, *weights);
}
