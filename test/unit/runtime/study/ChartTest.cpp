//===- ChartTest.cpp ------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Chart.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <regex>

using namespace lowres;

namespace {

using Ticks = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(ChartTest, Escapes) {
  EXPECT_EQ(escapeMarkup("a<b> & \"c\" 'd'"),
            "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(escapeMarkup("\x01\x1b[0m\n"), "  [0m\n");
  EXPECT_EQ(escapeMarkup("\xc3\xa9"), "\xc3\xa9");
}

TEST(ChartTest, RoundTicks) {
  EXPECT_EQ(roundTicks(0.0, 10.0, 5), (Ticks{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(roundTicks(11.0, 93.0, 5), (Ticks{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(roundTicks(1.0, 40.0, 4), (Ticks{0, 10, 20, 30, 40}));
  EXPECT_EQ(roundTicks(-0.5, 0.5, 2), (Ticks{-0.5, 0, 0.5}));
  Ticks tenths = roundTicks(0.0, 0.3, 3);
  EXPECT_EQ(tenths.size(), 4u); // 0.3 / 0.1 is less than 3.
}

// Ticks cover the range, with about the steps that were asked for.
TEST(ChartTest, TicksCover) {
  for (double low : {-1e9, -3.7, 0.0, 1e-12, 0.113, 99.98, 1e15})
    for (double width : {1e-3, 0.7, 1.0, 23.0, 1e6, 1e12}) {
      double high = low + width;
      Ticks ticks = roundTicks(low, high, 6);
      ASSERT_GE(ticks.size(), 2u) << low << " " << width;
      EXPECT_LE(ticks.size(), 17u) << low << " " << width;
      double step = ticks[1] - ticks[0];
      EXPECT_LE(ticks.front(), low + step * 1e-3);
      EXPECT_GE(ticks.back(), high - step * 1e-3);
    }
}

TEST(ChartTest, TicksOfNoRange) {
  for (double value : {0.0, 5.0, -1e-300, 1e15})
    EXPECT_GE(roundTicks(value, value, 5).size(), 2u) << value;
  EXPECT_EQ(roundTicks(nan, nan, 2), (Ticks{0, 0.5, 1}));
  EXPECT_EQ(roundTicks(infinity, -infinity, 2), (Ticks{0, 0.5, 1}));
}

/// All numbers behind `attribute`.
std::vector<double> numbersOf(const std::string &svg,
                              const std::string &attribute) {
  std::vector<double> numbers;
  std::regex pattern(" " + attribute + "=\"([^\"]*)\"");
  for (std::sregex_iterator it(svg.begin(), svg.end(), pattern), end; it != end;
       ++it)
    numbers.push_back(std::stod((*it)[1]));
  return numbers;
}

void expectInside(const Chart &chart) {
  std::string svg = renderChart(chart);
  for (const char *attribute : {"x", "x1", "x2", "cx"})
    for (double x : numbersOf(svg, attribute)) {
      EXPECT_GE(x, 0.0) << attribute;
      EXPECT_LE(x, chart.width) << attribute;
    }
  for (const char *attribute : {"y", "y1", "y2", "cy"})
    for (double y : numbersOf(svg, attribute)) {
      EXPECT_GE(y, 0.0) << attribute;
      EXPECT_LE(y, chart.height) << attribute;
    }
  std::regex pair("(-?[0-9.]+|nan|inf),(-?[0-9.]+|nan|inf) ");
  for (std::sregex_iterator it(svg.begin(), svg.end(), pair), end; it != end;
       ++it) {
    double x = std::stod((*it)[1]), y = std::stod((*it)[2]);
    EXPECT_TRUE(x >= 0.0 && x <= chart.width) << it->str();
    EXPECT_TRUE(y >= 0.0 && y <= chart.height) << it->str();
  }
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

Series lineOf(std::vector<double> values, const char *label = "N = 5") {
  Series series;
  series.label = label;
  series.hint = "a hint";
  series.colorClass = "c0";
  for (size_t i = 0; i < values.size(); ++i)
    series.points.push_back({i + 1.0, values[i]});
  return series;
}

size_t countOf(const std::string &text, const std::string &part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(ChartTest, EverythingIsInside) {
  Chart chart;
  expectInside(chart); // Empty.
  chart.series = {lineOf({5.0})};
  expectInside(chart); // A point.
  chart.series = {lineOf({nan, infinity})};
  expectInside(chart);
  chart.series = {lineOf({0.1, 97.3, nan, 55.0}), lineOf({-3.0, 1e30, 4.0})};
  chart.series[0].band = {{0, 1}, {90, 99}, {nan, nan}, {50, 60}};
  chart.series[0].marked = true;
  expectInside(chart);
  chart.mostY = 5.0;
  expectInside(chart);
  std::string name(200, 'x');
  chart.series.push_back(lineOf({1.0, 2.0}, name.c_str()));
  expectInside(chart);
}

TEST(ChartTest, ValuesAtTheirPlaces) {
  Chart chart;
  chart.width = 458;
  chart.height = 252; // 200 pixels between y = 10 and 210.
  chart.series = {lineOf({0.0, 50.0, 100.0}, "")};
  // 58 + 0, 193, 386 of 458 - 58 - 14.
  EXPECT_NE(
      renderChart(chart).find("points=\"58.0,210.0 251.0,110.0 444.0,10.0 \""),
      std::string::npos)
      << renderChart(chart);
}

TEST(ChartTest, GapsInterruptLines) {
  Chart chart;
  chart.series = {lineOf({1.0, 2.0, nan, 3.0, nan, 4.0, 5.0})};
  std::string svg = renderChart(chart);
  EXPECT_EQ(countOf(svg, "<polyline"), 3u);
  EXPECT_EQ(countOf(svg, "<circle"), 1u); // The lone point.
}

TEST(ChartTest, BandsAreBelowAllLines) {
  Chart chart;
  chart.series = {lineOf({1.0, 2.0}), lineOf({1.0, 2.0})};
  chart.series[1].band = {{0.5, 1.5}, {1.5, 2.5}};
  std::string svg = renderChart(chart);
  EXPECT_EQ(countOf(svg, "<polygon"), 1u);
  EXPECT_LT(svg.find("<polygon"), svg.find("<polyline"));
}

TEST(ChartTest, LabelsKeepApart) {
  Chart chart;
  chart.height = 200;
  for (int i = 0; i < 6; ++i)
    chart.series.push_back(lineOf({0.0, 100.0}, "same"));
  std::string svg = renderChart(chart);
  std::regex pattern("<text x=\"[^\"]*\" y=\"([^\"]*)\"[^>]*>same<");
  std::vector<double> places;
  for (std::sregex_iterator it(svg.begin(), svg.end(), pattern), end; it != end;
       ++it)
    places.push_back(std::stod((*it)[1]));
  ASSERT_EQ(places.size(), 6u);
  for (size_t i = 1; i < places.size(); ++i)
    EXPECT_GE(places[i] - places[i - 1], 12.9);
  expectInside(chart);
  for (int i = 0; i < 60; ++i)
    chart.series.push_back(lineOf({0.0, 100.0}, "same"));
  EXPECT_EQ(countOf(renderChart(chart), ">same<"), 0u); // No room.
}

TEST(ChartTest, GivenTicksThatDoNotFitHaveNoText) {
  Chart chart;
  chart.series = {lineOf({1.0, 2.0})};
  chart.xTicks = {{1.0, "first"}, {1.01, "second"}, {2.0, "third"}};
  std::string svg = renderChart(chart);
  EXPECT_EQ(countOf(svg, ">first<"), 1u);
  EXPECT_EQ(countOf(svg, ">second<"), 0u);
  EXPECT_EQ(countOf(svg, ">third<"), 1u);
}

TEST(ChartTest, WholeEpochsOnly) {
  Chart chart;
  chart.wholeX = true;
  chart.series = {lineOf({1.0, 2.0})};
  EXPECT_EQ(renderChart(chart).find(">1.5<"), std::string::npos);
}

TEST(ChartTest, LabelsAreEscaped) {
  Chart chart;
  chart.title = "<title>";
  chart.series = {lineOf({1.0, 2.0}, "<b>")};
  std::string svg = renderChart(chart);
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;b&gt;"), std::string::npos);
  EXPECT_NE(svg.find("aria-label=\"&lt;title&gt;\""), std::string::npos);
}

} // namespace
