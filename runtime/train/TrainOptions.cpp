//===- TrainOptions.cpp - What a training run does ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/TrainOptions.h"

#include "lowres-rt/quant/LevelCount.h"

#include <cstdio>

using namespace lowres;

float lowres::defaultLearningRate(const TrainOptions &options) {
  return options.optimizer.kind == OptimizerKind::Adam ? 1e-3f : 0.02f;
}

NetworkDescription lowres::networkOf(const TrainOptions &options) {
  return options.network ? *options.network : describeModel(options.model);
}

/// All digits of a float, so that equal text means equal bits.
static std::string exact(float value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.9g", static_cast<double>(value));
  return text;
}

std::string lowres::describeRun(const TrainOptions &options,
                                const std::string &data, size_t trainImages) {
  static const char *const rules[] = {"fixed1", "absmax", "absmean"};
  static const char *const granularities[] = {"tensor", "row"};
  static const char *const optimizers[] = {"sgd", "adam"};
  static const char *const schedules[] = {"constant", "cosine", "exponential"};
  const OptimizerOptions &optimizer = options.optimizer;
  float rate = options.learningRate > 0.0f ? options.learningRate
                                           : defaultLearningRate(options);
  std::string text;
  auto line = [&](const char *key, const std::string &value) {
    text += std::string(key) + "=" + value + "\n";
  };
  NetworkDescription network = networkOf(options);
  line("model", network.name);
  if (options.network)
    text += describeLayers(network);
  line("levels", levelsName(options.levels));
  line("data", data);
  line("images", std::to_string(trainImages));
  line("seed", std::to_string(options.seed));
  line("epochs", std::to_string(options.epochs));
  line("batch-size", std::to_string(options.batchSize));
  line("augment", options.augment ? "yes" : "no");
  if (options.levels || options.network) {
    line("scale", rules[static_cast<int>(options.scaleRule)]);
    line("scale-granularity",
         granularities[static_cast<int>(options.granularity)]);
  }
  line("optimizer", optimizers[static_cast<int>(optimizer.kind)]);
  line("lr", exact(rate));
  line("schedule", schedules[static_cast<int>(options.schedule)]);
  line("weight-decay", exact(optimizer.weightDecay));
  if (optimizer.kind == OptimizerKind::Sgd)
    line("momentum", exact(optimizer.momentum));
  return text;
}
