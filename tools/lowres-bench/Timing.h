//===- Timing.h - Times in a table, and their ratios ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_TIMING_H
#define LOWRES_TOOLS_LOWRESBENCH_TIMING_H

#include <functional>
#include <string>
#include <vector>

namespace lowres {

struct TimingOptions {
  unsigned repetitions = 5;
  double minTime = 0; // Seconds of a repetition at least; 0: the usual.
  std::string json;   // A file for all figures, unless empty.
};

/// Processor time counts what one thread does, and so not the other work of a
/// machine. For several threads it has to be time by the wall.
enum class Clock { Processor, Wall };

/// One line of the table.
struct TimingRow {
  enum class Role { Ours, Baseline };

  std::string name;
  Role role;
  unsigned batch;
  double work; // What a call does, in units of the table's counter.
  std::function<void()> call;
};

/// Runs rows as benchmarks and prints Google Benchmark's table, with a counter
/// of the work in a second, and below it how many times as fast as each
/// baseline each of our rows of the same batch is, in the shortest repetition.
class Timing {
public:
  /// `counter` is the heading of the work in a second.
  Timing(TimingOptions options, Clock clock, std::string counter)
      : options(std::move(options)), clock(clock), counter(std::move(counter)) {
  }

  void add(TimingRow row) { rows.push_back(std::move(row)); }

  void run();

private:
  TimingOptions options;
  Clock clock;
  std::string counter;
  std::vector<TimingRow> rows;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_TIMING_H
