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

/// A table of images per second.
class EngineTable {
public:
  EngineTable(const TimingOptions &options, Clock clock)
      : timing(options, clock, "images/s") {}

  /// Adds what a user of lowres runs. Returns the engine.
  Engine &add(const std::string &name, unsigned batch,
              std::unique_ptr<Engine> engine) {
    return keep(name, TimingRow::Role::Ours, batch, std::move(engine));
  }

  /// Adds a baseline, or says once on stdout that, and why, it is left out;
  /// then returns null.
  Engine *addBaseline(const std::string &name, unsigned batch, EngineOr engine);

  /// Prints the table and the ratios.
  void run() { timing.run(); }

private:
  Engine &keep(const std::string &name, TimingRow::Role role, unsigned batch,
               std::unique_ptr<Engine> engine);

  Timing timing;
  std::vector<std::unique_ptr<Engine>> engines;
  std::set<std::string> leftOut;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_ENGINETABLE_H
