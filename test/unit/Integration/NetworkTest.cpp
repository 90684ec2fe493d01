//===- NetworkTest.cpp - Networks of several layers -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Execution.h"

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

class Networks : public ::testing::TestWithParam<ActivationMode> {
protected:
  static LayerSpec getLayer(unsigned levels, int64_t inputs, int64_t outputs,
                            const char *activation) {
    LayerSpec spec;
    spec.levels = levels;
    spec.inputs = inputs;
    spec.outputs = outputs;
    spec.bias = true;
    spec.activation = activation;
    spec.packed = true;
    return spec;
  }

  static void check(const Network &network) {
    NetworkChecker checker(network, GetParam(), /*seed=*/0);
    for (const std::string &target :
         getRunnable({"native", "x86-64", "x86-64-v3", "x86-64-v4",
                      "icelake-server", getEmulated(network.layers.size())}))
      checker.check(target);
  }
};

TEST_P(Networks, TwoLayers) {
  check(Network::create(
      {getLayer(5, 17, 13, "relu"), getLayer(5, 13, 10, "none")}, 1));
}

TEST_P(Networks, ThreeLayersOfDifferentLevels) {
  LayerSpec grouped = getLayer(16, 40, 33, "relu");
  grouped.scale = ScaleKind::Group;
  grouped.group = 8;
  LayerSpec rows = getLayer(256, 33, 10, "gelu");
  rows.scale = ScaleKind::Row;
  check(Network::create({getLayer(3, 65, 40, "relu"), grouped, rows}, 2));
}

// The layer with the free codebook computes with f32 activations either way.
TEST_P(Networks, FreeCodebookAfterUniform) {
  LayerSpec free = getLayer(7, 13, 10, "tanh");
  free.codebook = createCodebook(7);
  check(Network::create({getLayer(9, 17, 13, "relu6"), free}, 3));
}

TEST_P(Networks, StaticBatch) {
  for (int64_t batch : {1, 5, 8}) {
    Network network = Network::create(
        {getLayer(5, 17, 13, "relu"), getLayer(3, 13, 10, "sigmoid")}, 4);
    network.batch = batch;
    check(network);
  }
}

TEST_P(Networks, WiderThanAnyBlock) {
  check(Network::create(
      {getLayer(5, 300, 260, "relu"), getLayer(17, 260, 10, "none")}, 5));
}

INSTANTIATE_TEST_SUITE_P(
    Activations, Networks,
    ::testing::Values(ActivationMode::F32, ActivationMode::I8),
    [](const ::testing::TestParamInfo<ActivationMode> &info) {
      return info.param == ActivationMode::I8 ? "I8" : "F32";
    });

} // namespace
