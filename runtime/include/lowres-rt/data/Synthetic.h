//===- Synthetic.h - A procedural image set ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ten classes of 32 x 32 colour images, made by seed with integer arithmetic
// only, so that everything runs with no download and gives the same bytes
// everywhere.
//
// A class is a smooth random colour pattern P. An image of it is
//
//   grey + sign * contrast * shift(P) + smooth background + pixel noise
//
// with random sign, contrast, shift, background and noise. Because the sign is
// random, every pixel has the same mean in all classes: a linear model can not
// tell them apart, while one hidden layer can (it needs both signs of the
// correlation with P).
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_SYNTHETIC_H
#define LOWRES_RT_DATA_SYNTHETIC_H

#include "lowres-rt/data/Dataset.h"

namespace lowres {

constexpr size_t SyntheticTrainSize = 12000;
constexpr size_t SyntheticTestSize = 2000;

/// Makes a split; `seed` chooses the class patterns and the images. The
/// splits of a seed share the patterns and no image.
Dataset makeSynthetic(uint64_t seed, Split split);

} // namespace lowres

#endif // LOWRES_RT_DATA_SYNTHETIC_H
