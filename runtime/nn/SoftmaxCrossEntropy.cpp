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
  size_t classes = logits.features;
  for (size_t b = 0; b < logits.batch; ++b) {
    const float *row = logits.data + b * classes;
    size_t best = std::max_element(row, row + classes) - row;
    // Relative to the largest logit nothing can overflow.
    double top = static_cast<double>(row[best]), sum = 0.0;
    for (size_t c = 0; c < classes; ++c)
      sum += std::exp(static_cast<double>(row[c]) - top);
    size_t label = labels[b];
    // A network that gives such outputs has broken down, and knows no answer.
    bool isNumber = std::none_of(row, row + classes,
                                 [](float logit) { return std::isnan(logit); });
    result.correct += isNumber && best == label;
    result.loss += std::log(sum) + top - static_cast<double>(row[label]);
    if (!gradient.data)
      continue;
    double weight = 1.0 / static_cast<double>(logits.batch);
    for (size_t c = 0; c < classes; ++c) {
      double p = std::exp(static_cast<double>(row[c]) - top) / sum;
      gradient.data[b * classes + c] =
          static_cast<float>((p - (c == label ? 1.0 : 0.0)) * weight);
    }
  }
  return result;
}
