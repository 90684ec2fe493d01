//===- Figures.cpp - The charts of a study --------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Figures.h"

#include "lowres-rt/quant/LevelCount.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <set>

using namespace lowres;

static constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<RunGroup> lowres::groupRuns(const std::vector<RunRecord> &runs) {
  std::vector<RunGroup> groups;
  for (const RunRecord &run : runs) {
    if (!run.result)
      continue;
    const RunKey &key = run.key;
    if (groups.empty() || groups.back().model != key.model ||
        groups.back().augment != key.augment)
      groups.push_back({key.model, key.augment, false, {}});
    groups.back().isMixed |= !run.result->hasOnly(key.levels);
    auto &levels = groups.back().levels;
    if (levels.empty() || levels.back().first != key.levels)
      levels.push_back({key.levels, {}});
    levels.back().second.push_back(&run);
  }
  return groups;
}

std::string lowres::legendName(const RunGroup &group, int levels) {
  if (group.isMixed)
    return "--levels " + levelsName(levels);
  return levels == 0 ? "float32" : "N = " + std::to_string(levels);
}

std::string lowres::groupTitle(const RunGroup &group) {
  return group.model + (group.augment ? ", with" : ", without") +
         " augmentation";
}

Palette::Palette(const std::vector<RunRecord> &runs) {
  std::set<int> counts;
  for (const RunRecord &run : runs)
    if (run.key.levels != 0)
      counts.insert(run.key.levels);
  levelCounts.assign(counts.begin(), counts.end());
}

std::string Palette::classAt(size_t index) {
  constexpr size_t colors = 7;
  return "c" + std::to_string(index % colors);
}

std::string Palette::classOf(int levels) const {
  if (levels == 0)
    return "cf";
  auto found = std::find(levelCounts.begin(), levelCounts.end(), levels);
  return classAt(static_cast<size_t>(found - levelCounts.begin()));
}

namespace {
/// Mean, least and greatest of some numbers.
struct Spread {
  double sum = 0.0, low = missing, high = missing;
  size_t count = 0;

  void add(double value) {
    sum += value;
    low = std::fmin(low, value);
    high = std::fmax(high, value);
    ++count;
  }
  /// Adds a point at `x` to `series`, with a band if it stands for several.
  void appendTo(Series &series, double x) const {
    series.points.push_back({x, sum / static_cast<double>(count)});
    series.band.push_back(count > 1 ? std::make_pair(low, high)
                                    : std::make_pair(missing, missing));
  }
};
} // namespace

/// A number of an epoch; NaN where it was not measured.
using Measure = double (*)(const EpochMetrics &);

/// The mean of `measure` over `runs`. Epochs in which a run has no value are
/// left out: the line connects the others.
static Series makeSeries(const std::vector<const RunRecord *> &runs,
                         Measure measure) {
  Series series;
  for (size_t epoch = 0; epoch < runs.front()->history.size(); ++epoch) {
    Spread spread;
    for (const RunRecord *run : runs)
      if (epoch < run->history.size())
        spread.add(measure(run->history[epoch]));
    if (!std::isnan(spread.sum))
      spread.appendTo(series, static_cast<double>(epoch + 1));
  }
  return series;
}

static void addLines(Chart &chart, const RunGroup &group,
                     const Palette &palette, const char *what, bool dashed,
                     bool withFloat, Measure measure) {
  for (const auto &[levels, runs] : group.levels) {
    if (runs.front()->result->hasOnly(0) && !withFloat)
      continue;
    Series series = makeSeries(runs, measure);
    series.colorClass = palette.classOf(levels);
    series.dashed = dashed;
    series.hint = legendName(group, levels) + ", " + what;
    if (dashed)
      series.band.clear(); // One band a colour is enough.
    else
      series.label = legendName(group, levels);
    chart.series.push_back(std::move(series));
  }
}

static Chart overEpochs(const RunGroup &group, const char *what,
                        const char *label) {
  Chart chart;
  chart.title = std::string(what) + ", " + groupTitle(group);
  chart.xLabel = "epoch";
  chart.yLabel = label;
  chart.wholeX = true;
  chart.width = 400;
  chart.height = 260;
  return chart;
}

Chart lowres::accuracyChart(const RunGroup &group, const Palette &palette) {
  Chart chart = overEpochs(group, "accuracy", "accuracy, %");
  chart.width = 1000;
  chart.height = 440;
  addLines(chart, group, palette, "training images", true, true,
           [](const EpochMetrics &m) { return 100.0 * m.trainAccuracy; });
  addLines(chart, group, palette, "test images", false, true,
           [](const EpochMetrics &m) {
             return m.testAccuracy < 0.0 ? missing : 100.0 * m.testAccuracy;
           });
  return chart;
}

Chart lowres::lossChart(const RunGroup &group, const Palette &palette) {
  Chart chart = overEpochs(group, "training loss", "loss, nats");
  chart.mostY = MostLoss;
  addLines(chart, group, palette, "training loss", false, true,
           [](const EpochMetrics &m) { return m.trainLoss; });
  return chart;
}

Chart lowres::signFlipChart(const RunGroup &group, const Palette &palette) {
  Chart chart = overEpochs(group, "sign flips", "sign flips, %");
  addLines(chart, group, palette, "sign flips", false, false,
           [](const EpochMetrics &m) { return 100.0 * m.signFlips; });
  return chart;
}

Chart lowres::saturationChart(const RunGroup &group, const Palette &palette) {
  Chart chart = overEpochs(group, "saturated latents", "saturated, %");
  addLines(chart, group, palette, "saturated latents", false, false,
           [](const EpochMetrics &m) { return 100.0 * m.saturated; });
  return chart;
}

Chart lowres::bitsChart(const std::vector<RunSummary> &summaries,
                        bool augment) {
  Chart chart;
  chart.title = std::string("best accuracy against bits per weight, ") +
                (augment ? "with" : "without") + " augmentation";
  chart.xLabel = "bits per weight: log2 N (N)";
  chart.yLabel = "best accuracy, %";
  chart.width = 720;
  chart.height = 380;
  struct Line {
    std::map<double, Spread> points; // By bits.
    Spread floats;
  };
  std::map<std::string, Line> models;
  std::map<double, std::string> ticks;
  for (const RunSummary &summary : summaries) {
    if (summary.key.augment != augment || summary.bestEpoch == 0)
      continue;
    Line &line = models[summary.key.model];
    double accuracy = 100.0 * summary.bestAccuracy;
    if (summary.isFloat) {
      line.floats.add(accuracy);
      continue;
    }
    if (summary.bits == 0.0)
      continue;
    line.points[summary.bits].add(accuracy);
    char text[48];
    if (summary.isMixed)
      std::snprintf(text, sizeof(text), "%.2f", summary.bits);
    else
      std::snprintf(text, sizeof(text), "%.2f (%d)", summary.bits,
                    summary.key.levels);
    ticks[summary.bits] = text;
  }
  if (ticks.empty())
    return chart;
  chart.xTicks.assign(ticks.begin(), ticks.end());
  size_t index = 0;
  for (const auto &[model, spreads] : models) {
    Series line, floatLine;
    line.colorClass = floatLine.colorClass = Palette::classAt(index++);
    line.marked = true;
    line.label = line.hint = model;
    floatLine.dashed = true;
    floatLine.label = floatLine.hint = model + " float32";
    for (const auto &[bits, spread] : spreads.points)
      spread.appendTo(line, bits);
    if (spreads.floats.count != 0)
      for (double end : {ticks.begin()->first, ticks.rbegin()->first})
        spreads.floats.appendTo(floatLine, end);
    floatLine.band.clear();
    for (Series *series : {&floatLine, &line})
      if (!series->points.empty())
        chart.series.push_back(std::move(*series));
  }
  return chart;
}
