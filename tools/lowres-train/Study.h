//===- Study.h - Many runs of lowres-train ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_TRAIN_STUDY_H
#define LOWRES_TOOLS_LOWRES_TRAIN_STUDY_H

#include "Options.h"

namespace lowres {

/// Trains the runs of `study` that its folder does not hold finished, one after
/// the other, and after each of them writes the table and the page. `options`
/// has what the runs share. Returns the exit code; problems are said on stderr.
/// Refuses a folder that another process works on, or that holds runs with
/// other settings.
int runStudy(const RunOptions &options, const StudyOptions &study);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRES_TRAIN_STUDY_H
