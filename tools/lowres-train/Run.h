//===- Run.h - One run of lowres-train --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_TRAIN_RUN_H
#define LOWRES_TOOLS_LOWRES_TRAIN_RUN_H

#include "Options.h"

namespace lowres {

/// Loads the data, trains, writes the files, prints the accuracy on stdout.
/// Returns the exit code; problems are said on stderr.
int runTraining(const RunOptions &options);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRES_TRAIN_RUN_H
