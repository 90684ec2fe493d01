//===- SummaryTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Summary.h"

#include "StudyRuns.h"
#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace lowres;

namespace {

TEST(SummaryTest, Numbers) {
  RunRecord run = makeRun({"a", 5, false, 1}, {0.5, 0.8, 0.6, 0.8, 0.75});
  run.history[0].seconds = 1.0;
  run.history[0].imagesPerSecond = 100.0;
  run.history[1].seconds = 3.0;
  run.history[1].imagesPerSecond = 20.0;
  run.history.front().signFlips = 0.5;
  run.history.back().trainLoss = 0.25;
  run.history.back().saturated = 0.125;
  RunSummary summary = summarize({run}).front();
  EXPECT_NEAR(summary.bits, 2.3219, 1e-4);
  EXPECT_NEAR(summary.storedBits, 7.0 / 3.0, 1e-12);
  EXPECT_EQ(summary.epochs, 5u);
  EXPECT_EQ(summary.bestAccuracy, 0.8);
  EXPECT_EQ(summary.bestEpoch, 2u);
  EXPECT_EQ(summary.lastAccuracy, 0.75);
  EXPECT_NEAR(summary.largestDrop, 0.2, 1e-12);
  EXPECT_EQ(summary.epochsToFloat, 0u); // There is no such run.
  EXPECT_EQ(summary.trainLoss, 0.25);
  EXPECT_EQ(summary.saturated, 0.125);
  EXPECT_EQ(summary.signFlips, 0.1);
  EXPECT_EQ(summary.secondsPerEpoch, 0.8);
  EXPECT_EQ(summary.imagesPerSecond, 40.0); // 160 images in 4 seconds.
  EXPECT_EQ(summary.parameters, 30u);
  EXPECT_EQ(summary.modelBytes, 5u);
}

TEST(SummaryTest, EpochsToTheFloatRun) {
  std::vector<RunSummary> summaries =
      summarize({makeRun({"a", 0, false, 1}, {0.5, 0.7, 0.6}),
                 makeRun({"a", 2, false, 1}, {0.1, 0.2, 0.69}),
                 makeRun({"a", 5, false, 1}, {0.1, 0.2, 0.7}),
                 makeRun({"a", 5, false, 2}, {0.9, 0.9, 0.9}),
                 makeRun({"a", 5, true, 1}, {0.9, 0.9, 0.9}),
                 makeRun({"b", 5, false, 1}, {0.9, 0.9, 0.9})});
  std::vector<unsigned> epochs;
  for (const RunSummary &summary : summaries)
    epochs.push_back(summary.epochsToFloat);
  EXPECT_EQ(epochs, (std::vector<unsigned>{2, 0, 3, 0, 0, 0}));
}

// Layers have levels of their own.
TEST(SummaryTest, MixedLevels) {
  RunRecord noFloat = makeRun({"a", 0, false, 1}, {0.1});
  noFloat.result->weights = {{0, 10}, {9, 30}};
  RunRecord mixed = makeRun({"a", 5, false, 1}, {0.9});
  mixed.result->weights = {{5, 30}, {16, 10}};
  RunRecord unknown = makeRun({"b", 0, false, 1}, {0.9});
  unknown.result->weights.clear();
  std::vector<RunSummary> summaries = summarize({noFloat, mixed, unknown});
  EXPECT_NEAR(summaries[0].bits, (32 + 3 * std::log2(9)) / 4, 1e-12);
  EXPECT_NEAR(summaries[0].storedBits, (32 + 3 * 3.2) / 4, 1e-12);
  EXPECT_NEAR(summaries[1].bits, (3 * std::log2(5) + 4) / 4, 1e-12);
  EXPECT_NEAR(summaries[1].storedBits, (7 + 4) / 4.0, 1e-12);
  // Neither the goal of others nor without saturation.
  EXPECT_EQ(summaries[1].epochsToFloat, 0u);
  for (const RunSummary &summary : summaries) {
    EXPECT_FALSE(summary.isFloat);
    EXPECT_TRUE(summary.isMixed);
    EXPECT_EQ(summaryFields(summary)[13], "0.0000");
  }
  EXPECT_EQ(summaryFields(summaries[0])[1], "f32");
  EXPECT_EQ(summaryFields(summaries[2])[4], "");
  EXPECT_EQ(summaryFields(summaries[2])[5], "");
}

// With --eval-every, epochs without a measurement do not count as drops.
TEST(SummaryTest, UnmeasuredEpochs) {
  RunSummary summary =
      summarize({makeRun({"a", 2, false, 1}, {-1.0, 0.5, -1.0, 0.4})}).front();
  EXPECT_EQ(summary.bestEpoch, 2u);
  EXPECT_NEAR(summary.largestDrop, 0.1, 1e-12);
}

TEST(SummaryTest, OnlyFinishedRuns) {
  RunRecord open = makeRun({"a", 0, false, 1}, {0.5});
  open.result.reset();
  RunRecord done = makeRun({"a", 2, false, 1}, {0.6});
  std::vector<RunSummary> summaries = summarize({open, done});
  ASSERT_EQ(summaries.size(), 1u);
  EXPECT_EQ(summaries[0].key, done.key);
  EXPECT_EQ(summaries[0].epochsToFloat, 0u);
}

TEST(SummaryTest, Csv) {
  RunRecord floats = makeRun({"a", 0, true, 3}, {0.5});
  floats.history[0].trainLoss = std::numeric_limits<double>::quiet_NaN();
  RunRecord levels = makeRun({"a", 2, true, 3}, {0.25});
  EXPECT_EQ(
      formatCsv(summarize({floats, levels})),
      "model,levels,augmentation,seed,bits_per_weight,stored_bits_per_weight,"
      "epochs,best_test_accuracy,best_epoch,last_test_accuracy,"
      "epochs_to_float_best,largest_drop,train_loss,saturated,sign_flips,"
      "parameters,model_bytes,seconds_per_epoch,images_per_second\n"
      "a,f32,on,3,32.000,32.000,1,0.5000,1,0.5000,1,0.0000,nan,,,30,5,0.000,"
      "0.0\n"
      "a,2,on,3,1.000,1.000,1,0.2500,1,0.2500,,0.0000,1.0000,0.0000,0.0000,"
      "30,5,0.000,0.0\n");
}

} // namespace
