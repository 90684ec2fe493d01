//===- Report.cpp - A study as a page -------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Report.h"

#include "lowres-rt/study/Figures.h"

#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>

using namespace lowres;

// Colours that differ for people with any colour vision, and in lightness:
// those of Okabe and Ito (Color Universal Design, 2008), darker on white.
// Float weights are drawn in the colour of the text.
static const char *const pageStyle = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #6b7280;
  --grid: #dde1e6; --paper: #ffffff; --shade: #f3f5f7;
  --c0: #c44e00; --c1: #b58900; --c2: #00805f; --c3: #2f9bd8; --c4: #004e8c;
  --c5: #b0609a; --c6: #7a5c3e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb;
  --faint: #9aa3ad; --grid: #343a42; --paper: #14171b; --shade: #1e2328;
  --c0: #ff7a33; --c1: #f0c040; --c2: #22b48c; --c3: #7cc8f5; --c4: #4a86e8;
  --c5: #e29ccb; --c6: #b59a7c; } }
.cf { color: var(--ink); } .c0 { color: var(--c0); } .c1 { color: var(--c1); }
.c2 { color: var(--c2); } .c3 { color: var(--c3); } .c4 { color: var(--c4); }
.c5 { color: var(--c5); } .c6 { color: var(--c6); } .cn { color: var(--faint); }
body { margin: 0 auto; padding: 1.5rem; max-width: 76rem;
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; display: block; }
figcaption, .note { color: var(--faint); font-size: .875rem; }
.small, .wide { display: grid; gap: 0 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); }
.wide { grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0;
  margin: .5rem 0; list-style: none; font-size: .875rem; }
.legend i { display: inline-block; width: 1.75rem; vertical-align: middle;
  margin-right: .4rem; border-top: 3px solid; }
.legend i.dash { border-top-style: dashed; }
.legend b { color: var(--ink); font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .8125rem;
  font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .5rem; text-align: right; vertical-align: bottom;
  border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { text-align: left; }
tr:nth-child(even) td { background: var(--shade); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--shade); padding: .75rem; overflow-x: auto; }
)css";

namespace {
class ReportWriter {
public:
  ReportWriter(const std::vector<RunRecord> &runs,
               const std::vector<std::string> &commands)
      : runs(runs), commands(commands), summaries(summarize(runs)),
        palette(runs) {}
  std::string write();

private:
  void writeHeader();
  void writeSetting(const std::string &name, const std::string &value);
  void writeLegend(const RunGroup &group);
  void writeFigure(const Chart &chart, const std::string &caption);
  void writeGroup(const RunGroup &group);
  void writeBits();
  void writeTable();

  const std::vector<RunRecord> &runs;
  const std::vector<std::string> &commands;
  std::vector<RunSummary> summaries;
  Palette palette;
  std::string page;
};
} // namespace

void ReportWriter::writeSetting(const std::string &name,
                                const std::string &value) {
  page += "<dt>" + escapeMarkup(name) + "</dt><dd>" + escapeMarkup(value) +
          "</dd>\n";
}

/// The settings of all runs; of one with levels, because only these have a
/// scale.
static std::string sharedSettings(const std::vector<RunRecord> &runs) {
  const RunRecord *shown = nullptr;
  for (const RunRecord &run : runs)
    if (!shown || shown->key.levels == 0)
      shown = &run;
  return shown ? commonSettings(shown->settings) : std::string();
}

/// Settings have all digits of a float, such as 0.00100000005; readers want
/// those that matter. Other texts stay as they are.
static std::string rounded(const std::string &value) {
  char *end = nullptr;
  double number = std::strtod(value.c_str(), &end);
  if (value.find('.') == std::string::npos || *end != '\0')
    return value;
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", number);
  return text;
}

void ReportWriter::writeHeader() {
  page += "<h1>A study of low-resolution weights</h1>\n<p>" +
          std::to_string(summaries.size()) +
          (summaries.size() == 1 ? " finished run" : " finished runs");
  if (size_t rest = runs.size() - summaries.size(); rest != 0)
    page += ", and " + std::to_string(rest) + " that began and did not finish";
  page += ".</p>\n<dl>\n";
  std::istringstream lines(sharedSettings(runs));
  for (std::string line; std::getline(lines, line);) {
    size_t equals = line.find('=');
    writeSetting(line.substr(0, equals), rounded(line.substr(equals + 1)));
  }
  std::set<uint64_t> seeds;
  for (const RunRecord &run : runs)
    seeds.insert(run.key.seed);
  std::string list;
  for (uint64_t seed : seeds)
    list += (list.empty() ? "" : ", ") + std::to_string(seed);
  writeSetting("seeds", list);
  page += "</dl>\n";
  if (seeds.size() > 1)
    page += "<p>Lines are means over the seeds; bands reach from the least to "
            "the greatest value.</p>\n";
  page += "<p>To repeat it:</p>\n<pre>";
  for (const std::string &command : commands)
    page += escapeMarkup(command) + "\n";
  page += "</pre>\n";
}

void ReportWriter::writeLegend(const RunGroup &group) {
  page += "<ul class=\"legend\">\n";
  for (const auto &entry : group.levels)
    page += "<li class=\"" + palette.classOf(entry.first) + "\"><i></i><b>" +
            legendName(group, entry.first) + "</b></li>\n";
  page += "<li class=\"cn\"><i></i><b>test images</b></li>\n"
          "<li class=\"cn\"><i class=\"dash\"></i><b>training images</b></li>\n"
          "</ul>\n";
}

void ReportWriter::writeFigure(const Chart &chart, const std::string &caption) {
  page += "<figure>\n" + renderChart(chart) + "<figcaption>" +
          escapeMarkup(caption) + "</figcaption>\n</figure>\n";
}

void ReportWriter::writeGroup(const RunGroup &group) {
  page += "<h2>" + escapeMarkup(groupTitle(group)) + "</h2>\n";
  if (group.isMixed)
    page += "<p>Layers of this network have levels of their own. Lines are "
            "named by --levels, which all other layers have.</p>\n";
  writeLegend(group);
  writeFigure(accuracyChart(group, palette),
              "Accuracy after each epoch on the test images (solid), and "
              "during the epoch on the training images (dashed).");
  page += "<div class=\"small\">\n";
  writeFigure(lossChart(group, palette),
              "Mean cross-entropy during the epoch; losses above 5 are drawn "
              "at 5.");
  Chart flips = signFlipChart(group, palette);
  if (!flips.series.empty()) {
    writeFigure(flips,
                "Latent weights whose sign is not that of the epoch before.");
    writeFigure(saturationChart(group, palette),
                "Latent weights at or beyond the outermost levels.");
  }
  page += "</div>\n";
}

void ReportWriter::writeBits() {
  Chart charts[] = {bitsChart(summaries, false), bitsChart(summaries, true)};
  if (charts[0].series.empty() && charts[1].series.empty())
    return;
  page += "<h2>Accuracy against bits per weight</h2>\n<div class=\"wide\">\n";
  for (bool augment : {false, true})
    if (!charts[augment].series.empty())
      writeFigure(charts[augment],
                  std::string("Best accuracy on the test images, ") +
                      (augment ? "with" : "without") +
                      " augmentation; dashed: float32 weights in all layers.");
  page += "</div>\n";
}

void ReportWriter::writeTable() {
  page += "<h2>All runs</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>";
  for (const SummaryColumn &column : summaryColumns())
    page += "<th>" + escapeMarkup(column.heading) + "</th>";
  page += "</tr></thead>\n<tbody>\n";
  for (const RunSummary &summary : summaries) {
    page += "<tr>";
    for (const std::string &field : summaryFields(summary))
      page += "<td>" + escapeMarkup(field) + "</td>";
    page += "</tr>\n";
  }
  page += "</tbody>\n</table>\n</div>\n"
          "<p class=\"note\">Accuracies are those on the test images, between "
          "0 and 1. Levels are those of --levels, for layers without levels of "
          "their own. Bits per weight are the mean over all weights of log2 of "
          "their levels, 32 for float32 ones; stored bits are those of the "
          "weights in the model's file, without scales and biases; both are "
          "left out where a run of an older version does not say them. Float's "
          "best is that of the run whose weights are all float32. The largest "
          "drop is that of accuracy from one measurement to the next. "
          "Saturated: after the last epoch. Sign flips: mean of all epochs. "
          "The same table is in study.csv.</p>\n";
}

std::string ReportWriter::write() {
  page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
         "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\"/>\n"
         "<title>A study of low-resolution weights</title>\n<style>" +
         std::string(pageStyle) + chartStyle + "</style>\n</head>\n<body>\n";
  writeHeader();
  for (const RunGroup &group : groupRuns(runs))
    writeGroup(group);
  writeBits();
  writeTable();
  return page + "</body>\n</html>\n";
}

std::string lowres::formatReport(const std::vector<RunRecord> &runs,
                                 const std::vector<std::string> &commands) {
  return ReportWriter(runs, commands).write();
}
