//===- TrainOptionsTest.cpp -----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/TrainOptions.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace lowres;

namespace {

std::string describe(const TrainOptions &options) {
  return describeRun(options, "data", 100);
}

// A run resumes only where it would do the same steps, so that every field that
// changes them must show. Who adds a field adds it here, or this does not
// compile.
TEST(TrainOptionsTest, DescriptionShowsWhatChangesTraining) {
  TrainOptions usual;
  usual.network = describeModel(Model::Fcnn1);
  usual.optimizer.kind = OptimizerKind::Sgd;
  usual.learningRate = 0.1f;

  TrainOptions options = usual;
  auto &[model, network, levels, scaleRule, granularity, epochs, stopAfter,
         batchSize, optimizer, learningRate, schedule, seed, augment,
         evaluateEvery, keepBest, checkpoint, metrics] = options;
  auto &[kind, momentum, weightDecay] = optimizer;
  auto expectShown = [&](const char *name) {
    EXPECT_NE(describe(options), describe(usual)) << name;
    options = usual;
  };

  network->layers.back().levels = 3;
  expectShown("network");
  levels = 0;
  expectShown("levels");
  scaleRule = ScaleRule::AbsMax;
  expectShown("scaleRule");
  granularity = ScaleGranularity::Row;
  expectShown("granularity");
  epochs = 11; // Which the schedule depends on.
  expectShown("epochs");
  batchSize = 127;
  expectShown("batchSize");
  momentum = std::nextafter(momentum, 0.0f);
  expectShown("momentum");
  weightDecay = 1e-30f;
  expectShown("weightDecay");
  learningRate = std::nextafter(learningRate, 0.0f);
  expectShown("learningRate");
  schedule = ScheduleKind::Exponential;
  expectShown("schedule");
  seed = 2;
  expectShown("seed");
  augment = true;
  expectShown("augment");

  kind = OptimizerKind::Adam;
  expectShown("kind");

  // A network of its own takes the place of the model.
  network = std::nullopt;
  std::string fcnn1 = describe(options);
  model = Model::Cvnn1;
  EXPECT_NE(describe(options), fcnn1);

  // These may be others when a run is resumed.
  options = usual;
  stopAfter = 3;
  evaluateEvery = 2;
  keepBest = true;
  checkpoint = "c";
  metrics = "m";
  EXPECT_EQ(describe(options), describe(usual));
}

TEST(TrainOptionsTest, DescriptionShowsTheData) {
  TrainOptions options;
  EXPECT_NE(describeRun(options, "other", 100), describe(options));
  EXPECT_NE(describeRun(options, "data", 101), describe(options));
}

} // namespace
