//===- SoftmaxCrossEntropy.h - Classification loss --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_SOFTMAXCROSSENTROPY_H
#define LOWRES_RT_NN_SOFTMAXCROSSENTROPY_H

#include "lowres-rt/nn/Layer.h"

#include <cstdint>

namespace lowres {

struct LossResult {
  double loss = 0.0; // Sum over the batch, in nats.
  // Examples without a NaN whose largest logit, the first of equal ones, is the
  // label's.
  size_t correct = 0;
};

/// -log softmax(logits)[label]. Fills `gradient`, of the logits' shape, with
/// dL/dlogits of the mean over the batch, unless its data is null. `labels` has
/// one entry an example.
LossResult softmaxCrossEntropy(const Activations &logits, const uint8_t *labels,
                               const Activations &gradient);

} // namespace lowres

#endif // LOWRES_RT_NN_SOFTMAXCROSSENTROPY_H
