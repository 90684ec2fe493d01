//===- Chart.h - Line charts as SVG -----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_CHART_H
#define LOWRES_RT_STUDY_CHART_H

#include <string>
#include <utility>
#include <vector>

namespace lowres {

/// `text` for HTML and SVG: & < > " ' become entities; control characters,
/// which neither can hold, become spaces.
std::string escapeMarkup(const std::string &text);

/// The multiples of a round number (1, 2 or 5 times a power of ten) between
/// `low` and `high`, and beyond both by less than one step: about `count`
/// steps, in ascending order. For numbers that are not finite or not in order,
/// those of 0 to 1.
std::vector<double> roundTicks(double low, double high, int count);

/// A line of a chart.
struct Series {
  std::string label;      // At the line's end; cut off if it is very long.
  std::string hint;       // Shown where the pointer rests on the line.
  std::string colorClass; // CSS class that sets `color`.
  bool dashed = false;
  bool marked = false; // With a dot at each point.
  /// Left to right; what is not finite interrupts the line.
  std::vector<std::pair<double, double>> points;
  /// Lowest and highest value at each point, drawn as a band below all lines;
  /// as many as points, or none.
  std::vector<std::pair<double, double>> band;
};

/// A chart with axes and lines.
struct Chart {
  std::string title; // For readers that do not see it.
  std::string xLabel, yLabel;
  int width = 720, height = 360;
  bool wholeX = false; // Only whole numbers on the x axis.
  /// Ticks of the x axis with their text, left to right, instead of round ones;
  /// a text for which there is no room is left out.
  std::vector<std::pair<double, std::string>> xTicks;
  /// The y axis ends here at the latest; lines beyond run along its end.
  double mostY = 1e300;
  std::vector<Series> series;
};

/// An <svg> element whose style comes from `chartStyle`. All of it lies inside
/// its view box. Labels at line ends keep a distance from one another, and are
/// left out where the height does not suffice for all.
std::string renderChart(const Chart &chart);

/// The CSS rules that renderChart() relies on, in terms of the custom
/// properties --ink, --faint and --grid.
extern const char *const chartStyle;

} // namespace lowres

#endif // LOWRES_RT_STUDY_CHART_H
