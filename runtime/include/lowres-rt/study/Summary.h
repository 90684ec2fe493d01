//===- Summary.h - A study in numbers ---------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_SUMMARY_H
#define LOWRES_RT_STUDY_SUMMARY_H

#include "lowres-rt/study/RunRecord.h"

namespace lowres {

/// A finished run in numbers. Accuracies are those on the test images, between
/// 0 and 1, of the epochs in which they were measured.
struct RunSummary {
  RunKey key;
  /// Means over all weights of log2 of the levels, 32 for float ones, and of
  /// the bits in the model's file; 0 where the levels are not known.
  double bits = 0.0;
  double storedBits = 0.0;
  bool isFloat = false; // All weights are.
  /// The levels of the key are not those of all weights: layers have levels of
  /// their own.
  bool isMixed = false;
  unsigned epochs = 0;
  double bestAccuracy = 0.0;
  unsigned bestEpoch = 0; // The first of the best ones.
  double lastAccuracy = 0.0;
  /// The first epoch with at least the best accuracy of the run with no levels
  /// in any layer and else the same key; 0 if there is none.
  unsigned epochsToFloat = 0;
  /// The largest loss of accuracy from one measurement to the next: large
  /// where training is unstable.
  double largestDrop = 0.0;
  double trainLoss = 0.0; // Of the last epoch.
  double saturated = 0.0; // Of the last epoch.
  double signFlips = 0.0; // Mean of all epochs.
  uint64_t modelBytes = 0;
  uint64_t parameters = 0;
  double secondsPerEpoch = 0.0;
  double imagesPerSecond = 0.0; // Over all epochs.
};

/// Summarises the finished ones of `runs`, in their order.
std::vector<RunSummary> summarize(const std::vector<RunRecord> &runs);

/// A column of the table: its name in the CSV file and on the page.
struct SummaryColumn {
  const char *name;
  const char *heading;
};

/// The columns; the last two, and no others, depend on the machine's speed.
const std::vector<SummaryColumn> &summaryColumns();

/// The text of a run's columns; empty where there is no such number.
std::vector<std::string> summaryFields(const RunSummary &summary);

/// The table as CSV, with a line of column names.
std::string formatCsv(const std::vector<RunSummary> &summaries);

} // namespace lowres

#endif // LOWRES_RT_STUDY_SUMMARY_H
