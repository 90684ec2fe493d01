//===- DenseGridTest.cpp - Dense layers of many shapes --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Layers as the compiler lowers them by itself, executed, against the
// reference. Not all combinations of all axes are run (there are about a
// million): every layer takes the next value of every axis from its deck.
//
//===----------------------------------------------------------------------===//

#include "Deck.h"
#include "Execution.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

const std::vector<unsigned> kLevels = {2,   3,   4,   5,   6,   7,   8,  9,
                                       11,  15,  16,  17,  31,  32,  33, 64,
                                       100, 127, 128, 129, 200, 255, 256};
/// Layers for each level count and kind of activations.
constexpr int kLayers = 3;

struct GridCase {
  Network network;
  ActivationMode activations;
  std::string target; ///< Besides native.
};

/// All cases, in an order that does not depend on which are run.
std::vector<GridCase> createCases() {
  std::mt19937 random(2026);
  Deck<int64_t> inputs({1,   2,   3,   4,   5,   7,   11, 12, 13,
                        31,  32,  33,  63,  64,  65,  95, 96, 97,
                        127, 128, 129, 191, 192, 193, 300},
                       random);
  Deck<int64_t> outputs(
      {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100}, random);
  // Inputs in a group; 0 for a scale of each output, -1 for one of all.
  Deck<int64_t> groups({-1, -1, 0, 0, 1, 3, 8, 32, 33, 64, 100}, random);
  Deck<std::string> functions({"none", "relu", "relu6", "gelu", "gelu_tanh",
                               "silu", "sigmoid", "tanh", "none", "relu"},
                              random);
  Deck<int> batches({0, 0, 0, 0, 0, 1, 3, 4, 6}, random);
  Deck<int> biases({0, 1}, random), packed({0, 1}, random);
  Deck<int> freeCodebooks({0, 0, 0, 1}, random);
  Deck<std::string> targets({"x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4",
                             "icelake-server", "aarch64", "aarch64+dotprod",
                             "aarch64+i8mm"},
                            random);

  std::vector<GridCase> cases;
  for (unsigned levels : kLevels)
    for (int i = 0; i < 2 * kLayers; ++i) {
      LayerSpec spec;
      spec.levels = levels;
      spec.inputs = inputs.next();
      spec.outputs = outputs.next();
      spec.bias = biases.next();
      spec.activation = functions.next();
      spec.packed = packed.next();
      int64_t group = groups.next();
      spec.scale = group < 0    ? ScaleKind::Tensor
                   : group == 0 ? ScaleKind::Row
                                : ScaleKind::Group;
      if (group > 0) {
        // Groups are of equal size, but for the last one.
        int64_t count = llvm::divideCeil(spec.inputs, group);
        spec.group = llvm::divideCeil(spec.inputs, count);
      }
      if (freeCodebooks.next())
        spec.codebook = createCodebook(levels);
      Network network = Network::create({spec}, random());
      if (int batch = batches.next())
        network.batch = batch;
      cases.push_back({network,
                       i % 2 ? ActivationMode::I8 : ActivationMode::F32,
                       targets.next()});
    }
  return cases;
}

class DenseGrid : public ::testing::TestWithParam<size_t> {
protected:
  static void TearDownTestSuite() { NetworkChecker::printCounts(); }
};

TEST_P(DenseGrid, AgreesWithReference) {
  static const std::vector<GridCase> cases = createCases();
  for (int i = 0; i < 2 * kLayers; ++i) {
    const size_t index = GetParam() * 2 * kLayers + i;
    const GridCase &gridCase = cases[index];
    NetworkChecker checker(gridCase.network, gridCase.activations, index);
    for (const std::string &target : getRunnable({"native", gridCase.target}))
      checker.check(target);
  }
}

// Every run is a process that compiles its kernels anew: a layer for each kind
// of activations, and numbers of rows below, of and above a block.
TEST_P(DenseGrid, OnVulkan) {
  static const std::vector<GridCase> cases = createCases();
  if (!canRun(kVulkanTarget))
    GTEST_SKIP() << "no Vulkan";
  for (int i = 0; i < 2; ++i) {
    const size_t index = GetParam() * 2 * kLayers + i;
    const GridCase &gridCase = cases[index];
    NetworkChecker(gridCase.network, gridCase.activations, index, {1, 4, 7})
        .check(kVulkanTarget);
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, DenseGrid,
                         ::testing::Range<size_t>(0, kLevels.size()),
                         [](const ::testing::TestParamInfo<size_t> &info) {
                           return std::to_string(kLevels[info.param]);
                         });

} // namespace
