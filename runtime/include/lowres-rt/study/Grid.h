//===- Grid.h - The runs of a study -----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_STUDY_GRID_H
#define LOWRES_RT_STUDY_GRID_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lowres {

/// What tells the runs of a study apart.
struct RunKey {
  std::string model;
  int levels = 0; // 0 for float weights.
  bool augment = false;
  uint64_t seed = 1;
};

/// The order of reports: models by name, without augmentation first, float
/// weights before few levels before many, seeds.
bool operator<(const RunKey &a, const RunKey &b);
bool operator==(const RunKey &a, const RunKey &b);

/// The run's folder: "fcnn1-n5-seed1", "cvnn1-f32-augment-seed2".
std::string runName(const RunKey &key);

/// All combinations, each once, in the order in which they are trained: models
/// outermost, then augmentation, levels, seeds.
std::vector<RunKey> makeGrid(const std::vector<std::string> &models,
                             const std::vector<int> &levels,
                             const std::vector<bool> &augment,
                             const std::vector<uint64_t> &seeds);

/// The key in the "key=value" lines that describeRun() writes, or nothing when
/// they lack a part of it.
std::optional<RunKey> parseRunKey(const std::string &settings);

/// The value of a setting in such lines; empty where there is none.
std::string settingValue(const std::string &settings, const std::string &key);

/// Whether such lines describe a layer with levels of its own.
bool hasLayerLevels(const std::string &settings);

/// The lines of `settings` that are not part of the key, nor layers of a
/// network from a file, which are those of its name: what all runs of a study
/// have in common.
std::string commonSettings(const std::string &settings);

/// The first common setting for which both have a value and not the same one
/// (runs with float weights have no scale), or else, for models of one name,
/// the first layer that is not the same; empty if there is none.
std::string conflictingSetting(const std::string &a, const std::string &b);

} // namespace lowres

#endif // LOWRES_RT_STUDY_GRID_H
