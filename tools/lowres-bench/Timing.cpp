//===- Timing.cpp - Times in a table, and their ratios --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Timing.h"

#include "lowres/Support/OutputFile.h"
#include "lowres/Support/TextTable.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <sstream>

using namespace lowres;

namespace {
/// Prints the table, and keeps what the ratios and the file of all figures
/// take.
class RatioReporter : public benchmark::ConsoleReporter {
public:
  explicit RatioReporter(Clock clock)
      : ConsoleReporter(llvm::sys::Process::StandardOutIsDisplayed()
                            ? OO_ColorTabular
                            : OO_Tabular),
        clock(clock) {
    json.SetOutputStream(&text);
  }

  bool ReportContext(const Context &context) override {
    return benchmark::ConsoleReporter::ReportContext(context) &&
           json.ReportContext(context);
  }

  void Finalize() override {
    benchmark::ConsoleReporter::Finalize();
    json.Finalize();
  }

  void ReportRuns(const std::vector<Run> &runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    json.ReportRuns(runs);
    for (const Run &run : runs) {
      if (run.run_type != Run::RT_Iteration)
        continue;
      double &best = times[run.run_name.function_name];
      double time = clock == Clock::Wall ? run.GetAdjustedRealTime()
                                         : run.GetAdjustedCPUTime();
      best = best == 0 ? time : std::min(best, time);
    }
  }

  /// The shortest time of a benchmark's repetitions.
  double getTime(const std::string &name) const { return times.at(name); }

  std::string getJson() const { return text.str(); }

private:
  Clock clock;
  std::map<std::string, double> times;
  benchmark::JSONReporter json;
  std::ostringstream text;
};
} // namespace

bool TimingRow::isBaselineOf(const TimingRow &ours) const {
  llvm::StringRef rest = ours.of.group;
  return role == Role::Baseline && ours.role == Role::Ours &&
         rest.consume_front(of.group) && (rest.empty() || rest.front() == '/');
}

static std::string benchmarkName(const TimingRow &row) {
  return row.name + "/" + row.of.group;
}

/// The options of Google Benchmark, behind the name of the program.
static std::vector<std::string>
benchmarkArguments(const TimingOptions &options) {
  std::vector<std::string> arguments = {"lowres-bench"};
  if (options.minTime > 0)
    arguments.push_back("--benchmark_min_time=" +
                        std::to_string(options.minTime));
  return arguments;
}

llvm::Error Timing::run() {
  llvm::Regex filter(options.filter);
  llvm::erase_if(rows, [&](const TimingRow &row) {
    return !filter.match(benchmarkName(row));
  });
  if (rows.empty())
    return llvm::createStringError("no benchmark fits --filter=" +
                                   options.filter);
  // Google Benchmark keeps the pointers to them.
  std::vector<std::string> arguments = benchmarkArguments(options);
  std::vector<char *> argv;
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
  for (const TimingRow &row : rows) {
    benchmark::internal::Benchmark *made = benchmark::RegisterBenchmark(
        benchmarkName(row).c_str(), [this, &row](benchmark::State &state) {
          for (auto _ : state)
            row.call();
          auto perSecond = [&](double amount) {
            return benchmark::Counter(
                amount, benchmark::Counter::kIsIterationInvariantRate);
          };
          state.counters[counter] = perSecond(row.of.work);
          if (row.of.bytes > 0)
            state.counters["GB/s"] = perSecond(row.of.bytes * 1e-9);
          state.SetLabel(row.of.kernel);
        });
    made->Unit(benchmark::kMicrosecond)->Repetitions(options.repetitions);
    if (clock == Clock::Wall)
      made->UseRealTime();
  }
  llvm::outs().flush(); // Google Benchmark's table is to come behind it.
  RatioReporter reporter(clock);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  printRatios([&](const TimingRow &row) {
    return reporter.getTime(benchmarkName(row));
  });
  if (options.json.empty())
    return llvm::Error::success();
  return mlir::lowres::writeFile(options.json, reporter.getJson());
}

void Timing::printRatios(
    llvm::function_ref<double(const TimingRow &)> getTime) const {
  llvm::SetVector<llvm::StringRef> baselines;
  for (const TimingRow &row : rows)
    if (row.role == TimingRow::Role::Baseline)
      baselines.insert(row.name);

  mlir::lowres::TextTable table;
  bool hasBytes =
      llvm::any_of(rows, [](const TimingRow &row) { return row.of.bytes > 0; });
  bool hasKernels = llvm::any_of(
      rows, [](const TimingRow &row) { return !row.of.kernel.empty(); });
  std::vector<std::string> heads = {"times as fast as", "us", counter};
  if (hasBytes)
    heads.push_back("GB/s");
  for (llvm::StringRef name : baselines)
    heads.push_back(name.str());
  if (hasKernels)
    heads.push_back("kernel");
  table.addRow(std::move(heads));
  for (const TimingRow &ours : rows) {
    if (ours.role != TimingRow::Role::Ours)
      continue;
    double time = getTime(ours);
    std::vector<std::string> cells = {
        benchmarkName(ours), llvm::formatv("{0:f1}", time),
        llvm::formatv("{0:f1}", ours.of.work / time * 1e6)};
    if (hasBytes)
      cells.push_back(ours.of.bytes > 0
                          ? llvm::formatv("{0:f2}", ours.of.bytes / time * 1e-3)
                          : std::string("-"));
    for (llvm::StringRef name : baselines) {
      auto found = llvm::find_if(rows, [&](const TimingRow &row) {
        return row.name == name && row.isBaselineOf(ours);
      });
      cells.push_back(
          found == rows.end()
              ? std::string("-")
              : llvm::formatv("{0:f2}", getTime(*found) / time).str());
    }
    if (hasKernels)
      cells.push_back(ours.of.kernel);
    table.addRow(std::move(cells));
  }
  table.print(llvm::outs());
}
