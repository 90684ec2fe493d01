//===- FoldedLayer.cpp - A layer with what follows it ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

using namespace lowres;

FoldedLayer::FoldedLayer(size_t index, const Parameter &weight,
                         const Parameter *bias)
    : index(index), weight(weight) {
  if (bias)
    this->bias.assign(bias->value.data(), bias->value.data() + bias->size());
}

void FoldedLayer::fold(const BatchNorm &norm) {
  factors.resize(outputs());
  bias.resize(outputs());
  for (size_t o = 0; o < outputs(); ++o) {
    auto number = [&](const Parameter &parameter) {
      return static_cast<double>(parameter.value[o]);
    };
    factors[o] = norm.factorInUse(o);
    bias[o] = static_cast<float>(
        (static_cast<double>(bias[o]) - number(norm.mean)) * factors[o] +
        number(norm.beta));
  }
}

std::vector<float> FoldedLayer::scales() const {
  if (factors.empty())
    return weight.scales;
  std::vector<float> result(outputs());
  for (size_t o = 0; o < outputs(); ++o)
    result[o] = static_cast<float>(static_cast<double>(weight.scaleOfRow(o)) *
                                   factors[o]);
  return result;
}

std::vector<float> FoldedLayer::weights() const {
  std::vector<float> result(weight.weights(), weight.weights() + weight.size());
  if (factors.empty())
    return result;
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = static_cast<float>(static_cast<double>(result[i]) *
                                   factors[i / weight.cols]);
  return result;
}
