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

#include "lowres-rt/train/Trainer.h"

namespace lowres {

/// Says on stderr what went wrong; returns the exit code.
int fail(const Error &error);

/// Finds out before hours of training that a result could not be stored, and
/// sees to it that an interrupted run leaves no temporary files.
Status prepareOutputs(const RunOptions &options);

/// Reads the network's file, if there is one. Errors: those of
/// readNetworkFile().
Status loadNetwork(RunOptions &options);

/// Loads the training images that belong to `test`, no more than
/// `options.limit`. Errors: those of loadDataset(), images of another size than
/// the test images, or that do not fit the network of `options` or, if it has
/// none, one of `models`.
Result<Dataset> loadTrainingImages(const RunOptions &options,
                                   const std::vector<Model> &models,
                                   const Dataset &test);

/// What to say behind the line of an epoch, if anything.
using EpochNote = std::function<std::string(const EpochMetrics &)>;

/// Resumes if `options` say so, trains with progress on stderr, and writes the
/// model and the predictions. `correct` becomes the number of test images that
/// the written model classifies correctly.
Status trainAndWrite(const RunOptions &options, Trainer &trainer,
                     const Dataset &test, const EpochNote &note,
                     size_t &correct);

/// Loads the data, trains, writes the files, prints the accuracy on stdout.
/// Returns the exit code; problems are said on stderr.
int runTraining(const RunOptions &options);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRES_TRAIN_RUN_H
