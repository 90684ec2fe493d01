//===- SoftmaxCrossEntropy.cpp - Classification loss ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/SoftmaxCrossEntropy.h"

#include <algorithm>
#include <cmath>

using namespace lowres;

LossResult lowres::softmaxCrossEntropy(const Activations &logits,
                                       const uint8_t *labels,
                                       const Activations &gradient) {
  LossResult result;
  size_t stride = logits.stride;
  if (gradient.data)
    std::fill_n(gradient.data, gradient.features * stride, 0.0f);
  for (size_t b = 0; b < logits.batch; ++b) {
    const float *column = logits.data + b;
    size_t best = 0;
    for (size_t c = 1; c < logits.features; ++c)
      if (column[c * stride] > column[best * stride])
        best = c;
    // Relative to the largest logit nothing can overflow.
    double top = static_cast<double>(column[best * stride]), sum = 0.0;
    for (size_t c = 0; c < logits.features; ++c)
      sum += std::exp(static_cast<double>(column[c * stride]) - top);
    size_t label = labels[b];
    result.correct += best == label;
    result.loss +=
        std::log(sum) + top - static_cast<double>(column[label * stride]);
    if (!gradient.data)
      continue;
    double weight = 1.0 / static_cast<double>(logits.batch);
    for (size_t c = 0; c < logits.features; ++c) {
      double p = std::exp(static_cast<double>(column[c * stride]) - top) / sum;
      gradient.data[c * stride + b] =
          static_cast<float>((p - (c == label ? 1.0 : 0.0)) * weight);
    }
  }
  return result;
}
