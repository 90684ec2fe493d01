//===- Runner.h - What lowres-run does --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_RUN_RUNNER_H
#define LOWRES_TOOLS_LOWRES_RUN_RUNNER_H

struct RunOptions;

/// Compiles and runs the model, prints what was asked for and returns the exit
/// code.
int runModel(const RunOptions &options);

#endif // LOWRES_TOOLS_LOWRES_RUN_RUNNER_H
