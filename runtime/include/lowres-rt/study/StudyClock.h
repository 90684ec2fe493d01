//===- StudyClock.h - How long a study still takes --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_STUDYCLOCK_H
#define LOWRES_RT_STUDY_STUDYCLOCK_H

#include <map>
#include <optional>
#include <string>

namespace lowres {

/// Predicts times: an epoch takes as long as the measured ones of the same
/// model did on average, or, for a model of which there are none yet, as those
/// of all others.
class StudyClock {
public:
  void addEpoch(const std::string &model, double seconds);

  /// The time for `epochs` epochs of each model; nothing before the first
  /// measurement.
  std::optional<double>
  secondsFor(const std::map<std::string, unsigned> &epochs) const;

private:
  struct Time {
    double seconds = 0.0;
    double epochs = 0.0;
  };
  std::map<std::string, Time> models;
  Time all;
};

} // namespace lowres

#endif // LOWRES_RT_STUDY_STUDYCLOCK_H
