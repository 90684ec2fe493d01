//===- LevelFit.h - The best levels for float weights -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rounds weights to levels with the least squared error sum (w - s l)^2.
//
// Scale of a grid. For given codes the best scale is a least-squares fit,
//   s = sum(w l) / sum(l^2),
// and for a given scale the best codes are the nearest levels; alternating the
// two never increases the error, but stops in the nearest of several minima. So
// it starts from the best of many scales up to the largest magnitude. With the
// values sorted and their sums known up to each, one step takes N binary
// searches and no pass over the weights.
//
// Codebook. Lloyd's algorithm (S. P. Lloyd, Least squares quantization in PCM,
// IEEE Trans. Inf. Theory 28, 1982): levels become the means of what is nearest
// to them, until nothing changes. It starts from the uniform grid with the best
// scales, which stay as they are: so the error is at most that of the grid. An
// error at a weight of scale s counts s^2 times, as it does after scaling.
//
// For normal weights and a grid of N levels the best scale is (in standard
// deviations) 0.798, 1.224, 1.686, 2.135, 2.552 for N = 2, 3, 5, 9, 17, by
// numerical integration.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_QUANT_LEVELFIT_H
#define LOWRES_QUANT_LEVELFIT_H

#include "lowres/Quant/LevelWeights.h"

namespace mlir::lowres {

/// What has a scale of its own.
enum class Granularity { Tensor, Channel, Group };

/// Where levels lie.
enum class Codebook { Uniform, KMeans };

/// How weights are rounded.
struct LevelFitOptions {
  unsigned levels = 5; ///< 2 to kMaxLevelCount.
  Granularity granularity = Granularity::Tensor;
  /// The most inputs in a group; at least 1.
  size_t groupSize = 64;
  Codebook codebook = Codebook::Uniform;
};

/// The scale by which the uniform grid of `levels` fits `values` best; 0 for
/// zeros.
float fitScale(std::vector<float> values, unsigned levels);

/// The matrix `weights` (finite, `outputs` rows) rounded to levels.
LevelWeights fitLevels(const std::vector<float> &weights, size_t outputs,
                       const LevelFitOptions &options);

/// 10 log10(sum w^2 / sum (w - rounded)^2), infinite where nothing is rounded.
double getSignalToNoise(const std::vector<float> &weights,
                        const LevelWeights &rounded, size_t outputs);

} // namespace mlir::lowres

#endif // LOWRES_QUANT_LEVELFIT_H
