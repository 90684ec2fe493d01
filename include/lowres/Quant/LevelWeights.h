//===- LevelWeights.h - Weights as codes, levels and scales -----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What recognition and quantisation of float weights have in common. Plain C++:
// weights are a row-major matrix of outputs and their inputs.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_QUANT_LEVELWEIGHTS_H
#define LOWRES_QUANT_LEVELWEIGHTS_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mlir::lowres {

/// The most levels that `!lowres.level` has.
inline constexpr unsigned kMaxLevelCount = 256;

/// The symmetric uniform grid over [-1, 1] of `!lowres.level<count>`: value k
/// is 2k / (count - 1) - 1, rounded to f32.
std::vector<float> getUniformLevels(unsigned count);

/// Weights `[outputs, inputs]` in the form of `lowres.dequantize`: each is its
/// scale times its level, one product in f32.
struct LevelWeights {
  /// Strictly increasing; 2 to kMaxLevelCount.
  std::vector<float> levels;
  /// Whether they are getUniformLevels.
  bool uniform = false;
  /// One a weight, row-major.
  std::vector<uint8_t> codes;
  /// One; or one for each output; or `groups` for each output, of
  /// ceil(inputs / groups) inputs each (the last group may have fewer).
  std::vector<float> scales;
  size_t groups = 1;

  /// The weight at (output, input) of a matrix with `inputs` columns.
  float getWeight(size_t output, size_t input, size_t inputs) const;
};

} // namespace mlir::lowres

#endif // LOWRES_QUANT_LEVELWEIGHTS_H
