//===- LevelWeights.cpp - Weights as codes, levels and scales -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Quant/LevelWeights.h"

using namespace mlir::lowres;

std::vector<float> mlir::lowres::getUniformLevels(unsigned count) {
  std::vector<float> levels(count);
  for (unsigned k = 0; k < count; ++k)
    levels[k] = static_cast<float>(2.0 * k / (count - 1) - 1.0);
  return levels;
}

float LevelWeights::getWeight(size_t output, size_t input,
                              size_t inputs) const {
  size_t groupSize = (inputs + groups - 1) / groups;
  float scale = scales.size() == 1
                    ? scales.front()
                    : scales[output * groups + input / groupSize];
  return scale * levels[codes[output * inputs + input]];
}
