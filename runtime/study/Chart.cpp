//===- Chart.cpp - Line charts as SVG -------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

using namespace lowres;

const char *const lowres::chartStyle = R"css(
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .grid { stroke: var(--grid); }
svg .axis { stroke: var(--faint); }
svg .line { stroke: currentColor; stroke-width: 1.8; fill: none;
  stroke-linejoin: round; }
svg .dashed { stroke-dasharray: 5 3; stroke-width: 1.3; }
svg .dot { fill: currentColor; }
svg .band { fill: currentColor; opacity: .1; }
svg text.end { fill: currentColor; font-weight: 600; }
svg .leader { stroke: currentColor; opacity: .5; }
)css";

std::string lowres::escapeMarkup(const std::string &text) {
  std::string escaped;
  for (char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '"')
      escaped += "&quot;";
    else if (c == '\'')
      escaped += "&#39;";
    else if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t')
      escaped += ' ';
    else
      escaped += c;
  }
  return escaped;
}

std::vector<double> lowres::roundTicks(double low, double high, int count) {
  if (!std::isfinite(high - low) || low > high)
    low = 0.0, high = 1.0;
  // A range that a double can not divide is widened around its value.
  double least = 1e-9 * std::max(1e-3, std::max(std::abs(low), std::abs(high)));
  if (high - low < least) {
    low -= least;
    high += least;
  }
  double rough = (high - low) / count;
  double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (double factor : {5.0, 2.0, 1.0})
    if (factor * power >= rough * (1.0 - 1e-9))
      step = factor * power;
  // Without the tolerance, 0.3 / 0.1 would round up to 3.
  constexpr double tolerance = 1e-6;
  double first = std::floor(low / step + tolerance);
  double last = std::ceil(high / step - tolerance);
  std::vector<double> ticks;
  for (double i = first; i <= last; ++i)
    ticks.push_back(i == 0.0 ? 0.0 : i * step); // No minus zero.
  return ticks;
}

static std::string number(const char *format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

/// A coordinate, to a tenth of a pixel.
static std::string at(double value) { return number("%.1f", value); }

/// The text of a tick; enough digits to tell it from its neighbours.
static std::string tickText(double value, double step) {
  if (std::abs(value) >= 1e6 || step < 1e-5)
    return number("%.3g", value);
  int digits = static_cast<int>(std::ceil(-std::log10(step) - 1e-6));
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", std::max(0, digits), value);
  return text;
}

namespace {
/// A range of values on a range of pixels.
struct Axis {
  double low, high;  // Values.
  double begin, end; // Pixels.
  std::vector<double> ticks;

  double pixel(double value) const {
    double part = (std::clamp(value, low, high) - low) / (high - low);
    return begin + part * (end - begin);
  }
};

/// The label at a line's end.
struct EndLabel {
  const Series *series;
  double lineY; // Where the line ends.
  double y;     // Where the label stands.
};

class ChartWriter {
public:
  explicit ChartWriter(const Chart &chart) : chart(chart) {}
  std::string write();

private:
  void layOut();
  void writeTick(double value, const std::string &text);
  void writeAxes();
  void writeBand(const Series &series);
  void writeSeries(const Series &series);
  /// The text of a point in a list.
  std::string place(double valueX, double valueY) const;
  void writeLabels();
  void writeLine(double x1, double y1, double x2, double y2,
                 const char *cssClass);
  void writeText(double x, double y, const char *anchor,
                 const std::string &text, const std::string &more = "");
  static bool isVisible(const std::pair<double, double> &point) {
    return std::isfinite(point.first) && std::isfinite(point.second);
  }

  const Chart &chart;
  Axis x, y;
  std::vector<EndLabel> labels;
  std::string svg;
};
} // namespace

// Pixels: of a digit or letter, at most; between lines of text.
static constexpr double letter = 7.5, lineHeight = 13.0;

/// Moves labels apart that stand closer than a line of text, and into the
/// range; removes all if there is not enough room.
static void spread(std::vector<EndLabel> &labels, double top, double bottom) {
  if (labels.size() * lineHeight > bottom - top + lineHeight)
    labels.clear();
  std::sort(
      labels.begin(), labels.end(),
      [](const EndLabel &a, const EndLabel &b) { return a.lineY < b.lineY; });
  double least = top;
  for (EndLabel &label : labels) {
    label.y = std::max(label.lineY, least);
    least = label.y + lineHeight;
  }
  double most = bottom;
  for (size_t i = labels.size(); i-- != 0;) {
    labels[i].y = std::min(labels[i].y, most);
    most = labels[i].y - lineHeight;
  }
}

void ChartWriter::layOut() {
  double infinity = std::numeric_limits<double>::infinity();
  double lowX = infinity, highX = -infinity, lowY = infinity, highY = -infinity;
  size_t longest = 0;
  auto include = [&](double value) {
    lowY = std::min(lowY, std::min(value, chart.mostY));
    highY = std::max(highY, std::min(value, chart.mostY));
  };
  for (const Series &series : chart.series) {
    longest = std::max(longest, series.label.size());
    for (const auto &point : series.points) {
      if (!isVisible(point))
        continue;
      lowX = std::min(lowX, point.first);
      highX = std::max(highX, point.first);
      include(point.second);
    }
    for (const auto &[low, high] : series.band)
      if (std::isfinite(low) && std::isfinite(high)) {
        include(low);
        include(high);
      }
  }
  constexpr double top = 10.0, bottom = 42.0, left = 58.0, gap = 14.0;
  // Long labels are cut off.
  double right =
      std::min(gap + letter * static_cast<double>(longest), chart.width / 2.0);
  y.ticks = roundTicks(lowY, highY, std::max(3, chart.height / 50));
  y.low = y.ticks.front();
  y.high = y.ticks.back();
  y.begin = chart.height - bottom;
  y.end = top;
  // Of the x axis only what has lines on it.
  if (!(lowX < highX)) {
    bool isEmpty = lowX > highX;
    lowX = isEmpty ? 0.0 : lowX - 0.5;
    highX = isEmpty ? 1.0 : highX + 0.5;
  }
  x.low = lowX;
  x.high = highX;
  x.begin = left;
  x.end = chart.width - right;
  if (chart.xTicks.empty())
    for (double tick : roundTicks(lowX, highX, std::max(3, chart.width / 70)))
      if (tick >= lowX && tick <= highX &&
          !(chart.wholeX && tick != std::round(tick)))
        x.ticks.push_back(tick);
}

void ChartWriter::writeLine(double x1, double y1, double x2, double y2,
                            const char *cssClass) {
  svg += "<line class=\"" + std::string(cssClass) + "\" x1=\"" + at(x1) +
         "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
         "\"/>\n";
}

void ChartWriter::writeText(double x, double y, const char *anchor,
                            const std::string &text, const std::string &more) {
  svg += "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" +
         anchor + "\"" + more + ">" + escapeMarkup(text) + "</text>\n";
}

void ChartWriter::writeTick(double value, const std::string &text) {
  double line = x.pixel(value);
  writeLine(line, y.begin, line, y.begin + 5.0, "axis");
  if (!text.empty())
    writeText(line, y.begin + 18.0, "middle", text);
}

void ChartWriter::writeAxes() {
  // Half the height of a digit below its centre line.
  constexpr double sink = 4.0;
  double stepY = y.ticks[1] - y.ticks[0];
  for (double tick : y.ticks) {
    double line = y.pixel(tick);
    writeLine(x.begin, line, x.end, line, "grid");
    writeText(x.begin - 7.0, line + sink, "end", tickText(tick, stepY));
  }
  double stepX = x.ticks.size() > 1 ? x.ticks[1] - x.ticks[0] : 1.0;
  for (double tick : x.ticks)
    writeTick(tick, tickText(tick, stepX));
  double free = 0.0; // Where there is no text yet.
  for (const auto &[tick, text] : chart.xTicks) {
    double half = letter * static_cast<double>(text.size()) / 2.0;
    bool fits = x.pixel(tick) - half >= free;
    writeTick(tick, fits ? text : "");
    if (fits)
      free = x.pixel(tick) + half;
  }
  writeLine(x.begin, y.begin, x.end, y.begin, "axis");
  writeText((x.begin + x.end) / 2.0, chart.height - 6.0, "middle",
            chart.xLabel);
  double middle = (y.begin + y.end) / 2.0;
  writeText(13.0, middle, "middle", chart.yLabel,
            " transform=\"rotate(-90 13.0 " + at(middle) + ")\"");
}

std::string ChartWriter::place(double valueX, double valueY) const {
  return at(x.pixel(valueX)) + "," + at(y.pixel(valueY)) + " ";
}

void ChartWriter::writeBand(const Series &series) {
  std::string there, back;
  for (size_t i = 0; i < series.band.size(); ++i) {
    auto [low, high] = series.band[i];
    if (!std::isfinite(low) || !std::isfinite(high))
      continue;
    there += place(series.points[i].first, low);
    back = place(series.points[i].first, high) + back;
  }
  if (!there.empty())
    svg += "<polygon class=\"band " + series.colorClass + "\" points=\"" +
           there + back + "\"/>\n";
}

void ChartWriter::writeSeries(const Series &series) {
  std::string dots;
  std::vector<std::string> lines(1);
  for (size_t i = 0; i < series.points.size(); ++i) {
    const auto &point = series.points[i];
    if (!isVisible(point)) {
      lines.emplace_back();
      continue;
    }
    lines.back() += place(point.first, point.second);
    // A line between two gaps, or of one epoch, is a point that only a dot
    // shows.
    bool begins = i == 0 || !isVisible(series.points[i - 1]);
    bool ends =
        i + 1 == series.points.size() || !isVisible(series.points[i + 1]);
    if (series.marked || (begins && ends))
      dots += "<circle class=\"dot\" r=\"3\" cx=\"" + at(x.pixel(point.first)) +
              "\" cy=\"" + at(y.pixel(point.second)) + "\"/>\n";
  }
  svg += "<g class=\"" + series.colorClass + "\"><title>" +
         escapeMarkup(series.hint) + "</title>\n";
  for (const std::string &line : lines)
    if (!line.empty())
      svg += std::string("<polyline class=\"line") +
             (series.dashed ? " dashed" : "") + "\" points=\"" + line +
             "\"/>\n";
  svg += dots + "</g>\n";
  if (series.label.empty())
    return;
  for (size_t i = series.points.size(); i-- != 0;)
    if (isVisible(series.points[i])) {
      double end = y.pixel(series.points[i].second);
      labels.push_back({&series, end, end});
      return;
    }
}

void ChartWriter::writeLabels() {
  spread(labels, y.end, y.begin);
  for (const EndLabel &label : labels) {
    svg += "<g class=\"" + label.series->colorClass + "\">";
    writeLine(x.end + 1.0, label.lineY, x.end + 8.0, label.y, "leader");
    writeText(x.end + 11.0, label.y + 4.0, "start", label.series->label,
              " class=\"end\"");
    svg += "</g>\n";
  }
}

std::string ChartWriter::write() {
  layOut();
  std::string size =
      std::to_string(chart.width) + " " + std::to_string(chart.height);
  svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size +
        "\" role=\"img\" aria-label=\"" + escapeMarkup(chart.title) + "\">\n";
  writeAxes();
  for (const Series &series : chart.series)
    writeBand(series); // Below all lines.
  for (const Series &series : chart.series)
    writeSeries(series);
  writeLabels();
  return svg + "</svg>\n";
}

std::string lowres::renderChart(const Chart &chart) {
  return ChartWriter(chart).write();
}
