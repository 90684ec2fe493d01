//===- lowres-compile.cpp - Compiles models to objects --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"
#include "Options.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir::lowres;

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::OptionCategory category("lowres-compile options");
  CompileOptions options(category);
  if (std::optional<int> code = parseCommandLine(
          argc, argv, category,
          "Compiles a model with N-level weights to native code\n\n"
          "With several machines, --target=a,b,c, all x86-64 or all AArch64 "
          "with Linux, the\noutput has code for each and for any other of "
          "these; the processor decides which\nof it runs.\n"))
    return *code;
  if (llvm::Error error = options.check())
    return reportBadUsage("lowres-compile", llvm::toString(std::move(error)));
  return compileModel(options);
}
