//===- StudyClock.cpp - How long a study still takes ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/StudyClock.h"

using namespace lowres;

void StudyClock::addEpoch(const std::string &model, double seconds) {
  for (Time *time : {&models[model], &all}) {
    time->seconds += seconds;
    ++time->epochs;
  }
}

std::optional<double>
StudyClock::secondsFor(const std::map<std::string, unsigned> &epochs) const {
  if (all.epochs == 0.0)
    return std::nullopt;
  double seconds = 0.0;
  for (const auto &[model, count] : epochs) {
    auto found = models.find(model);
    const Time &time = found == models.end() ? all : found->second;
    seconds += count * time.seconds / time.epochs;
  }
  return seconds;
}
