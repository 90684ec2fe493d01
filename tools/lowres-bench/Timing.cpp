//===- Timing.cpp - Times in a table, and their ratios --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Timing.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>

using namespace lowres;

namespace {
/// Google Benchmark's table, and the times for the ratios below it.
class RatioReporter : public benchmark::ConsoleReporter {
public:
  explicit RatioReporter(Clock clock)
      : ConsoleReporter(llvm::sys::Process::StandardOutIsDisplayed()
                            ? OO_ColorTabular
                            : OO_Tabular),
        clock(clock) {}

  void ReportRuns(const std::vector<Run> &runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
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

private:
  Clock clock;
  std::map<std::string, double> times;
};
} // namespace

static std::string benchmarkName(const TimingRow &row) {
  return row.name + "/batch:" + std::to_string(row.batch);
}

/// The options of Google Benchmark, behind the name of the program.
static std::vector<std::string>
benchmarkArguments(const TimingOptions &options) {
  std::vector<std::string> arguments = {"lowres-bench"};
  if (options.minTime > 0)
    arguments.push_back("--benchmark_min_time=" +
                        std::to_string(options.minTime));
  if (!options.json.empty()) {
    arguments.push_back("--benchmark_out=" + options.json);
    arguments.push_back("--benchmark_out_format=json");
  }
  return arguments;
}

void Timing::run() {
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
          state.counters[counter] = benchmark::Counter(
              row.work, benchmark::Counter::kIsIterationInvariantRate);
        });
    made->Unit(benchmark::kMicrosecond)->Repetitions(options.repetitions);
    if (clock == Clock::Wall)
      made->UseRealTime();
  }
  llvm::outs().flush(); // Google Benchmark's table is to come behind it.
  RatioReporter reporter(clock);
  benchmark::RunSpecifiedBenchmarks(&reporter);

  for (const TimingRow &ours : rows)
    for (const TimingRow &baseline : rows)
      if (ours.role == TimingRow::Role::Ours &&
          baseline.role == TimingRow::Role::Baseline &&
          ours.batch == baseline.batch)
        llvm::outs() << "batch " << ours.batch << ": " << ours.name << " is "
                     << llvm::format("%.2f",
                                     reporter.getTime(benchmarkName(baseline)) /
                                         reporter.getTime(benchmarkName(ours)))
                     << " times as fast as " << baseline.name << "\n";
}
