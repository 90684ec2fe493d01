//===- StudyRuns.h - Runs made up for tests ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_STUDY_STUDYRUNS_H
#define LOWRES_UNITTEST_RUNTIME_STUDY_STUDYRUNS_H

#include "lowres-rt/study/RunRecord.h"

namespace lowres {

/// A finished run of 30 parameters, 20 of them weights with the levels of
/// `key`, and 5 bytes with these accuracies on the test images, and a loss
/// of 1.
inline RunRecord makeRun(const RunKey &key,
                         const std::vector<double> &accuracies) {
  RunRecord run;
  run.key = key;
  run.settings = "data=x\nepochs=" + std::to_string(accuracies.size()) + "\n";
  run.result = RunResult{30, 5, {{key.levels, 20}}};
  for (double accuracy : accuracies) {
    EpochMetrics metrics;
    metrics.epoch = static_cast<unsigned>(run.history.size() + 1);
    metrics.testAccuracy = accuracy;
    metrics.trainLoss = 1.0;
    run.history.push_back(metrics);
  }
  return run;
}

} // namespace lowres

#endif // LOWRES_UNITTEST_RUNTIME_STUDY_STUDYRUNS_H
