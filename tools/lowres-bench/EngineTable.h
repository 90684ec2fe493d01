//===- EngineTable.h - Times engines beside each other ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_ENGINETABLE_H
#define LOWRES_TOOLS_LOWRESBENCH_ENGINETABLE_H

#include "Baselines.h"
#include "Timing.h"

#include <set>

namespace lowres {

class EngineTable {
public:
  /// `counter` is the heading of the work in a second.
  EngineTable(const TimingOptions &options, Clock clock, std::string counter)
      : timing(options, clock, std::move(counter)) {}

  /// Adds what a user of lowres runs. Returns the engine.
  Engine &add(const std::string &name, const TimedCase &of,
              std::unique_ptr<Engine> engine) {
    return keep(name, TimingRow::Role::Ours, of, std::move(engine));
  }

  /// Adds a baseline, or says once on stdout that, and why, it is left out;
  /// then returns null.
  Engine *addBaseline(const std::string &name, const TimedCase &of,
                      EngineOr engine);

  /// Prints the table and the ratios; see Timing.
  llvm::Error run() { return timing.run(); }

private:
  Engine &keep(const std::string &name, TimingRow::Role role,
               const TimedCase &of, std::unique_ptr<Engine> engine);

  Timing timing;
  std::vector<std::unique_ptr<Engine>> engines;
  std::set<std::string> leftOut;
};

/// A call for `batch` images.
inline TimedCase imagesOf(unsigned batch) {
  return {"batch:" + std::to_string(batch), static_cast<double>(batch)};
}

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_ENGINETABLE_H
