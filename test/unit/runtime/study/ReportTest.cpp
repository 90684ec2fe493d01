//===- ReportTest.cpp -----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Report.h"

#include "lowres-rt/study/Figures.h"

#include "StudyRuns.h"
#include "gtest/gtest.h"

using namespace lowres;

namespace {

std::vector<RunRecord> twoSeeds() {
  return {makeRun({"a", 0, false, 1}, {0.2, 0.6}),
          makeRun({"a", 0, false, 2}, {0.4, 0.8}),
          makeRun({"a", 5, false, 1}, {0.1, -1.0, 0.3})};
}

TEST(FiguresTest, LinesAreMeansWithBands) {
  std::vector<RunRecord> runs = twoSeeds();
  std::vector<RunGroup> groups = groupRuns(runs);
  ASSERT_EQ(groups.size(), 1u);
  Chart chart = accuracyChart(groups[0], Palette(runs));
  // Training and test images, with float weights and five levels.
  ASSERT_EQ(chart.series.size(), 4u);
  const Series &floats = chart.series[2], &levels = chart.series[3];
  EXPECT_TRUE(chart.series[0].dashed);
  EXPECT_FALSE(floats.dashed);
  EXPECT_EQ(floats.colorClass, "cf");
  ASSERT_EQ(floats.points.size(), 2u);
  EXPECT_NEAR(floats.points[0].second, 30.0, 1e-9);
  EXPECT_NEAR(floats.band[0].first, 20.0, 1e-9);
  EXPECT_NEAR(floats.band[0].second, 40.0, 1e-9);
  EXPECT_EQ(levels.label, "N = 5");
  // An epoch without a measurement is left out.
  ASSERT_EQ(levels.points.size(), 2u);
  EXPECT_EQ(levels.points[1].first, 3.0);
}

TEST(FiguresTest, ColoursStayWithTheirLevels) {
  std::vector<RunRecord> runs = {makeRun({"a", 17, false, 1}, {0.1}),
                                 makeRun({"b", 2, false, 1}, {0.1}),
                                 makeRun({"b", 17, false, 1}, {0.1})};
  Palette palette(runs);
  EXPECT_EQ(palette.classOf(0), "cf");
  EXPECT_EQ(palette.classOf(2), "c0");
  EXPECT_EQ(palette.classOf(17), "c1");
  EXPECT_EQ(Palette::classAt(7), "c0");
}

TEST(FiguresTest, Bits) {
  std::vector<RunSummary> summaries = summarize(
      {makeRun({"a", 0, false, 1}, {0.9}), makeRun({"a", 2, false, 1}, {0.5}),
       makeRun({"a", 4, false, 1}, {0.7})});
  Chart chart = bitsChart(summaries, false);
  ASSERT_EQ(chart.xTicks.size(), 2u);
  EXPECT_EQ(chart.xTicks[1].second, "2.00 (4)");
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_TRUE(chart.series[0].dashed);
  EXPECT_EQ(chart.series[0].points.front().second, 90.0);
  EXPECT_EQ(chart.series[1].points.back().first, 2.0);
  EXPECT_EQ(chart.series[1].points.back().second, 70.0);
  EXPECT_TRUE(bitsChart(summaries, true).series.empty());
}

// A network whose layers have levels of their own, beside one whose do not.
TEST(FiguresTest, MixedLevels) {
  std::vector<RunRecord> runs = {
      makeRun({"a", 0, false, 1}, {0.9}), makeRun({"a", 4, false, 1}, {0.7}),
      makeRun({"b", 0, false, 1}, {0.8}), makeRun({"b", 4, false, 1}, {0.6}),
      makeRun({"b", 5, false, 1}, {0.6})};
  runs[2].result->weights = {{0, 1}, {4, 1}};
  runs[3].result->weights = {{4, 1}, {16, 1}};
  runs[4].result->weights.clear(); // Not known.
  std::vector<RunGroup> groups = groupRuns(runs);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_FALSE(groups[0].isMixed);
  EXPECT_TRUE(groups[1].isMixed);
  EXPECT_EQ(legendName(groups[0], 0), "float32");
  EXPECT_EQ(legendName(groups[1], 0), "--levels f32");
  EXPECT_EQ(signFlipChart(groups[0], Palette(runs)).series.size(), 1u);
  EXPECT_EQ(signFlipChart(groups[1], Palette(runs)).series.size(), 3u);

  Chart chart = bitsChart(summarize(runs), false);
  std::vector<std::string> ticks;
  for (const auto &[bits, text] : chart.xTicks)
    ticks.push_back(text);
  EXPECT_EQ(ticks, (std::vector<std::string>{"2.00 (4)", "3.00", "17.00"}));
  ASSERT_EQ(chart.series.size(), 3u); // Float and other ones of a; of b.
  EXPECT_TRUE(chart.series[0].dashed);
  EXPECT_EQ(chart.series[2].points, (std::vector<std::pair<double, double>>{
                                        {3.0, 60.0}, {17.0, 80.0}}));

  std::string page = formatReport(runs, {});
  EXPECT_EQ(page.find("levels of their own. Lines"),
            page.rfind("levels of their own. Lines"));
  EXPECT_NE(page.find("levels of their own. Lines"), std::string::npos);
}

/// Checks that the elements are closed in the order in which they are opened,
/// and counts them.
size_t checkElements(const std::string &page) {
  std::vector<std::string> open;
  size_t count = 0;
  for (size_t at = page.find('<'); at != std::string::npos;
       at = page.find('<', at + 1)) {
    size_t end = page.find('>', at);
    EXPECT_NE(end, std::string::npos);
    std::string tag = page.substr(at + 1, end - at - 1);
    std::string name = tag.substr(0, tag.find_first_of(" \n"));
    if (name[0] == '!' || tag.back() == '/')
      continue;
    if (name[0] != '/') {
      open.push_back(name);
      ++count;
      continue;
    }
    EXPECT_FALSE(open.empty());
    if (open.empty() || open.back() != name.substr(1)) {
      ADD_FAILURE() << name << " closes " << (open.empty() ? "" : open.back());
      return count;
    }
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
  return count;
}

TEST(ReportTest, PageIsWellFormedAndAlone) {
  std::vector<RunRecord> runs = twoSeeds();
  runs[2].settings += "lr=0.00100000005\nnote=<&>\n";
  runs.push_back(makeRun({"b", 2, true, 1}, {0.5, 0.4}));
  runs.back().result.reset();
  std::string page = formatReport(runs, {"lowres-train 'a<b' & more"});
  EXPECT_GT(checkElements(page), 50u);
  EXPECT_NE(page.find("3 finished runs, and 1 that began"), std::string::npos);
  EXPECT_NE(page.find("lowres-train &#39;a&lt;b&#39; &amp; more"),
            std::string::npos);
  EXPECT_NE(page.find("<dt>lr</dt><dd>0.001</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>note</dt><dd>&lt;&amp;&gt;</dd>"),
            std::string::npos);
  EXPECT_NE(page.find("<dt>seeds</dt><dd>1, 2</dd>"), std::string::npos);
  EXPECT_NE(page.find("<h2>a, without augmentation</h2>"), std::string::npos);
  EXPECT_EQ(page.find("<h2>b"), std::string::npos);
  EXPECT_NE(page.find("means over the seeds"), std::string::npos);
  for (const char *foreign :
       {"<script", "<link", "<img", "url(", "@import", "src=", "href="})
    EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
}

TEST(ReportTest, NoRuns) {
  EXPECT_GT(checkElements(formatReport({}, {})), 10u);
}

TEST(ReportTest, FloatRunsAlone) {
  std::string page =
      formatReport({makeRun({"a", 0, false, 1}, {0.2, 0.6})}, {});
  checkElements(page);
  EXPECT_EQ(page.find("sign flips, %"), std::string::npos);
  EXPECT_EQ(page.find("Accuracy against bits"), std::string::npos);
}

} // namespace
