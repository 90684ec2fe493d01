//===- TrainOptions.h - What a training run does ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_TRAIN_TRAINOPTIONS_H
#define LOWRES_RT_TRAIN_TRAINOPTIONS_H

#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/optim/Optimizer.h"
#include "lowres-rt/optim/Schedule.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include <optional>
#include <string>

namespace lowres {

struct TrainOptions {
  Model model = Model::Fcnn1;
  std::optional<NetworkDescription> network; // Instead of the model.
  int levels = 5; // 2 to 256, or 0 for float weights. A layer of the network
                  // may have its own.
  ScaleRule scaleRule = ScaleRule::AbsMean;
  ScaleGranularity granularity = ScaleGranularity::Tensor;

  unsigned epochs = 10;
  unsigned stopAfter = 0; // Stop early, after this epoch; 0: at the last.
  size_t batchSize = 128;
  OptimizerOptions optimizer;
  float learningRate = 0.0f; // 0: defaultLearningRate().
  ScheduleKind schedule = ScheduleKind::Cosine;
  uint64_t seed = 1;
  bool augment = false;

  unsigned evaluateEvery = 1; // Epochs; the last one is always evaluated.
  bool keepBest = false;      // Remember the weights of the best epoch.
  std::string checkpoint;     // Written after each epoch, unless empty.
  std::string metrics;        // CSV file, unless empty.
};

/// The network that is trained.
NetworkDescription networkOf(const TrainOptions &options);

/// The learning rate used when none is given.
float defaultLearningRate(const TrainOptions &options);

/// Everything that decides the course of a run, as "key=value" lines; two runs
/// with the same text and data do the same steps.
std::string describeRun(const TrainOptions &options, const std::string &data,
                        size_t trainImages);

} // namespace lowres

#endif // LOWRES_RT_TRAIN_TRAINOPTIONS_H
