//===- MlirExportTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/MlirExport.h"

#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

TEST(MlirExportTest, Levels) {
  ModelExport model;
  model.name = "tiny";
  DenseExport first;
  first.in = 2;
  first.out = 2;
  first.relu = true;
  first.levels = 5;
  first.packed = {0x54, 0x01};
  first.scales = {0.05f};
  first.bias = {1.0f, -2.0f};
  DenseExport second;
  second.in = 2;
  second.out = 1;
  second.levels = 2;
  second.packed = {0x02};
  second.scales = {0.5f};
  second.bias = {0.0f};
  model.layers = {first, second};
  EXPECT_EQ(exportMlir(model),
            R"(module {
  func.func @tiny(%input: tensor<?x2xf32>) -> tensor<?x1xf32> {
    %w0 = lowres.constant dense_resource<w0> : tensor<2xi8> -> tensor<2x2x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    %s0 = arith.constant dense<0x3D4CCCCD> : tensor<f32>
    %b0 = arith.constant dense_resource<b0> : tensor<2xf32>
    %h0 = lowres.dense %input, %w0 scale(%s0 : tensor<f32>) bias(%b0 : tensor<2xf32>) activation(relu) : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>> -> tensor<?x2xf32>
    %w1 = lowres.constant dense_resource<w1> : tensor<1xi8> -> tensor<1x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
    %s1 = arith.constant dense<0x3F000000> : tensor<f32>
    %b1 = arith.constant dense_resource<b1> : tensor<1xf32>
    %h1 = lowres.dense %h0, %w1 scale(%s1 : tensor<f32>) bias(%b1 : tensor<1xf32>) : tensor<?x2xf32>, tensor<1x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>> -> tensor<?x1xf32>
    return %h1 : tensor<?x1xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      w0: "0x100000005401",
      b0: "0x100000000000803F000000C0",
      w1: "0x1000000002",
      b1: "0x1000000000000000"
    }
  }
#-}
)");
}

TEST(MlirExportTest, RowScales) {
  ModelExport model;
  model.name = "rows";
  DenseExport layer;
  layer.in = 1;
  layer.out = 2;
  layer.levels = 3;
  layer.packed = {7};
  layer.scales = {1.0f, 2.0f};
  layer.bias = {0.0f, 0.0f};
  model.layers = {layer};
  std::string text = exportMlir(model);
  EXPECT_NE(
      text.find("%s0 = arith.constant dense_resource<s0> : tensor<2xf32>"),
      std::string::npos);
  EXPECT_NE(text.find("scale(%s0 : tensor<2xf32>)"), std::string::npos);
  EXPECT_NE(text.find("s0: \"0x100000000000803F00000040\""), std::string::npos);
}

TEST(MlirExportTest, FloatWeightsAreTransposed) {
  ThreadPool pool(1);
  Network network = makeNetwork(Model::Linear, {1, 1, 3}, 2, nullptr, 1);
  Parameter &weight = *network.parameters()[0];
  for (size_t i = 0; i < 6; ++i)
    weight.value[i] = static_cast<float>(i);
  ModelExport model = makeExport("linear", network, pool);
  ASSERT_EQ(model.layers.size(), 1u);
  EXPECT_EQ(model.layers[0].weights,
            std::vector<float>({0.0f, 3.0f, 1.0f, 4.0f, 2.0f, 5.0f}));
  std::string text = exportMlir(model);
  EXPECT_NE(text.find("linalg.matmul ins(%input, %w0 : tensor<?x3xf32>, "
                      "tensor<3x2xf32>)"),
            std::string::npos);
  EXPECT_EQ(text.find("lowres."), std::string::npos);
}

TEST(MlirExportTest, CodesOfANetwork) {
  ThreadPool pool(2);
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Row);
  Network network = makeNetwork(Model::Fcnn1, {1, 7, 1}, 10, &quantizer, 1);
  for (Parameter *parameter : network.parameters())
    parameter->requantize(pool);
  ModelExport model = makeExport("fcnn1", network, pool);
  ASSERT_EQ(model.layers.size(), 3u);
  EXPECT_TRUE(model.layers[0].relu);
  EXPECT_TRUE(model.layers[1].relu);
  EXPECT_FALSE(model.layers[2].relu);

  // What is stored decodes to the weights the network computes with.
  const Parameter &weight = *network.parameters()[0];
  const DenseExport &layer = model.layers[0];
  std::vector<uint8_t> codes =
      unpackRadix(canonicalRadix(5), layer.packed, weight.size());
  ASSERT_EQ(layer.scales.size(), weight.rows);
  for (size_t row = 0; row < weight.rows; ++row) {
    float decoded[7];
    quantizer.decode(codes.data() + row * 7, 7, layer.scales[row], decoded);
    for (size_t col = 0; col < 7; ++col)
      EXPECT_EQ(decoded[col], weight.weights()[row * 7 + col]);
  }
}

} // namespace
