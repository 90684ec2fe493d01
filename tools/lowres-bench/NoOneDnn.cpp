//===- NoOneDnn.cpp - In place of oneDNN ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"

using namespace lowres;

EngineOr lowres::makeOneDnnInference(const Network &, const float *, size_t) {
  return Error{"not built in, oneDNN 2 was not found"};
}

EngineOr lowres::makeOneDnnLayer(const LayerShape &, size_t, LayerTypes) {
  return Error{"not built in, oneDNN 2 was not found"};
}

EngineOr lowres::makeOneDnnTraining(const std::vector<Product> &, size_t,
                                    unsigned) {
  return Error{"not built in, oneDNN 2 was not found"};
}
