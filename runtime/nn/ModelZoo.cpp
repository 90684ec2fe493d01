//===- ModelZoo.cpp - Named networks --------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/ModelZoo.h"

#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/Relu.h"

using namespace lowres;

const char *lowres::modelName(Model model) {
  switch (model) {
  case Model::Linear:
    return "linear";
  case Model::Fcnn1:
    return "fcnn1";
  case Model::Fcnn2:
    return "fcnn2";
  }
  return "";
}

static std::vector<size_t> hiddenSizes(Model model) {
  switch (model) {
  case Model::Linear:
    return {};
  case Model::Fcnn1:
    return {512, 256};
  case Model::Fcnn2:
    return {4096, 2048};
  }
  return {};
}

Network lowres::makeNetwork(Model model, size_t inputFeatures, size_t classes,
                            const WeightQuantizer *quantizer, uint64_t seed) {
  constexpr uint64_t weightStream = 0x77;
  Network network(inputFeatures);
  size_t in = inputFeatures, index = 0;
  std::vector<size_t> hidden = hiddenSizes(model);
  for (size_t out : hidden) {
    Random random(seed, weightStream, index);
    network.add(std::make_unique<Dense>(in, out, index++, quantizer, random));
    network.add(std::make_unique<Relu>(out));
    in = out;
  }
  Random random(seed, weightStream, index);
  network.add(std::make_unique<Dense>(in, classes, index, quantizer, random));
  return network;
}
