//===- Grid.cpp - The runs of a study -------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/Grid.h"

#include "lowres-rt/quant/LevelCount.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <tuple>

using namespace lowres;

static auto rank(const RunKey &key) {
  return std::tie(key.model, key.augment, key.levels, key.seed);
}

bool lowres::operator<(const RunKey &a, const RunKey &b) {
  return rank(a) < rank(b);
}

bool lowres::operator==(const RunKey &a, const RunKey &b) {
  return rank(a) == rank(b);
}

std::string lowres::runName(const RunKey &key) {
  return key.model + (key.levels == 0 ? "-" : "-n") + levelsName(key.levels) +
         (key.augment ? "-augment" : "") + "-seed" + std::to_string(key.seed);
}

std::vector<RunKey> lowres::makeGrid(const std::vector<std::string> &models,
                                     const std::vector<int> &levels,
                                     const std::vector<bool> &augment,
                                     const std::vector<uint64_t> &seeds) {
  std::vector<RunKey> grid;
  for (const std::string &model : models)
    for (bool augmented : augment)
      for (int count : levels)
        for (uint64_t seed : seeds) {
          RunKey key{model, count, augmented, seed};
          if (std::find(grid.begin(), grid.end(), key) == grid.end())
            grid.push_back(key);
        }
  return grid;
}

/// Calls `use(key, value, line)` for each "key=value" line.
template <typename Use>
static void forEachSetting(const std::string &settings, Use use) {
  std::istringstream lines(settings);
  for (std::string line; std::getline(lines, line);)
    if (size_t equals = line.find('='); equals != std::string::npos)
      use(line.substr(0, equals), line.substr(equals + 1), line);
}

std::string lowres::settingValue(const std::string &settings,
                                 const std::string &key) {
  std::string found;
  forEachSetting(settings, [&](const std::string &itsKey,
                               const std::string &value, const std::string &) {
    if (itsKey == key)
      found = value;
  });
  return found;
}

/// Reads all of `text` as a number.
static std::optional<uint64_t> parseNumber(const std::string &text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  errno = 0;
  uint64_t value = std::strtoull(text.c_str(), nullptr, 10);
  if (errno != 0)
    return std::nullopt;
  return value;
}

std::optional<RunKey> lowres::parseRunKey(const std::string &settings) {
  RunKey key;
  key.model = settingValue(settings, "model");
  std::string augment = settingValue(settings, "augment");
  std::optional<int> levels = parseLevels(settingValue(settings, "levels"));
  std::optional<uint64_t> seed = parseNumber(settingValue(settings, "seed"));
  if (key.model.empty() || !levels || !seed ||
      (augment != "yes" && augment != "no"))
    return std::nullopt;
  key.levels = *levels;
  key.augment = augment == "yes";
  key.seed = *seed;
  return key;
}

/// Whether a setting describes a layer of a network from a file.
static bool isLayer(const std::string &key) {
  return key.compare(0, 7, "layers[") == 0;
}

bool lowres::hasLayerLevels(const std::string &settings) {
  bool found = false;
  forEachSetting(settings, [&](const std::string &key, const std::string &value,
                               const std::string &) {
    found |= isLayer(key) && value.find(" levels=") != std::string::npos;
  });
  return found;
}

std::string lowres::commonSettings(const std::string &settings) {
  std::string common;
  forEachSetting(settings, [&](const std::string &key, const std::string &,
                               const std::string &line) {
    if (key != "model" && key != "levels" && key != "augment" &&
        key != "seed" && !isLayer(key))
      common += line + "\n";
  });
  return common;
}

/// The first layer of `a` that `b` has not, or not so.
static std::string differingLayer(const std::string &a, const std::string &b) {
  std::string found;
  forEachSetting(a, [&](const std::string &key, const std::string &value,
                        const std::string &) {
    if (found.empty() && isLayer(key) && settingValue(b, key) != value)
      found = key;
  });
  return found;
}

std::string lowres::conflictingSetting(const std::string &a,
                                       const std::string &b) {
  std::string conflict;
  forEachSetting(commonSettings(a),
                 [&](const std::string &key, const std::string &value,
                     const std::string &) {
                   std::string other = settingValue(b, key);
                   if (conflict.empty() && !other.empty() && other != value)
                     conflict = key;
                 });
  if (!conflict.empty() || settingValue(a, "model") != settingValue(b, "model"))
    return conflict;
  conflict = differingLayer(a, b);
  return conflict.empty() ? differingLayer(b, a) : conflict;
}
