//===- Augment.h - Random crops and flips -----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_AUGMENT_H
#define LOWRES_RT_DATA_AUGMENT_H

#include "lowres-rt/data/Dataset.h"
#include "lowres-rt/support/Random.h"

namespace lowres {

/// How one image is moved: its content goes right and down by `dx`, `dy`
/// pixels (either sign), after a horizontal flip if `flip`.
struct Augmentation {
  int dx = 0;
  int dy = 0;
  bool flip = false;
};

/// A crop of the image padded by 4 on all sides, and a flip half the time.
Augmentation randomAugmentation(Random &random);

/// Writes image `index` as an input row, moved as `how` says; pixels that come
/// from outside the image are 0 (mid grey).
void augmentedInput(const Dataset &dataset, size_t index,
                    const Augmentation &how, float *out);

} // namespace lowres

#endif // LOWRES_RT_DATA_AUGMENT_H
