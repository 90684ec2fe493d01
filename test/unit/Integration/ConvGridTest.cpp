//===- ConvGridTest.cpp - Convolutions of many shapes ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Convolutions as the compiler lowers them by itself, and by kernels chosen by
// hand, executed, against the reference.
//
//===----------------------------------------------------------------------===//

#include "Deck.h"
#include "Execution.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::lowres;
using namespace mlir::lowres::test;

namespace {

const std::vector<unsigned> kLevels = {2, 3, 4, 5, 6, 9, 16, 17, 100, 256};
/// Layers for each level count and kind of activations.
constexpr int kLayers = 3;
/// Products of an image; those of larger ones would take their time.
constexpr int64_t kMaxProducts = 1 << 20;

struct GridCase {
  Network network;
  ActivationMode activations;
  std::string target;
};

/// Deals convolutions with their outputs.
class ConvDeck {
public:
  explicit ConvDeck(std::mt19937 &random)
      : images({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
               random),
        windows({1, 1, 2, 3, 3, 3, 4, 5, 6, 7}, random),
        strides({1, 1, 1, 2, 3}, random), dilations({1, 1, 1, 2, 3}, random),
        padding({0, 0, 0, 1, 1, 2, 3}, random),
        groups({1, 1, 1, 1, 2, 3, kDepthwise}, random),
        channels(
            {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 64, 65, 96, 130},
            random),
        outputs(
            {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65},
            random) {}

  LayerSpec next() {
    ConvSpec conv;
    for (unsigned dim : {0, 1}) {
      conv.image[dim] = images.next();
      conv.window[dim] = windows.next();
      conv.strides[dim] = strides.next();
      conv.dilations[dim] = dilations.next();
      for (unsigned side : {0, 1})
        conv.padding[2 * dim + side] = padding.next();
    }
    int64_t numOutputs = outputs.next();
    conv.groups = groups.next();
    conv.channels = channels.next();
    if (conv.groups == kDepthwise) {
      conv.groups = conv.channels;
      numOutputs = conv.channels * (numOutputs % 2 + 1);
    } else {
      // What the groups divide.
      conv.channels = llvm::alignTo(conv.channels, conv.groups);
      numOutputs = llvm::alignTo(numOutputs, conv.groups);
    }
    auto fit = [&](bool smallest) {
      for (unsigned dim : {0, 1}) {
        int64_t least = conv.getExtent(dim) - conv.padding[2 * dim] -
                        conv.padding[2 * dim + 1];
        conv.image[dim] =
            std::max(smallest ? int64_t(1) : conv.image[dim], least);
      }
    };
    fit(/*smallest=*/false);
    int64_t products = conv.getNumPositions(0) * conv.getNumPositions(1) *
                       numOutputs * conv.getNumInputs();
    if (products > kMaxProducts)
      fit(/*smallest=*/true);
    return LayerSpec::createConv(conv, numOutputs);
  }

private:
  static constexpr int64_t kDepthwise = 0;

  Deck<int64_t> images, windows, strides, dilations, padding, groups, channels,
      outputs;
};

/// All cases, in an order that does not depend on which are run.
std::vector<GridCase> createCases() {
  std::mt19937 random(2027);
  ConvDeck convs(random);
  Deck<std::string> functions({"none", "relu", "relu6", "gelu", "gelu_tanh",
                               "silu", "sigmoid", "tanh", "none", "relu"},
                              random);
  Deck<int> batches({0, 0, 0, 1, 2, 3}, random);
  Deck<int> biases({0, 1}, random), packed({0, 1}, random),
      rowScales({0, 1}, random);
  Deck<int> freeCodebooks({0, 0, 0, 1}, random);
  Deck<std::string> targets({"native", "native", "x86-64", "x86-64-v2",
                             "x86-64-v3", "x86-64-v4", "icelake-server",
                             "aarch64", "aarch64+dotprod", "aarch64+i8mm"},
                            random);

  std::vector<GridCase> cases;
  for (unsigned levels : kLevels)
    for (int i = 0; i < 2 * kLayers; ++i) {
      LayerSpec spec = convs.next();
      spec.levels = levels;
      spec.bias = biases.next();
      spec.activation = functions.next();
      spec.packed = packed.next();
      spec.scale = rowScales.next() ? ScaleKind::Row : ScaleKind::Tensor;
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

class ConvGrid : public ::testing::TestWithParam<size_t> {
protected:
  static void TearDownTestSuite() { NetworkChecker::printCounts(); }
};

TEST_P(ConvGrid, AgreesWithReference) {
  static const std::vector<GridCase> cases = createCases();
  for (int i = 0; i < 2 * kLayers; ++i) {
    const size_t index = GetParam() * 2 * kLayers + i;
    const GridCase &gridCase = cases[index];
    NetworkChecker checker(gridCase.network, gridCase.activations, index);
    checker.check(canRun(gridCase.target) ? gridCase.target : "native");
  }
}

// Every run is a process that compiles its kernels anew: a layer for each kind
// of activations.
TEST_P(ConvGrid, OnVulkan) {
  static const std::vector<GridCase> cases = createCases();
  if (!canRun(kVulkanTarget))
    GTEST_SKIP() << "no Vulkan";
  for (int i = 0; i < 2; ++i) {
    const size_t index = GetParam() * 2 * kLayers + i;
    const GridCase &gridCase = cases[index];
    NetworkChecker(gridCase.network, gridCase.activations, index)
        .check(kVulkanTarget);
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, ConvGrid,
                         ::testing::Range<size_t>(0, kLevels.size()),
                         [](const ::testing::TestParamInfo<size_t> &info) {
                           return std::to_string(kLevels[info.param]);
                         });

class ConvKernel : public ::testing::TestWithParam<ActivationMode> {
protected:
  static void TearDownTestSuite() { NetworkChecker::printCounts(); }

  /// Checks kernels for each number of lanes and of tiles. Numbers of rows and
  /// ways to store and decode the weights take turns.
  static void checkKernels(const LayerSpec &spec) {
    const char *storages[] = {
        "decode = divide, packing = <digits = 3, bits = 8",
        "decode = divide, packing = <digits = 1, bits = 3",
        "decode = lookup, packing = <digits = 3, bits = 7"};
    const char *strategy =
        GetParam() == ActivationMode::I8 ? "decode_dot" : "decode_fma";
    NetworkChecker checker(Network::create({spec}, 1), GetParam(), 1);
    unsigned turn = 0;
    for (unsigned lanes : {4, 8, 16})
      for (unsigned tiles : {1, 2}) {
        checker.check(
            "native",
            llvm::formatv(
                "strategy = {0}, {1}, lanes = {2}>, rows = {3}, tiles = {4}",
                strategy, storages[turn % 3], lanes, turn % 4 + 1, tiles));
        ++turn;
      }
    if (spec.conv->groups == 1)
      for (const char *storage : {storages[0], storages[1]})
        checker.check("native",
                      llvm::formatv("strategy = {0}, {1}, lanes = 32>, rows = "
                                    "3, threads = 1",
                                    strategy, storage));
    if (GetParam() == ActivationMode::I8)
      for (unsigned lanes : {8, 16})
        checker.check("native",
                      llvm::formatv("strategy = decode_dot, packing = <lanes = "
                                    "{0}, digits = 1, bits = 4, shared = "
                                    "true>, rows = 3, tiles = 2",
                                    lanes));
  }
};

// 5 * 6 positions, which are no whole blocks of four rows; 37 outputs, which
// are no whole tiles.
TEST_P(ConvKernel, Blocks) {
  ConvSpec conv;
  conv.image = {9, 7};
  conv.channels = 5;
  conv.window = {3, 2};
  conv.strides = {2, 1};
  conv.padding = {1, 1, 0, 0};
  LayerSpec spec = LayerSpec::createConv(conv, 37);
  spec.bias = true;
  spec.activation = "relu";
  checkKernels(spec);
}

// Groups of two tiles of the largest number of lanes.
TEST_P(ConvKernel, Groups) {
  ConvSpec conv;
  conv.image = {4, 5};
  conv.channels = 9;
  conv.window = {2, 2};
  conv.dilations = {1, 2};
  conv.groups = 3;
  LayerSpec spec = LayerSpec::createConv(conv, 96);
  spec.scale = ScaleKind::Row;
  checkKernels(spec);
}

// A line of 30 windows of 288 inputs is larger than a block of lines should be.
TEST_P(ConvKernel, LinesOneByOne) {
  ConvSpec conv;
  conv.image = {4, 30};
  conv.channels = 32;
  conv.padding = {1, 0, 1, 1};
  LayerSpec spec = LayerSpec::createConv(conv, 6);
  NetworkChecker checker(Network::create({spec}, 2), GetParam(), 2);
  checker.check("native");
}

// One convolution's images are the next one's.
TEST_P(ConvKernel, Chain) {
  ConvSpec first;
  first.image = {8, 9};
  first.channels = 3;
  first.padding = {1, 1, 1, 1};
  ConvSpec second;
  second.image = {8, 9};
  second.channels = 20;
  second.strides = {2, 2};
  LayerSpec relu = LayerSpec::createConv(first, 20);
  relu.activation = "relu";
  Network network =
      Network::create({relu, LayerSpec::createConv(second, 7)}, 3);
  NetworkChecker checker(network, GetParam(), 0);
  for (const std::string &target :
       getRunnable({"native", "x86-64-v3", "aarch64+dotprod"}))
    checker.check(target);
}

// A channel for every output, which vectors of channels are for: of 19 channels
// none fill their tiles.
TEST_P(ConvKernel, Depthwise) {
  ConvSpec conv;
  conv.image = {6, 7};
  conv.channels = conv.groups = 19;
  conv.window = {3, 2};
  conv.strides = {2, 1};
  conv.dilations = {1, 2};
  conv.padding = {1, 0, 2, 1};
  for (unsigned levels : kLevels) {
    LayerSpec spec = LayerSpec::createConv(conv, conv.channels);
    spec.levels = levels;
    spec.scale = levels % 2 ? ScaleKind::Row : ScaleKind::Tensor;
    spec.bias = levels % 3;
    spec.activation = "relu";
    NetworkChecker checker(Network::create({spec}, levels), GetParam(), 0);
    checker.check("native");
  }
}

// Whole tiles, by vectors of every size.
TEST_P(ConvKernel, DepthwiseTargets) {
  ConvSpec conv;
  conv.channels = conv.groups = 32;
  conv.padding = {1, 1, 1, 1};
  LayerSpec spec = LayerSpec::createConv(conv, conv.channels);
  NetworkChecker checker(Network::create({spec}, 4), GetParam(), 1);
  for (const std::string &target :
       getRunnable({"x86-64", "x86-64-v3", "x86-64-v4", "icelake-server",
                    getEmulated(0), getEmulated(1), getEmulated(2)}))
    checker.check(target);
}

INSTANTIATE_TEST_SUITE_P(
    Activations, ConvKernel,
    ::testing::Values(ActivationMode::F32, ActivationMode::I8),
    [](const ::testing::TestParamInfo<ActivationMode> &info) {
      return info.param == ActivationMode::I8 ? "I8" : "F32";
    });

/// More lines than an image has rounds of the parallel loop, so that a round
/// has several blocks and the last one fewer.
TEST(ConvBlocks, SeveralInARound) {
  ConvSpec conv;
  conv.image = {131, 600};
  conv.window = {2, 2};
  conv.channels = 1;
  LayerSpec spec = LayerSpec::createConv(conv, /*outputs=*/3);
  for (ActivationMode mode : {ActivationMode::F32, ActivationMode::I8})
    NetworkChecker(Network::create({spec}, 1), mode, 1).check("native");
}

/// A convolution, with a free codebook if it has groups.
LayerSpec createTableConv(int64_t groups, int64_t channels, int64_t outputs) {
  ConvSpec conv;
  conv.image = {6, 5};
  conv.window = {3, 2};
  conv.padding = {1, 0, 1, 1};
  conv.strides = {1, 2};
  conv.channels = channels;
  conv.groups = groups;
  LayerSpec spec = LayerSpec::createConv(conv, outputs);
  spec.bias = true;
  spec.scale = ScaleKind::Row;
  if (groups > 1)
    spec.codebook = createCodebook(spec.levels);
  return spec;
}

/// Fields in bytes and in dwords, as products of levels and as sums that are
/// looked up. Windows of 30 inputs are whole chunks of some of them.
TEST(ConvBlocks, TablesAndDwords) {
  // Outputs that are no whole tiles; two tiles and one for a group.
  for (LayerSpec spec :
       {createTableConv(1, 5, 37), createTableConv(3, 15, 48)}) {
    NetworkChecker checker(Network::create({spec}, 1), ActivationMode::F32, 1);
    for (const char *kernel :
         {"table_sum, packing = <lanes = 16, digits = 2, bits = 5>",
          "table_sum, packing = <lanes = 8, digits = 1, bits = 3>, rows = 2, "
          "tiles = 2",
          "table_sum, packing = <lanes = 16, digits = 2, bits = 5, container = "
          "32>",
          "table_sum, packing = <lanes = 8, digits = 1, bits = 3, container = "
          "32>, rows = 3, tiles = 2",
          "decode_fma, packing = <lanes = 16, digits = 1, bits = 3, container "
          "= 32>",
          "decode_fma, packing = <lanes = 4, digits = 1, bits = 5, container = "
          "32>, rows = 2, tiles = 2",
          "table_sum, packing = <lanes = 4, digits = 1, bits = 3>, tiles = 2"})
      for (const std::string &target : getRunnable({"native", "aarch64"}))
        checker.check(target, std::string("strategy = ") + kernel);
  }
}

/// The same for a channel for each output. (Sums in tables are refused.)
TEST(ConvBlocks, DepthwiseDwords) {
  LayerSpec spec = createTableConv(19, 19, 19);
  for (bool uniform : {true, false}) {
    spec.codebook =
        uniform ? std::vector<float>() : createCodebook(spec.levels);
    NetworkChecker checker(Network::create({spec}, 1), ActivationMode::F32, 1);
    for (const char *packing : {"lanes = 16, digits = 1, bits = 3",
                                "lanes = 4, digits = 1, bits = 8"})
      checker.check("native",
                    std::string("strategy = decode_fma, packing = <") +
                        packing + ", container = 32>");
  }
}

/// Lines of a window that are whole steps are copied to blocks at once, also
/// where a column, a line or a channel is all there is. Batches of two images,
/// several blocks of lines, and packings whose chunks are no steps.
TEST(ConvBlocks, WindowsOfWholeSteps) {
  struct Shape {
    std::array<int64_t, 2> image, window, strides;
    int64_t channels, outputs;
  };
  for (auto [image, window, strides, channels, outputs] :
       {Shape{{7, 9}, {3, 3}, {1, 1}, 64, 37},
        Shape{{41, 37}, {1, 1}, {1, 1}, 128, 16},
        Shape{{35, 33}, {2, 4}, {2, 1}, 16, 48},
        Shape{{30, 2}, {1, 2}, {1, 1}, 32, 5},
        Shape{{1, 40}, {1, 1}, {1, 3}, 192, 33}}) {
    ConvSpec conv;
    conv.image = image;
    conv.window = window;
    conv.strides = strides;
    conv.channels = channels;
    LayerSpec spec = LayerSpec::createConv(conv, outputs);
    spec.bias = true;
    NetworkChecker checker(Network::create({spec}, 1), ActivationMode::I8, 2);
    for (const char *packing : {"digits = 1, bits = 4", "digits = 3, bits = 7"})
      checker.check("native", std::string("strategy = decode_dot, packing = "
                                          "<lanes = 16, ") +
                                  packing +
                                  ">, panel = <rows = 16, inputs = 64, tiles "
                                  "= 2, depth = 128>");
  }
}

/// Groups, and few positions, have panels only if somebody asks for them.
TEST(ConvBlocks, PanelsByHand) {
  for (int64_t groups : {1, 2}) {
    ConvSpec conv;
    conv.image = {9, 7};
    conv.window = {3, 2};
    conv.padding = {1, 0, 1, 1};
    conv.strides = {1, 2};
    conv.channels = 10;
    conv.groups = groups;
    LayerSpec spec = LayerSpec::createConv(conv, /*outputs=*/32);
    NetworkChecker checker(Network::create({spec}, 1), ActivationMode::I8, 1);
    for (const char *rows : {"4", "16"})
      checker.check(
          "native",
          std::string("strategy = decode_dot, packing = <lanes = 16, digits = "
                      "3, bits = 7>, panel = <rows = ") +
              rows + ", inputs = 64, tiles = 2, depth = 32>");
  }
}

} // namespace
