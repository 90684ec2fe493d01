//===- lowres-run.cpp - Runs models in this process -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Runner.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir::lowres;

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::OptionCategory category("lowres-run options");
  RunOptions options(category);
  if (std::optional<int> code =
          parseCommandLine(argc, argv, category,
                           "Compiles a model into this process and runs it\n"))
    return *code;
  if (llvm::Error error = options.check())
    return reportBadUsage("lowres-run", llvm::toString(std::move(error)));
  return runModel(options);
}
