//===- Augment.cpp - Random crops and flips -------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Augment.h"

using namespace lowres;

static constexpr int padding = 4;

Augmentation lowres::randomAugmentation(Random &random) {
  Augmentation how;
  how.dx = static_cast<int>(random.below(2 * padding + 1)) - padding;
  how.dy = static_cast<int>(random.below(2 * padding + 1)) - padding;
  how.flip = random.below(2) != 0;
  return how;
}

void lowres::augmentedInput(const Dataset &dataset, size_t index,
                            const Augmentation &how, float *out) {
  const float *table = inputTable();
  const uint8_t *plane = dataset.images.data() + index * dataset.imageSize();
  int height = dataset.height, width = dataset.width;
  for (int c = 0; c < dataset.channels; ++c, plane += height * width) {
    for (int y = 0; y < height; ++y) {
      int sourceY = y - how.dy;
      for (int x = 0; x < width; ++x) {
        int sourceX = x - how.dx;
        bool inside =
            sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
        if (how.flip)
          sourceX = width - 1 - sourceX;
        *out++ = inside ? table[plane[sourceY * width + sourceX]] : 0.0f;
      }
    }
  }
}
