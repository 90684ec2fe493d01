//===- lowres-train.cpp - Trains networks with N-level weights ------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Run.h"

int main(int argc, char **argv) {
  lowres::RunOptions options;
  if (int code = lowres::parseCommandLine(argc, argv, options))
    return code;
  return lowres::runTraining(options);
}
