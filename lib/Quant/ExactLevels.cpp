//===- ExactLevels.cpp - Float weights that take few values ---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Quant/ExactLevels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

using namespace mlir::lowres;

namespace {

using Values = std::vector<float>;

/// Levels and scales; codes follow from the weights.
struct Fit {
  Values levels;
  Values scales;
};

} // namespace

/// The index of the level whose value times `scale` is exactly `value`.
static std::optional<uint8_t> findCode(const Values &levels, float scale,
                                       float value) {
  if (scale == 0)
    return value == 0 ? std::optional<uint8_t>(0) : std::nullopt;
  auto above = std::lower_bound(levels.begin(), levels.end(), value / scale);
  // The quotient is rounded, so the level may be on either side of it.
  auto first = above == levels.begin() ? above : above - 1;
  auto last = std::min(levels.end(), above + 2);
  for (auto level = first; level < last; ++level)
    if (scale * *level == value)
      return static_cast<uint8_t>(level - levels.begin());
  return std::nullopt;
}

static bool fits(const Values &levels, float scale, const Values &values) {
  return std::all_of(values.begin(), values.end(), [&](float value) {
    return findCode(levels, scale, value).has_value();
  });
}

static float getMaxMagnitude(const Values &values) {
  float result = 0;
  for (float value : values)
    result = std::max(result, std::fabs(value));
  return result;
}

/// A scale by which all of `values` are on the grid `levels`. Zeros are on
/// every grid: by scale 0 if it lacks the level 0.
static std::optional<float> findScale(const Values &levels,
                                      const Values &values) {
  float largest = getMaxMagnitude(values);
  if (largest == 0)
    return fits(levels, 1, values) ? 1.0f : 0.0f;
  for (auto level = levels.rbegin(); level != levels.rend() && *level > 0;
       ++level) {
    constexpr int neighbours = 2;
    float scale = largest / *level;
    for (int i = 0; i < neighbours; ++i)
      scale = std::nextafter(scale, 0.0f);
    for (int i = -neighbours; i <= neighbours; ++i) {
      if (std::isfinite(scale) && scale > 0 && fits(levels, scale, values))
        return scale;
      scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
    }
  }
  return std::nullopt;
}

/// The smallest uniform grid on which every row of `values` is, each with its
/// own scale. Levels are below `limit`.
static std::optional<Fit> findGrid(const std::vector<Values> &rows,
                                   unsigned limit) {
  for (unsigned count = 2; count < limit; ++count) {
    Fit fit{getUniformLevels(count), {}};
    for (const Values &values : rows) {
      std::optional<float> scale = findScale(fit.levels, values);
      if (!scale)
        break;
      fit.scales.push_back(*scale);
    }
    if (fit.scales.size() == rows.size())
      return fit;
  }
  return std::nullopt;
}

/// The range of levels that times `scale` are `value`: [low, high] around the
/// quotient, at most some floats wide; empty (low > high) if there is none.
static std::pair<float, float> getLevelRange(float value, float scale) {
  constexpr int reach = 4;
  constexpr float infinity = std::numeric_limits<float>::infinity();
  float level = value / scale, low = infinity, high = -infinity;
  for (int i = 0; i < reach; ++i)
    level = std::nextafter(level, -infinity);
  for (int i = -reach; i <= reach; ++i) {
    if (scale * level == value) {
      low = std::min(low, level);
      high = std::max(high, level);
    }
    level = std::nextafter(level, infinity);
  }
  return {low, high};
}

/// One codebook for all rows, each scaled by its largest magnitude. The row
/// with the most values says which levels there are; the others narrow them.
static std::optional<Fit> findScaledCodebook(const std::vector<Values> &rows) {
  auto richest = std::max_element(
      rows.begin(), rows.end(),
      [](const Values &a, const Values &b) { return a.size() < b.size(); });
  auto getScale = [](const Values &values) {
    float largest = getMaxMagnitude(values);
    return largest == 0 ? 1.0f : largest;
  };
  std::vector<std::pair<float, float>> ranges;
  for (float value : *richest)
    ranges.push_back(getLevelRange(value, getScale(*richest)));
  Fit fit;
  for (const Values &values : rows) {
    float scale = getScale(values);
    for (float value : values) {
      auto [low, high] = getLevelRange(value, scale);
      auto range = std::find_if(ranges.begin(), ranges.end(), [&](auto range) {
        return range.first <= high && low <= range.second;
      });
      if (range == ranges.end())
        return std::nullopt;
      *range = {std::max(range->first, low), std::min(range->second, high)};
    }
    fit.scales.push_back(scale);
  }
  for (auto [low, high] : ranges)
    fit.levels.push_back(low);
  std::sort(fit.levels.begin(), fit.levels.end());
  if (std::adjacent_find(fit.levels.begin(), fit.levels.end()) !=
      fit.levels.end())
    return std::nullopt;
  return fit;
}

/// The distinct values of a row in increasing order, or nothing if they are
/// more than `limit`.
static std::optional<Values> getDistinct(const float *begin, const float *end,
                                         size_t limit) {
  std::unordered_set<float> seen;
  for (const float *value = begin; value != end; ++value)
    if (seen.insert(*value).second && seen.size() > limit)
      return std::nullopt;
  Values values(seen.begin(), seen.end());
  std::sort(values.begin(), values.end());
  return values;
}

/// "its weights take 4096 distinct values, at most 17 are asked for".
static std::string describeCount(const std::vector<float> &weights,
                                 unsigned maxLevels) {
  constexpr size_t counted = 1 << 16;
  auto distinct =
      getDistinct(weights.data(), weights.data() + weights.size(), counted);
  std::string count = distinct ? std::to_string(distinct->size())
                               : "more than " + std::to_string(counted);
  return "its weights take " + count + " distinct values, at most " +
         std::to_string(maxLevels) + " are asked for";
}

static std::optional<Fit> findFit(const std::vector<float> &weights,
                                  size_t outputs, unsigned maxLevels) {
  const float *data = weights.data();
  size_t inputs = weights.size() / outputs;
  std::optional<Values> all =
      getDistinct(data, data + weights.size(), maxLevels);
  std::vector<Values> rows;
  for (size_t row = 0; row < outputs; ++row) {
    const float *begin = data + row * inputs;
    std::optional<Values> values =
        getDistinct(begin, begin + inputs, maxLevels);
    if (!values)
      break;
    rows.push_back(std::move(*values));
  }
  std::optional<Fit> grid;
  if (all)
    grid = findGrid({*all}, maxLevels + 1);
  if (rows.size() == outputs)
    if (std::optional<Fit> scaled =
            findGrid(rows, grid ? grid->levels.size() : maxLevels + 1))
      grid = std::move(scaled);
  if (grid)
    return grid;
  if (all)
    return Fit{std::move(*all), {1.0f}};
  if (rows.size() == outputs)
    return findScaledCodebook(rows);
  return std::nullopt;
}

std::optional<LevelWeights>
mlir::lowres::findExactLevels(const std::vector<float> &weights, size_t outputs,
                              unsigned maxLevels, std::string &whyNot) {
  for (float weight : weights)
    if (!std::isfinite(weight)) {
      whyNot = "its weights have a NaN or an infinity";
      return std::nullopt;
    }
  std::optional<Fit> fit = findFit(weights, outputs, maxLevels);
  if (!fit) {
    whyNot = describeCount(weights, maxLevels);
    return std::nullopt;
  }
  LevelWeights result;
  result.uniform = fit->levels == getUniformLevels(fit->levels.size());
  result.levels = std::move(fit->levels);
  result.scales = std::move(fit->scales);
  size_t inputs = weights.size() / outputs;
  result.codes.reserve(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    float scale = result.scales.size() == 1 ? result.scales.front()
                                            : result.scales[i / inputs];
    std::optional<uint8_t> code = findCode(result.levels, scale, weights[i]);
    // The codebook's ranges were narrowed after earlier rows had been seen.
    if (!code) {
      whyNot = describeCount(weights, maxLevels);
      return std::nullopt;
    }
    result.codes.push_back(*code);
  }
  return result;
}
