//===- lowres-train.cpp - Trains networks with N-level weights ------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Run.h"
#include "Study.h"

#include "lowres/Support/CommandLine.h"

#include <cstdio>

int main(int argc, char **argv) {
  mlir::lowres::reportOutOfMemory(argv[0]);
  mlir::lowres::reportFullOutput(argv[0]);
  lowres::RunOptions options;
  lowres::StudyOptions study;
  if (int code = lowres::parseCommandLine(argc, argv, options, study))
    return code;
  int code = study.folder.empty() ? lowres::runTraining(options)
                                  : lowres::runStudy(options, study);
  bool isWritten = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (code == mlir::lowres::Success && !isWritten)
    return mlir::lowres::reportBadInput(
        lowres::toolName, "cannot write all lines to the standard output");
  return code;
}
