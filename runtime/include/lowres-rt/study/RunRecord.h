//===- RunRecord.h - What a finished run has left ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A study is a folder with a folder for each run, named by runName():
//
//   settings.txt   what the run does, "key=value" lines; written first
//   checkpoint     its state after the last epoch; removed at the end
//   metrics.csv    a line an epoch, see Metrics.h
//   model.mlirbc   the trained network
//   result.txt     "key=value" lines; written last: the run is finished
//
// and beside them commands.txt, study.csv and study.html. All are first written
// under a temporary name.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_RUNRECORD_H
#define LOWRES_RT_STUDY_RUNRECORD_H

#include "lowres-rt/nn/Parameter.h"
#include "lowres-rt/study/Grid.h"
#include "lowres-rt/support/Result.h"
#include "lowres-rt/train/Metrics.h"

#include <map>
#include <optional>

namespace lowres {

/// The names in a study's folder.
constexpr const char *CommandsFile = "commands.txt";
constexpr const char *TableFile = "study.csv";
constexpr const char *PageFile = "study.html";

/// The names in a run's folder.
constexpr const char *SettingsFile = "settings.txt";
constexpr const char *CheckpointFile = "checkpoint";
constexpr const char *MetricsName = "metrics.csv";
constexpr const char *ModelFile = "model.mlirbc";
constexpr const char *ResultFile = "result.txt";

/// What a finished run knows and its metrics do not say.
struct RunResult {
  uint64_t parameters = 0; // Trained numbers, scales not counted.
  uint64_t modelBytes = 0; // Size of the model's file.
  /// How many weights take each number of levels, 0 for float ones. Empty when
  /// that is not known: results of older versions do not say it, and it does
  /// not follow from the settings of layers with levels of their own.
  std::map<int, uint64_t> weights = {};

  /// Whether all weights are known to be float ones, or to take `levels`.
  bool hasOnly(int levels) const {
    return weights.size() == 1 && weights.count(levels) != 0;
  }
};

/// Counts the weights of layers, without biases, norms and positions.
std::map<int, uint64_t>
countWeights(const std::vector<Parameter *> &parameters);

struct RunRecord {
  RunKey key;
  std::string settings;
  std::optional<RunResult> result;   // Only of a finished run.
  std::vector<EpochMetrics> history; // Of a finished run: epochs 1, 2, ...
};

/// Removes from the folder of a study or of a run what a killed process had not
/// finished writing, and no file of others.
void removeTemporaries(const std::string &folder);

/// The contents of result.txt.
std::string formatResult(const RunResult &result);

/// The runs in a study's folder, sorted; none if there is no such folder.
/// Subfolders without settings are not runs. A run whose result or model is not
/// complete, as after a loss of power, is not finished. Errors: a file of a
/// finished run can not be read; a folder that holds another run than its name
/// says.
Result<std::vector<RunRecord>> readStudy(const std::string &folder);

} // namespace lowres

#endif // LOWRES_RT_STUDY_RUNRECORD_H
