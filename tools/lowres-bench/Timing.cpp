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
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

using namespace lowres;

namespace {
/// Prints the table, and keeps what the ratios and the file of all figures
/// take.
class RatioReporter : public benchmark::ConsoleReporter {
public:
  explicit RatioReporter(std::map<std::string, unsigned> threads)
      : ConsoleReporter(llvm::sys::Process::StandardOutIsDisplayed()
                            ? OO_ColorTabular
                            : OO_Tabular),
        threads(std::move(threads)) {
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
    std::vector<Run> ours = runs;
    for (Run &run : ours) // It knows of its own threads only.
      run.threads = threads.at(run.run_name.function_name);
    json.ReportRuns(ours);
    for (const Run &run : runs) {
      if (run.run_type != Run::RT_Iteration)
        continue;
      Times &best = times[run.run_name.function_name];
      best.wall = std::min(best.wall, run.GetAdjustedRealTime());
      best.processor = std::min(best.processor, run.GetAdjustedCPUTime());
    }
  }

  /// The shortest time of a benchmark's repetitions.
  double getTime(const std::string &name, Clock clock) const {
    const Times &best = times.at(name);
    return clock == Clock::Wall ? best.wall : best.processor;
  }

  std::string getJson() const { return text.str(); }

private:
  struct Times {
    double wall = HUGE_VAL, processor = HUGE_VAL;
  };

  std::map<std::string, unsigned> threads; // Of each benchmark.
  std::map<std::string, Times> times;
  benchmark::JSONReporter json;
  std::ostringstream text;
};
} // namespace

bool TimingRow::isBaselineOf(const TimingRow &ours) const {
  llvm::StringRef rest = ours.of.group;
  return role == Role::Baseline && ours.role == Role::Ours &&
         rest.consume_front(of.group) && (rest.empty() || rest.front() == '/');
}

bool TimingRow::isOneThreadOf(const TimingRow &ours) const {
  return ours.of.threads > 1 && of.threads == 1 && role == ours.role &&
         name == ours.name && of.group == ours.of.group;
}

static std::string benchmarkName(const TimingRow &row) {
  std::string name = row.name + "/" + row.of.group;
  if (row.of.threads > 1)
    name += "/threads:" + std::to_string(row.of.threads);
  return name;
}

namespace {
/// The table of our rows, each beside those that it is compared with.
class RatioTable {
public:
  /// The shortest time of a row, in microseconds, by the clock of another.
  using GetTime =
      std::function<double(const TimingRow &row, const TimingRow &clockOf)>;

  RatioTable(llvm::ArrayRef<TimingRow> rows, const std::string &counter,
             GetTime getTime);

  void print() const;

private:
  struct Column {
    std::string heading;
    std::function<std::string(const TimingRow &ours)> getCell;
  };

  void addRatioToOneThread();
  void addRatiosToBaselines();
  std::string formatRatio(const TimingRow *other, const TimingRow &ours) const;
  template <typename Predicate>
  const TimingRow *findRow(Predicate predicate) const {
    const TimingRow *found = llvm::find_if(rows, predicate);
    return found == rows.end() ? nullptr : found;
  }

  llvm::ArrayRef<TimingRow> rows;
  GetTime getTime;
  std::vector<Column> columns;
};
} // namespace

template <typename Value>
static std::string format(const char *pattern, Value value) {
  return llvm::formatv(pattern, value).str();
}

RatioTable::RatioTable(llvm::ArrayRef<TimingRow> rows,
                       const std::string &counter, GetTime get)
    : rows(rows), getTime(std::move(get)) {
  auto microseconds = [this](const TimingRow &ours) {
    return getTime(ours, ours);
  };
  columns = {{"times as fast as", benchmarkName},
             {"us",
              [=](const TimingRow &ours) {
                return format("{0:f1}", microseconds(ours));
              }},
             {counter, [=](const TimingRow &ours) {
                return format("{0:f1}",
                              ours.of.work / microseconds(ours) * 1e6);
              }}};
  if (findRow([](const TimingRow &row) { return row.of.bytes > 0; }))
    columns.push_back({"GB/s", [=](const TimingRow &ours) {
                         double perSecond =
                             ours.of.bytes / microseconds(ours) * 1e-3;
                         return perSecond > 0 ? format("{0:f2}", perSecond)
                                              : std::string("-");
                       }});
  addRatioToOneThread();
  addRatiosToBaselines();
  if (findRow([](const TimingRow &row) { return !row.of.kernel.empty(); }))
    columns.push_back(
        {"kernel", [](const TimingRow &ours) { return ours.of.kernel; }});
}

/// How many times as fast as the other row ours are.
std::string RatioTable::formatRatio(const TimingRow *other,
                                    const TimingRow &ours) const {
  return other ? format("{0:f2}", getTime(*other, ours) / getTime(ours, ours))
               : std::string("-");
}

void RatioTable::addRatioToOneThread() {
  auto find = [this](const TimingRow &ours) {
    return findRow(
        [&](const TimingRow &row) { return row.isOneThreadOf(ours); });
  };
  if (llvm::any_of(rows, find))
    columns.push_back({"1_thread", [this, find](const TimingRow &ours) {
                         return formatRatio(find(ours), ours);
                       }});
}

void RatioTable::addRatiosToBaselines() {
  llvm::SetVector<llvm::StringRef> names;
  for (const TimingRow &row : rows)
    if (row.role == TimingRow::Role::Baseline)
      names.insert(row.name);
  for (llvm::StringRef name : names)
    columns.push_back({name.str(), [this, name](const TimingRow &ours) {
                         return formatRatio(findRow([&](const TimingRow &row) {
                                              return row.name == name &&
                                                     row.isBaselineOf(ours);
                                            }),
                                            ours);
                       }});
}

void RatioTable::print() const {
  mlir::lowres::TextTable table;
  std::vector<std::string> heads;
  for (const Column &column : columns)
    heads.push_back(column.heading);
  table.addRow(std::move(heads));
  for (const TimingRow &row : rows) {
    if (row.role != TimingRow::Role::Ours)
      continue;
    std::vector<std::string> cells;
    for (const Column &column : columns)
      cells.push_back(column.getCell(row));
    table.addRow(std::move(cells));
  }
  table.print(llvm::outs());
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
  std::map<std::string, unsigned> threads;
  for (const TimingRow &row : rows) {
    threads[benchmarkName(row)] = row.of.threads;
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
    if (getClock(row) == Clock::Wall)
      made->UseRealTime();
  }
  llvm::outs().flush(); // Google Benchmark's table is to come behind it.
  RatioReporter reporter(std::move(threads));
  benchmark::RunSpecifiedBenchmarks(&reporter);
  RatioTable(rows, counter, [&](const TimingRow &row, const TimingRow &ours) {
    return reporter.getTime(benchmarkName(row), getClock(ours));
  }).print();
  if (options.json.empty())
    return llvm::Error::success();
  return mlir::lowres::writeFile(options.json, reporter.getJson());
}
