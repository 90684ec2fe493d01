//===- ProgressBar.h - Training progress on stderr --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRES_TRAIN_PROGRESSBAR_H
#define LOWRES_TOOLS_LOWRES_TRAIN_PROGRESSBAR_H

#include "lowres-rt/train/Trainer.h"

namespace lowres {

/// "75 s", "12:05", "3:07:00".
std::string formatDuration(double seconds);

/// A line an epoch, and on a terminal a bar with rate and remaining time.
class ProgressBar {
public:
  ProgressBar();
  void update(const Progress &progress);
  /// `note` comes behind the line.
  void finishEpoch(const EpochMetrics &metrics, unsigned epochs,
                   const std::string &note);

private:
  bool isTerminal;
  double lastDrawn = -1.0; // Seconds into the epoch.
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRES_TRAIN_PROGRESSBAR_H
