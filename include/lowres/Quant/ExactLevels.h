//===- ExactLevels.h - Float weights that take few values -------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds levels and scales that reproduce float weights exactly: every
// `scale * level`, rounded to f32 as `lowres.dequantize` does, has the bits of
// its weight. (Negative zero counts as zero: rounding to levels makes both.)
//
// Tried in this order, each with as few levels as possible:
//
//   1. a uniform grid with one scale, or one for each output if that needs
//      fewer levels;
//   2. a free codebook with scale 1: the distinct values themselves;
//   3. a free codebook with a scale for each output, its largest magnitude.
//
// A grid's scale is searched among the largest magnitude divided by every level
// and the floats next to the quotients, since the outermost level need not be
// used and the quotient is rounded. Zeros are on every grid, by scale 0 if it
// lacks the level 0; so two levels are enough for every constant. Where a free
// codebook is scaled, every output must use a level of magnitude 1.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_QUANT_EXACTLEVELS_H
#define LOWRES_QUANT_EXACTLEVELS_H

#include "lowres/Quant/LevelWeights.h"

#include <optional>
#include <string>

namespace mlir::lowres {

/// The levels of `weights`, a matrix of `outputs` rows. Nothing if they need
/// more than `maxLevels` (2 to kMaxLevelCount), with the reason in `whyNot`, to
/// be read after "because": "its weights take ...".
std::optional<LevelWeights> findExactLevels(const std::vector<float> &weights,
                                            size_t outputs, unsigned maxLevels,
                                            std::string &whyNot);

} // namespace mlir::lowres

#endif // LOWRES_QUANT_EXACTLEVELS_H
