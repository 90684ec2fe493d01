//===- Subject.h - The network that is timed, and its images ----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H
#define LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H

#include "lowres-rt/nn/NetworkBuilder.h"
#include "lowres-rt/quant/LevelQuantizer.h"

namespace lowres {

/// A network and random images for it. It has made one step of training, so
/// that no bias is zero and no normalisation the identity: whoever leaves them
/// out gets other logits.
struct Subject {
  LevelQuantizerSet quantizers; // Of the network.
  Network network;
  std::vector<float> images; // [images, channels, height, width]
};

/// `levels` is 2 to 256, or 0 for float weights, and holds for layers without
/// their own. Makes at least `images` images of `shape`. Errors: those of
/// checkNetwork().
Result<Subject> makeSubject(const NetworkDescription &description,
                            const ImageShape &shape, size_t classes, int levels,
                            size_t images, ThreadPool &pool);

/// The same for ten classes of 32 x 32 x 3 images, as CIFAR-10 has them.
inline Result<Subject> makeSubject(const NetworkDescription &description,
                                   int levels, size_t images,
                                   ThreadPool &pool) {
  return makeSubject(description, {32, 32, 3}, 10, levels, images, pool);
}

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_SUBJECT_H
