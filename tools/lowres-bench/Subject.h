//===- Subject.h - The network that is timed, and its images ----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H
#define LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H

#include "LayerShapes.h"

#include "lowres-rt/nn/NetworkBuilder.h"
#include "lowres-rt/quant/LevelQuantizer.h"

namespace lowres {

/// A network and random images for it. No bias is zero and no normalisation the
/// identity: whoever leaves them out gets other logits.
struct Subject {
  LevelQuantizerSet quantizers; // Of the network.
  Network network;
  std::vector<float> images; // [images, ...] as the network takes them.
};

/// A network for ten classes of 32 x 32 x 3 images, as CIFAR-10 has them.
/// `levels` is 2 to 256, or 0 for float weights, and holds for layers without
/// their own. Makes at least `images` images. Errors: those of checkNetwork().
Result<Subject> makeSubject(const NetworkDescription &description, int levels,
                            size_t images, ThreadPool &pool);

/// A network of one layer with random weights and biases; images have the
/// channels of a pixel side by side.
Subject makeLayerSubject(const LayerShape &shape, int levels, size_t images,
                         ThreadPool &pool);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H
