//===- LevelFit.cpp - The best levels for float weights -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Quant/LevelFit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir::lowres;

namespace {

/// Sorted values with weights, and sums over ranges of them.
class Samples {
public:
  struct Sums {
    double count = 0, first = 0, second = 0;
    /// Of weighted squared differences from `center`.
    double getError(double center) const {
      return second - 2 * center * first + center * center * count;
    }
  };

  /// (value, weight).
  explicit Samples(std::vector<std::pair<float, double>> samples) {
    std::sort(samples.begin(), samples.end());
    values.reserve(samples.size());
    sums.reserve(samples.size() + 1);
    Sums sum;
    sums.push_back(sum);
    for (auto [value, weight] : samples) {
      values.push_back(value);
      sum.count += weight;
      sum.first += weight * value;
      sum.second += weight * value * value;
      sums.push_back(sum);
    }
  }

  /// The sums of what is nearest to each of `centers`.
  std::vector<Sums> getCells(const std::vector<double> &centers) const {
    std::vector<Sums> cells;
    size_t begin = 0;
    for (size_t i = 0; i < centers.size(); ++i) {
      size_t end = values.size();
      if (i + 1 < centers.size())
        end = std::lower_bound(values.begin() + begin, values.end(),
                               (centers[i] + centers[i + 1]) / 2) -
              values.begin();
      cells.push_back({sums[end].count - sums[begin].count,
                       sums[end].first - sums[begin].first,
                       sums[end].second - sums[begin].second});
      begin = end;
    }
    return cells;
  }

private:
  std::vector<float> values;
  /// Over the first 0, 1, ... values.
  std::vector<Sums> sums;
};

/// A scale and the error that it leaves.
struct ScaleFit {
  double scale, error;
};

} // namespace

/// One step: the error of `scale`, and the best scale for its codes.
static ScaleFit refineScale(const Samples &samples,
                            const std::vector<float> &grid, double scale) {
  std::vector<double> centers;
  for (float level : grid)
    centers.push_back(scale * level);
  std::vector<Samples::Sums> cells = samples.getCells(centers);
  double error = 0, products = 0, squares = 0;
  for (size_t i = 0; i < grid.size(); ++i) {
    error += cells[i].getError(centers[i]);
    products += cells[i].first * grid[i];
    squares += cells[i].count * grid[i] * grid[i];
  }
  return {squares > 0 ? products / squares : scale, error};
}

float mlir::lowres::fitScale(std::vector<float> values, unsigned levels) {
  double largest = 0;
  std::vector<std::pair<float, double>> pairs;
  for (float value : values) {
    largest = std::max<double>(largest, std::fabs(value));
    pairs.push_back({value, 1.0});
  }
  if (largest == 0)
    return 0;
  Samples samples(std::move(pairs));
  std::vector<float> grid = getUniformLevels(levels);
  constexpr unsigned starts = 64, steps = 100;
  ScaleFit best{largest, std::numeric_limits<double>::infinity()};
  for (unsigned i = 1; i <= starts; ++i) {
    double scale = largest * i / starts;
    double error = refineScale(samples, grid, scale).error;
    if (error < best.error)
      best = {scale, error};
  }
  for (unsigned i = 0; i < steps; ++i) {
    double scale = refineScale(samples, grid, best.scale).scale;
    double error = refineScale(samples, grid, scale).error;
    if (!(error < best.error))
      break;
    best = {scale, error};
  }
  return static_cast<float>(best.scale);
}

/// Levels of the codebook, which start from the uniform grid.
static std::vector<float> fitCodebook(const Samples &samples, unsigned levels) {
  std::vector<float> grid = getUniformLevels(levels);
  std::vector<double> centers(grid.begin(), grid.end());
  constexpr unsigned steps = 1000;
  double last = std::numeric_limits<double>::infinity();
  for (unsigned step = 0; step < steps; ++step) {
    std::vector<Samples::Sums> cells = samples.getCells(centers);
    double error = 0;
    for (size_t i = 0; i < levels; ++i)
      error += cells[i].getError(centers[i]);
    if (!(error < last))
      break;
    last = error;
    // A level that nothing is nearest to stays where it is.
    for (size_t i = 0; i < levels; ++i)
      if (cells[i].count > 0)
        centers[i] = cells[i].first / cells[i].count;
  }
  std::vector<float> codebook(centers.begin(), centers.end());
  for (size_t i = 1; i < levels; ++i)
    if (!(codebook[i - 1] < codebook[i]))
      codebook[i] = std::nextafter(codebook[i - 1],
                                   std::numeric_limits<float>::infinity());
  return codebook;
}

/// The code whose level is nearest to `value`, of two the higher.
static uint8_t getNearest(const std::vector<float> &levels, double value) {
  size_t code =
      std::lower_bound(levels.begin(), levels.end(), value) - levels.begin();
  if (code == levels.size() ||
      (code > 0 && value - levels[code - 1] < levels[code] - value))
    --code;
  return static_cast<uint8_t>(code);
}

LevelWeights mlir::lowres::fitLevels(const std::vector<float> &weights,
                                     size_t outputs,
                                     const LevelFitOptions &options) {
  size_t inputs = weights.size() / outputs;
  LevelWeights result;
  size_t rows = 1;
  if (options.granularity != Granularity::Tensor)
    rows = outputs;
  if (options.granularity == Granularity::Group)
    result.groups = (inputs + options.groupSize - 1) / options.groupSize;
  size_t rowSize = weights.size() / rows;
  size_t groupSize = (rowSize + result.groups - 1) / result.groups;
  auto forEachGroup = [&](auto function) {
    for (size_t row = 0; row < rows; ++row)
      for (size_t group = 0; group < result.groups; ++group) {
        size_t begin = row * rowSize + group * groupSize;
        size_t end = std::min(begin + groupSize, (row + 1) * rowSize);
        function(row * result.groups + group, begin, end);
      }
  };

  result.scales.resize(rows * result.groups);
  forEachGroup([&](size_t index, size_t begin, size_t end) {
    result.scales[index] = fitScale(
        {weights.begin() + begin, weights.begin() + end}, options.levels);
  });
  auto normalize = [&](size_t index, size_t i) {
    float scale = result.scales[index];
    return scale == 0 ? 0.0 : weights[i] / double(scale);
  };
  result.uniform = options.codebook == Codebook::Uniform;
  result.levels = getUniformLevels(options.levels);
  if (!result.uniform) {
    std::vector<std::pair<float, double>> samples;
    samples.reserve(weights.size());
    // Relative to the largest: what counts is how the squares compare.
    double largest =
        *std::max_element(result.scales.begin(), result.scales.end());
    forEachGroup([&](size_t index, size_t begin, size_t end) {
      double scale = largest == 0 ? 0 : result.scales[index] / largest;
      for (size_t i = begin; i < end; ++i)
        samples.push_back({float(normalize(index, i)), scale * scale});
    });
    result.levels = fitCodebook(Samples(std::move(samples)), options.levels);
  }
  result.codes.resize(weights.size());
  forEachGroup([&](size_t index, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i)
      result.codes[i] = getNearest(result.levels, normalize(index, i));
  });
  return result;
}

double mlir::lowres::getSignalToNoise(const std::vector<float> &weights,
                                      const LevelWeights &rounded,
                                      size_t outputs) {
  size_t inputs = weights.size() / outputs;
  double signal = 0, noise = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    double error =
        double(weights[i]) - rounded.getWeight(i / inputs, i % inputs, inputs);
    signal += double(weights[i]) * weights[i];
    noise += error * error;
  }
  if (noise == 0)
    return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal / noise);
}
