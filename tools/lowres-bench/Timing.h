//===- Timing.h - Times in a table, and their ratios ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_TIMING_H
#define LOWRES_TOOLS_LOWRESBENCH_TIMING_H

#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace lowres {

struct TimingOptions {
  unsigned repetitions = 5;
  double minTime = 0;       // Seconds of a repetition at least; 0: the usual.
  std::string filter = "."; // A regular expression for names.
  std::string json;         // A file for all figures, unless empty.
};

/// Processor time counts what one thread does, and so not the other work of a
/// machine. For several threads it has to be time by the wall.
enum class Clock { Processor, Wall };

/// What one call does.
struct TimedCase {
  /// Parts with "/" between them: "batch:64", "4096x512/batch:1/levels:5".
  std::string group;
  double work;             // In units of the table's counter.
  double bytes = 0;        // Of weights that it reads; 0: not said.
  std::string kernel = {}; // That does it; empty: not said.
  unsigned threads = 1;    // That do it.
};

/// One line of the table.
struct TimingRow {
  /// Ceilings are baselines that nothing can be faster than.
  enum class Role { Ours, Baseline };

  std::string name;
  Role role;
  TimedCase of;
  std::function<void()> call;

  /// Whether this baseline does what `ours` does: the group of a baseline may
  /// end early.
  bool isBaselineOf(const TimingRow &ours) const;

  /// Whether this is what `ours` does with several threads, with one.
  bool isOneThreadOf(const TimingRow &ours) const;
};

/// Runs rows as benchmarks and prints Google Benchmark's table, with a counter
/// of the work in a second, and below it a table of our rows: how many times as
/// fast as each baseline each is, in the shortest repetition, and those of
/// several threads as with one.
class Timing {
public:
  /// `counter` is the heading of the work in a second. Rows of several threads
  /// are timed by the wall, whatever the clock is.
  Timing(TimingOptions options, Clock clock, std::string counter)
      : options(std::move(options)), clock(clock), counter(std::move(counter)) {
  }

  void add(TimingRow row) { rows.push_back(std::move(row)); }

  /// Fails if no name fits the filter, or the file of all figures cannot be
  /// written.
  llvm::Error run();

private:
  Clock getClock(const TimingRow &row) const {
    return row.of.threads > 1 ? Clock::Wall : clock;
  }

  TimingOptions options;
  Clock clock;
  std::string counter;
  std::vector<TimingRow> rows;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_TIMING_H
