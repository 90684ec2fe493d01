//===- NetworkDescriptionTest.cpp -----------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/NetworkBuilder.h"

#include "lowres-rt/quant/LevelQuantizer.h"

#include "gtest/gtest.h"

#include <map>

using namespace lowres;

using Type = LayerDescription::Type;

namespace {

LayerDescription of(Type type, size_t outputs = 0) {
  LayerDescription layer = {type};
  layer.outputs = outputs;
  return layer;
}

LayerDescription conv(size_t outputs, size_t kernel, size_t stride = 1,
                      size_t padding = 0, size_t groups = 1) {
  return {Type::Conv, outputs, kernel, stride, padding, groups};
}

LayerDescription residual(std::vector<LayerDescription> body,
                          std::vector<LayerDescription> shortcut = {}) {
  LayerDescription layer = {Type::Residual};
  layer.body = std::move(body);
  layer.shortcut = std::move(shortcut);
  return layer;
}

/// What checkNetwork() says of layers between 8 x 6 x 4 values and 10 classes,
/// with a dense layer behind them that fits.
std::string error(std::vector<LayerDescription> layers) {
  layers.push_back(of(Type::GlobalAvgPool));
  layers.push_back(of(Type::Dense));
  Status status = checkNetwork({"tiny", layers}, {8, 6, 4}, 10);
  return status ? "" : status.error().message;
}

TEST(NetworkDescriptionTest, LayersThatFit) {
  LayerDescription attention = of(Type::Attention);
  attention.heads = 2;
  EXPECT_EQ(error({conv(8, 3, 2, 1), residual({conv(8, 3, 1, 1)}),
                   residual({conv(4, 3, 2, 1)}, {conv(4, 1, 2)}),
                   of(Type::PositionEmbedding), of(Type::LayerNorm), attention,
                   of(Type::Gelu), of(Type::Dense, 5), of(Type::Dropout),
                   of(Type::Relu), of(Type::BatchNorm)}),
            "");
}

TEST(NetworkDescriptionTest, LayersThatDoNot) {
  EXPECT_EQ(error({conv(8, 3), conv(8, 5)}),
            "layers[1] (conv): a kernel of 5 x 5 is larger than the input, "
            "6 x 4 x 8");
  EXPECT_EQ(error({conv(8, 3, 1, 3)}),
            "layers[0] (conv): the padding, 3, is as large as the kernel or "
            "larger");
  EXPECT_EQ(error({conv(8, 3, 1, 1, 3)}),
            "layers[0] (conv): 3 groups do not divide 4 channels and 8 "
            "outputs");
  EXPECT_EQ(error({conv(8, 4, 4)}),
            "layers[0] (conv): patches of 4 x 4 pixels do not divide the "
            "input, 8 x 6 x 4");
  LayerDescription attention = of(Type::Attention);
  attention.heads = 3;
  EXPECT_EQ(error({residual({of(Type::LayerNorm), attention})}),
            "layers[0].body[1] (attention): 3 heads do not divide tokens of 4 "
            "values");
  EXPECT_EQ(error({residual({conv(8, 1)})}),
            "layers[0] (residual): the body makes 8 x 6 x 8 of 8 x 6 x 4, the "
            "shortcut 8 x 6 x 4");
  EXPECT_EQ(error({residual({of(Type::Flatten)})}),
            "layers[0].body: expected a layer that computes something");
  LayerDescription pool = of(Type::MaxPool);
  pool.kernel = 7;
  EXPECT_EQ(error({residual({of(Type::Relu)}, {pool})}),
            "layers[0].shortcut[0] (max_pool): windows of 7 x 7 are larger "
            "than the input, 8 x 6 x 4");
}

TEST(NetworkDescriptionTest, TheEnd) {
  auto ending = [](std::vector<LayerDescription> layers) {
    Status status = checkNetwork({"tiny", layers}, {8, 6, 4}, 10);
    return status ? "" : status.error().message;
  };
  EXPECT_EQ(ending({of(Type::Flatten), of(Type::Dense, 10)}), "");
  EXPECT_EQ(ending({of(Type::Flatten), of(Type::Dense, 7)}),
            "layers[1] (dense): the network ends in 1 x 1 x 7 values, expected "
            "1 x 1 x 10, one for each class");
  EXPECT_EQ(ending({of(Type::Dense, 10)}),
            "layers[0] (dense): the network ends in 8 x 6 x 10 values, "
            "expected 1 x 1 x 10, one for each class");
  EXPECT_EQ(ending({}), "layers: expected a layer that computes something");
}

// Sizes that no machine has memory for are errors, and do not wrap around.
TEST(NetworkDescriptionTest, TooLarge) {
  EXPECT_EQ(error({of(Type::Dense, 65536)}), "");
  EXPECT_EQ(error({of(Type::Dense, 65536), of(Type::Dense, 65536)}),
            "layers[1] (dense): more than 268435456 weights up to here");
  std::vector<LayerDescription> many(5000, of(Type::Relu));
  EXPECT_EQ(error(many), "layers[4096] (relu): more than 4096 layers");
  Status status = checkNetwork({"tiny", {conv(65536, 1), of(Type::Dense)}},
                               {32, 32, 3}, 10);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "layers[0] (conv): an output of 32 x 32 x 65536 values, expected "
            "at most 16777216");
  status = checkNetwork({"tiny", {of(Type::Attention), of(Type::Dense)}},
                        {100, 100, 1}, 10);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "layers[0] (attention): 10000 tokens, expected at most 8192");
}

TEST(NetworkDescriptionTest, TextTellsNetworksApart) {
  std::vector<LayerDescription> layers = {
      conv(8, 3, 1, 1), residual({of(Type::Relu), of(Type::Dense, 8)}),
      of(Type::Dropout), of(Type::Dense)};
  layers[1].body[1].levels = 0;
  layers[2].probability = 0.25f;
  layers[3].hasBias = false;
  EXPECT_EQ(describeLayers({"tiny", layers}),
            "layers[0]=conv outputs=8 kernel=3 padding=1\n"
            "layers[1]=residual\n"
            "layers[1].body[0]=relu\n"
            "layers[1].body[1]=dense outputs=8 levels=0\n"
            "layers[2]=dropout probability=0.25\n"
            "layers[3]=dense bias=0\n");
}

TEST(NetworkDescriptionTest, LevelsOfALayer) {
  LevelQuantizer five(5, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  LevelQuantizer three(3, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  NetworkDescription description = {"tiny",
                                    {of(Type::Dense, 4), of(Type::Attention),
                                     of(Type::Flatten), of(Type::Dense)}};
  description.layers[0].levels = 0;
  description.layers[1].levels = 3;
  auto quantizerOf = [&](std::optional<int> levels) -> const WeightQuantizer * {
    if (!levels)
      return &five;
    return *levels == 3 ? &three : nullptr;
  };
  Network network = makeNetwork(description, {2, 2, 3}, 10, quantizerOf, 1);
  std::map<std::string, const WeightQuantizer *> used;
  for (Parameter *parameter : network.parameters())
    used[parameter->name] = parameter->quantizer;
  EXPECT_EQ(used["w0"], nullptr);
  for (const char *name : {"w1", "w2", "w3", "w4"})
    EXPECT_EQ(used[name], &three);
  EXPECT_EQ(used["w5"], &five);
  EXPECT_EQ(used["b5"], nullptr);
}

} // namespace
