//===- Metrics.h - The record of a run --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_TRAIN_METRICS_H
#define LOWRES_RT_TRAIN_METRICS_H

#include "lowres-rt/support/File.h"

#include <cstddef>
#include <string>
#include <vector>

namespace lowres {

/// One row of the CSV file.
struct EpochMetrics {
  unsigned epoch = 0;         // From 1.
  double learningRate = 0.0;  // Of the epoch's first step.
  double trainLoss = 0.0;     // Mean over the epoch, in nats.
  double trainAccuracy = 0.0; // Over the epoch, as it went.
  double testAccuracy = -1.0; // Negative (an empty field): not evaluated.
  double seconds = 0.0;       // Of training, without evaluation.
  double imagesPerSecond = 0.0;
  double saturated = 0.0; // Part of the latents at or beyond +-s.
  double signFlips = 0.0; // Part whose sign is not that of last epoch.
};

/// The CSV file: a header line, then a line an epoch.
class MetricsFile {
public:
  /// Starts a file, or with `epochsDone` > 0 continues one, if it is there:
  /// what follows the lines of these epochs, which an interrupted run may have
  /// left, is dropped. Errors: those of readMetrics(), or it can not be
  /// written.
  static Result<MetricsFile> open(const std::string &path, unsigned epochsDone);

  /// Appends a line; it is on disk when this returns.
  Status append(const EpochMetrics &metrics);

private:
  MetricsFile(std::string path, FileHandle stream)
      : path(std::move(path)), stream(std::move(stream)) {}
  Status write(const std::string &text);

  std::string path;
  FileHandle stream; // Kept open: a pipe ends when it is closed.
};

/// Reads the metrics of epochs 1 to `epochs`; what follows them in the file is
/// ignored. Errors: it can not be read, is not such a file, or has not a whole
/// line for each of these epochs, in their order.
Result<std::vector<EpochMetrics>> readMetrics(const std::string &path,
                                              unsigned epochs);

} // namespace lowres

#endif // LOWRES_RT_TRAIN_METRICS_H
