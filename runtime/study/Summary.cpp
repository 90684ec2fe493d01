//===- Summary.cpp - A study in numbers -----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Summary.h"

#include "lowres-rt/quant/LevelCount.h"
#include "lowres-rt/quant/RadixPacking.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace lowres;

static constexpr double floatBits = 32.0;

static double storedBits(int levels) {
  if (levels == 0)
    return floatBits;
  RadixFormat format = canonicalRadix(levels);
  return static_cast<double>(format.bits) / format.digits;
}

static double bits(int levels) {
  return levels == 0 ? floatBits : std::log2(levels);
}

/// The mean of `bitsOf` over the weights.
static double meanBits(const std::map<int, uint64_t> &weights,
                       double (*bitsOf)(int levels)) {
  if (weights.size() == 1)
    return bitsOf(weights.begin()->first); // To the last digit.
  double sum = 0.0, total = 0.0;
  for (const auto &[levels, count] : weights) {
    sum += bitsOf(levels) * static_cast<double>(count);
    total += static_cast<double>(count);
  }
  return total == 0.0 ? 0.0 : sum / total;
}

/// All but what needs another run.
static RunSummary summarizeAlone(const RunRecord &run) {
  RunSummary summary;
  summary.key = run.key;
  summary.bits = meanBits(run.result->weights, bits);
  summary.storedBits = meanBits(run.result->weights, storedBits);
  summary.isFloat = run.result->hasOnly(0);
  summary.isMixed = !run.result->hasOnly(run.key.levels);
  summary.modelBytes = run.result->modelBytes;
  summary.parameters = run.result->parameters;
  summary.epochs = static_cast<unsigned>(run.history.size());
  double seconds = 0.0, images = 0.0;
  for (const EpochMetrics &metrics : run.history) {
    seconds += metrics.seconds;
    images += metrics.seconds * metrics.imagesPerSecond;
    summary.signFlips += metrics.signFlips;
    summary.trainLoss = metrics.trainLoss;
    summary.saturated = metrics.saturated;
    if (metrics.testAccuracy < 0.0)
      continue;
    if (summary.bestEpoch == 0 || metrics.testAccuracy > summary.bestAccuracy) {
      summary.bestAccuracy = metrics.testAccuracy;
      summary.bestEpoch = metrics.epoch;
    }
    summary.largestDrop = std::max(summary.largestDrop,
                                   summary.lastAccuracy - metrics.testAccuracy);
    summary.lastAccuracy = metrics.testAccuracy;
  }
  if (summary.epochs != 0) {
    summary.secondsPerEpoch = seconds / summary.epochs;
    summary.signFlips /= summary.epochs;
  }
  if (seconds > 0.0)
    summary.imagesPerSecond = images / seconds;
  return summary;
}

/// The first epoch with an accuracy of at least `goal`, or 0.
static unsigned firstEpochAt(double goal, const RunRecord &run) {
  for (const EpochMetrics &metrics : run.history)
    if (metrics.testAccuracy >= goal)
      return metrics.epoch;
  return 0;
}

std::vector<RunSummary> lowres::summarize(const std::vector<RunRecord> &runs) {
  std::vector<RunSummary> summaries;
  for (const RunRecord &run : runs)
    if (run.result)
      summaries.push_back(summarizeAlone(run));
  size_t next = 0;
  for (const RunRecord &run : runs) {
    if (!run.result)
      continue;
    RunKey floatKey = run.key;
    floatKey.levels = 0;
    for (const RunSummary &other : summaries)
      if (other.key == floatKey && other.isFloat && other.bestEpoch != 0)
        summaries[next].epochsToFloat = firstEpochAt(other.bestAccuracy, run);
    ++next;
  }
  return summaries;
}

const std::vector<SummaryColumn> &lowres::summaryColumns() {
  static const std::vector<SummaryColumn> columns = {
      {"model", "model"},
      {"levels", "levels"},
      {"augmentation", "augmentation"},
      {"seed", "seed"},
      {"bits_per_weight", "bits per weight"},
      {"stored_bits_per_weight", "stored bits"},
      {"epochs", "epochs"},
      {"best_test_accuracy", "best accuracy"},
      {"best_epoch", "in epoch"},
      {"last_test_accuracy", "last accuracy"},
      {"epochs_to_float_best", "epochs to float's best"},
      {"largest_drop", "largest drop"},
      {"train_loss", "train loss"},
      {"saturated", "saturated"},
      {"sign_flips", "sign flips"},
      {"parameters", "parameters"},
      {"model_bytes", "model, bytes"},
      {"seconds_per_epoch", "s per epoch"},
      {"images_per_second", "images/s"},
  };
  return columns;
}

static std::string fixed(double value, int digits) {
  char text[400]; // A double has up to 309 digits before the point.
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::vector<std::string> lowres::summaryFields(const RunSummary &summary) {
  auto ifAny = [](unsigned epoch, const std::string &text) {
    return epoch == 0 ? std::string() : text;
  };
  auto ifKnown = [](double bits) {
    return bits == 0.0 ? std::string() : fixed(bits, 3);
  };
  return {summary.key.model,
          levelsName(summary.key.levels),
          summary.key.augment ? "on" : "off",
          std::to_string(summary.key.seed),
          ifKnown(summary.bits),
          ifKnown(summary.storedBits),
          std::to_string(summary.epochs),
          ifAny(summary.bestEpoch, fixed(summary.bestAccuracy, 4)),
          ifAny(summary.bestEpoch, std::to_string(summary.bestEpoch)),
          ifAny(summary.bestEpoch, fixed(summary.lastAccuracy, 4)),
          ifAny(summary.epochsToFloat, std::to_string(summary.epochsToFloat)),
          ifAny(summary.bestEpoch, fixed(summary.largestDrop, 4)),
          fixed(summary.trainLoss, 4),
          summary.isFloat ? std::string() : fixed(summary.saturated, 4),
          summary.isFloat ? std::string() : fixed(summary.signFlips, 4),
          std::to_string(summary.parameters),
          std::to_string(summary.modelBytes),
          fixed(summary.secondsPerEpoch, 3),
          fixed(summary.imagesPerSecond, 1)};
}

std::string lowres::formatCsv(const std::vector<RunSummary> &summaries) {
  std::string text;
  auto line = [&](const std::vector<std::string> &fields) {
    for (size_t i = 0; i < fields.size(); ++i)
      text += (i ? "," : "") + fields[i];
    text += '\n';
  };
  std::vector<std::string> names;
  for (const SummaryColumn &column : summaryColumns())
    names.push_back(column.name);
  line(names);
  for (const RunSummary &summary : summaries)
    line(summaryFields(summary));
  return text;
}
