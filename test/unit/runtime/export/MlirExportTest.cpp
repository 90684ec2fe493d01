//===- MlirExportTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/MlirExport.h"

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/Dropout.h"
#include "lowres-rt/nn/Gelu.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/LayerNorm.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/nn/PositionEmbedding.h"
#include "lowres-rt/nn/Relu.h"
#include "lowres-rt/nn/Residual.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "quant/UnpackRadix.h"

#include "gtest/gtest.h"

#include <cstring>

using namespace lowres;

namespace {

/// A chain to export, and what is needed to make its layers.
class MlirExportTest : public testing::Test {
protected:
  Dense &addDense(size_t in, size_t out, const WeightQuantizer *quantizer) {
    chain.add(std::make_unique<Dense>(in, out, 0, quantizer, random));
    return static_cast<Dense &>(*chain.layers().back());
  }
  Conv2D &addConv(const ConvShape &shape, const WeightQuantizer *quantizer) {
    chain.add(std::make_unique<Conv2D>(shape, Conv2D::Bias::No, 0, quantizer,
                                       random));
    return static_cast<Conv2D &>(*chain.layers().back());
  }
  /// Halves channels of even number and adds 3 to all of them.
  void addNorm(const ImageShape &shape) {
    auto norm = std::make_unique<BatchNorm>(shape, 0);
    for (size_t c = 0; c < shape.channels; ++c) {
      norm->gamma.value[c] = c % 2 ? 2.0f : 1.0f;
      norm->variance.value[c] = 4.0f;
      norm->mean.value[c] = 2.0f;
      norm->beta.value[c] = 3.0f + (c % 2 ? 2.0f : 1.0f);
    }
    chain.add(std::move(norm));
  }
  std::string text(size_t inputFeatures) {
    for (Parameter *parameter : chain.parameters())
      parameter->requantize(pool);
    return exportMlir("tiny", Network(inputFeatures, std::move(chain)), pool);
  }
  static void set(Parameter &parameter, const std::vector<float> &values) {
    ASSERT_EQ(parameter.size(), values.size());
    std::copy(values.begin(), values.end(), parameter.value.data());
  }

  ThreadPool pool{2};
  Random random{1};
  Sequential chain;
};

/// The bytes of a blob.
std::vector<uint8_t> blob(const std::string &text, const std::string &name) {
  std::string start = " " + name + ": \"0x10000000";
  size_t begin = text.find(start);
  EXPECT_NE(begin, std::string::npos) << name;
  std::vector<uint8_t> bytes;
  for (size_t i = begin + start.size(); text[i] != '"'; i += 2)
    bytes.push_back(
        static_cast<uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::vector<float> floats(const std::string &text, const std::string &name) {
  std::vector<uint8_t> bytes = blob(text, name);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

void expectContains(const std::string &text, const std::string &part) {
  EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

TEST_F(MlirExportTest, Levels) {
  // With two inputs the fixed scale is sqrt(2 / 2).
  LevelQuantizer five(5, ScaleRule::Fixed1, ScaleGranularity::Tensor);
  LevelQuantizer two(2, ScaleRule::Fixed1, ScaleGranularity::Tensor);
  Dense &first = addDense(2, 2, &five);
  set(first.weight, {1.0f, -0.5f, 0.5f, 0.0f}); // Codes 4 1 3 2.
  set(*first.bias, {1.0f, -2.0f});
  chain.add(std::make_unique<Relu>(2));
  set(addDense(2, 1, &two).weight, {-1.0f, 1.0f});
  EXPECT_EQ(text(2),
            R"(module {
  func.func @tiny(%input: tensor<?x2xf32>) -> tensor<?x1xf32> {
    %w0 = lowres.constant dense_resource<w0> : tensor<2xi8> -> tensor<2x2x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>>
    %s0 = arith.constant dense<0x3F800000> : tensor<f32>
    %b0 = arith.constant dense_resource<b0> : tensor<2xf32>
    %h0 = lowres.dense %input, %w0 scale(%s0 : tensor<f32>) bias(%b0 : tensor<2xf32>) activation(relu) : tensor<?x2xf32>, tensor<2x2x!lowres.level<5>, #lowres.radix<digits = 3, bits = 7>> -> tensor<?x2xf32>
    %w1 = lowres.constant dense_resource<w1> : tensor<1xi8> -> tensor<1x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
    %s1 = arith.constant dense<0x3F800000> : tensor<f32>
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

TEST_F(MlirExportTest, RowScales) {
  LevelQuantizer three(3, ScaleRule::AbsMax, ScaleGranularity::Row);
  set(addDense(1, 2, &three).weight, {1.0f, -2.0f});
  std::string text = this->text(1);
  expectContains(text,
                 "%s0 = arith.constant dense_resource<s0> : tensor<2xf32>");
  expectContains(text, "scale(%s0 : tensor<2xf32>)");
  EXPECT_EQ(floats(text, "s0"), std::vector<float>({1.0f, 2.0f}));
}

TEST_F(MlirExportTest, FloatWeightsAreTransposed) {
  set(addDense(3, 2, nullptr).weight, {0.0f, 1.0f, 2.0f, 3.0f, 4.0f, 5.0f});
  std::string text = this->text(3);
  EXPECT_EQ(floats(text, "w0"),
            std::vector<float>({0.0f, 3.0f, 1.0f, 4.0f, 2.0f, 5.0f}));
  expectContains(
      text,
      "linalg.matmul ins(%input, %w0 : tensor<?x3xf32>, tensor<3x2xf32>)");
  EXPECT_EQ(text.find("lowres."), std::string::npos);
}

// What is stored decodes to the weights the network computes with.
TEST_F(MlirExportTest, CodesOfANetwork) {
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Row);
  Network network = makeNetwork(Model::Fcnn1, {1, 7, 1}, 10, &quantizer, 1);
  for (Parameter *parameter : network.parameters())
    parameter->requantize(pool);
  std::string text = exportMlir("fcnn1", network, pool);
  const Parameter &weight = *network.parameters()[0];
  std::vector<uint8_t> codes =
      unpackRadix(canonicalRadix(5), blob(text, "w0"), weight.size());
  std::vector<float> scales = floats(text, "s0");
  ASSERT_EQ(scales.size(), weight.rows);
  std::vector<float> table = quantizer.levelTable();
  for (size_t i = 0; i < codes.size(); ++i)
    EXPECT_EQ(scales[i / 7] * table[codes[i]], weight.weights()[i]);
}

/// Another format: three levels of its own, two codes in a field of five bits.
class CodebookQuantizer final : public WeightQuantizer {
public:
  std::vector<float> levelTable() const override { return {-1.0f, 0.1f, 1.0f}; }
  ScaleGranularity granularity() const override {
    return ScaleGranularity::Tensor;
  }
  float statistic(const float *, size_t) const override { return 0.0f; }
  float scale(const float *, size_t, size_t, float) const override {
    return 1.0f;
  }
  void encode(const float *latents, size_t count, float,
              uint8_t *codes) const override {
    for (size_t i = 0; i < count; ++i)
      codes[i] = static_cast<uint8_t>(latents[i]);
  }
  void quantize(const float *latents, size_t count, float,
                float *weights) const override {
    for (size_t i = 0; i < count; ++i)
      weights[i] = levelTable()[static_cast<size_t>(latents[i])];
  }
  void backward(const float *, size_t, float, float *) const override {}
  void postStep(float *, size_t, float) const override {}
  size_t saturated(const float *, size_t, float) const override { return 0; }
  StoredCodes store(const std::vector<uint8_t> &codes) const override {
    RadixFormat format = {3, 2, 5};
    return {format, packRadix(format, codes)};
  }
};

// The quantiser decides on levels and storage.
TEST_F(MlirExportTest, AnotherFormat) {
  CodebookQuantizer quantizer;
  set(addDense(3, 1, &quantizer).weight, {2.0f, 1.0f, 2.0f});
  std::string text = this->text(3);
  expectContains(text,
                 "%w0 = lowres.constant dense_resource<w0> : tensor<2xi8> -> "
                 "tensor<1x3x!lowres.level<3, [-1.00000000e+00, "
                 "1.00000001e-01, 1.00000000e+00]>, "
                 "#lowres.radix<digits = 2, bits = 5>>");
  // Fields 2 + 1*3 and 2.
  EXPECT_EQ(blob(text, "w0"), std::vector<uint8_t>({5 | 2 << 5, 0}));
}

TEST_F(MlirExportTest, LevelConvolutionWithEverything) {
  LevelQuantizer two(2, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  ConvShape shape = {{6, 5, 4}, 2, 3, 2, 1, 2};
  chain.add(std::make_unique<ChannelsLast>(shape.input));
  Conv2D &conv = addConv(shape, &two);
  set(conv.weight, std::vector<float>(36, -4.0f));
  addNorm(shape.output());
  chain.add(std::make_unique<Relu>(shape.output().size()));
  chain.add(std::make_unique<Dropout>(shape.output().size(), 0.5f, 1, 0));
  MaxPool pool(shape.output(), 3, 2);
  chain.add(std::make_unique<MaxPool>(pool));
  addDense(pool.output().size(), 3, &two);
  std::string text = this->text(shape.input.size());
  text.resize(text.find("{-#"));
  std::string body = text;
  EXPECT_EQ(body, R"(module {
  func.func @tiny(%input: tensor<?x4x6x5xf32>) -> tensor<?x3xf32> {
    %c0 = arith.constant 0 : index
    %batch = tensor.dim %input, %c0 : tensor<?x4x6x5xf32>
    %v0 = tensor.empty(%batch) : tensor<?x6x5x4xf32>
    %v1 = linalg.transpose ins(%input : tensor<?x4x6x5xf32>) outs(%v0 : tensor<?x6x5x4xf32>) permutation = [0, 2, 3, 1]
    %w0 = lowres.constant dense_resource<w0> : tensor<5xi8> -> tensor<2x3x3x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
    %s0 = arith.constant dense_resource<s0> : tensor<2xf32>
    %b0 = arith.constant dense_resource<b0> : tensor<2xf32>
    %h0 = lowres.conv_2d %v1, %w0 scale(%s0 : tensor<2xf32>) bias(%b0 : tensor<2xf32>) activation(relu) strides [2, 2] padding [1, 1, 1, 1] groups 2 : tensor<?x6x5x4xf32>, tensor<2x3x3x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>> -> tensor<?x3x3x2xf32>
    %v2 = arith.constant 0xFF800000 : f32
    %v3 = tensor.empty(%batch) : tensor<?x1x1x2xf32>
    %v4 = linalg.fill ins(%v2 : f32) outs(%v3 : tensor<?x1x1x2xf32>) -> tensor<?x1x1x2xf32>
    %v5 = tensor.empty() : tensor<3x3xf32>
    %v6 = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%h0, %v5 : tensor<?x3x3x2xf32>, tensor<3x3xf32>) outs(%v4 : tensor<?x1x1x2xf32>) -> tensor<?x1x1x2xf32>
    %v7 = tensor.collapse_shape %v6 [[0], [1, 2, 3]] : tensor<?x1x1x2xf32> into tensor<?x2xf32>
    %w1 = lowres.constant dense_resource<w1> : tensor<1xi8> -> tensor<3x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>
    %s1 = arith.constant dense<0x)" +
                      body.substr(
                          body.find("%s1 = arith.constant dense<0x") + 29, 8) +
                      R"(> : tensor<f32>
    %b1 = arith.constant dense_resource<b1> : tensor<3xf32>
    %h1 = lowres.dense %v7, %w1 scale(%s1 : tensor<f32>) bias(%b1 : tensor<3xf32>) : tensor<?x2xf32>, tensor<3x2x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>> -> tensor<?x3xf32>
    return %h1 : tensor<?x3xf32>
  }
}

)");
}

// y = (s W x - mean) gamma / sqrt(variance + epsilon) + beta, with the numbers
// of addNorm().
TEST_F(MlirExportTest, FoldedBatchNorm) {
  LevelQuantizer two(2, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  for (const WeightQuantizer *quantizer :
       {static_cast<const WeightQuantizer *>(&two),
        static_cast<const WeightQuantizer *>(nullptr)}) {
    chain = Sequential();
    chain.add(std::make_unique<ChannelsLast>(ImageShape{1, 1, 1}));
    set(addConv({{1, 1, 1}, 2, 1}, quantizer).weight, {4.0f, -4.0f});
    addNorm({1, 1, 2});
    std::string text = this->text(1);
    std::vector<float> factors = floats(text, quantizer ? "s0" : "w0");
    ASSERT_EQ(factors.size(), 2u);
    EXPECT_NEAR(factors[0], 2.0f, 1e-5f);
    EXPECT_NEAR(factors[1], quantizer ? 4.0f : -4.0f, 1e-5f);
    std::vector<float> bias = floats(text, "b0");
    EXPECT_NEAR(bias[0], 3.0f, 1e-5f);
    EXPECT_NEAR(bias[1], 3.0f, 1e-5f);
  }
}

// A factor below zero turns the sign of the scale, not that of the codes.
TEST_F(MlirExportTest, FoldedBatchNormWithNegativeFactor) {
  LevelQuantizer three(3, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  chain.add(std::make_unique<ChannelsLast>(ImageShape{1, 1, 1}));
  set(addConv({{1, 1, 1}, 2, 1}, &three).weight, {4.0f, -4.0f});
  addNorm({1, 1, 2});
  auto &norm = static_cast<BatchNorm &>(*chain.layers().back());
  norm.gamma.value[0] = -1.0f;
  std::string text = this->text(1);
  std::vector<float> scales = floats(text, "s0");
  ASSERT_EQ(scales.size(), 2u);
  EXPECT_NEAR(scales[0], -2.0f, 1e-5f);
  EXPECT_NEAR(scales[1], 4.0f, 1e-5f);
  // (0 - mean) * -1/2 + beta
  EXPECT_NEAR(floats(text, "b0")[0], 5.0f, 1e-5f);
  // Codes 2 and 0 of 3.
  EXPECT_EQ(blob(text, "w0"), std::vector<uint8_t>({2}));
}

// Weights as height, width, channels, outputs; zeros between groups.
TEST_F(MlirExportTest, FloatConvolution) {
  chain.add(std::make_unique<ChannelsLast>(ImageShape{3, 3, 2}));
  Conv2D &conv = addConv({{3, 3, 2}, 4, 2, 1, 1, 2}, nullptr);
  for (size_t i = 0; i < 16; ++i)
    conv.weight.value[i] = static_cast<float>(i + 1);
  std::string text = this->text(18);
  expectContains(text, "tensor.pad %v1 low[0, 1, 1, 0] high[0, 1, 1, 0] {");
  expectContains(text, "linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : "
                       "tensor<2xi64>, strides = dense<1> : tensor<2xi64>} "
                       "ins(%v3, %w0 : tensor<?x5x5x2xf32>, "
                       "tensor<2x2x2x4xf32>)");
  std::vector<float> weights = floats(text, "w0");
  ASSERT_EQ(weights.size(), 32u);
  for (size_t tap = 0; tap < 4; ++tap)
    for (size_t c = 0; c < 2; ++c)
      for (size_t o = 0; o < 4; ++o)
        EXPECT_EQ(weights[(tap * 2 + c) * 4 + o],
                  o / 2 == c ? static_cast<float>(o * 4 + tap + 1) : 0.0f);
}

TEST_F(MlirExportTest, FloatDepthwiseConvolution) {
  chain.add(std::make_unique<ChannelsLast>(ImageShape{3, 3, 2}));
  Conv2D &conv = addConv({{3, 3, 2}, 2, 2, 1, 0, 2}, nullptr);
  set(conv.weight, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f, 8.0f});
  std::string text = this->text(18);
  expectContains(text, "linalg.depthwise_conv_2d_nhwc_hwc {dilations = "
                       "dense<1> : tensor<2xi64>, strides = dense<1> : "
                       "tensor<2xi64>} ins(%v1, %w0 : tensor<?x3x3x2xf32>, "
                       "tensor<2x2x2xf32>)");
  EXPECT_EQ(floats(text, "w0"), std::vector<float>({1.0f, 5.0f, 2.0f, 6.0f,
                                                    3.0f, 7.0f, 4.0f, 8.0f}));
  EXPECT_EQ(text.find("tensor.pad"), std::string::npos);
}

TEST_F(MlirExportTest, ResidualAndAverage) {
  Sequential body;
  LevelQuantizer two(2, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  ConvShape shape = {{2, 2, 3}, 3, 1};
  chain.add(std::make_unique<ChannelsLast>(shape.input));
  body.add(std::make_unique<Conv2D>(shape, Conv2D::Bias::No, 0, &two, random));
  chain.add(std::make_unique<Residual>(std::move(body), Sequential()));
  chain.add(std::make_unique<Relu>(12));
  chain.add(std::make_unique<GlobalAvgPool>(shape.input));
  std::string text = this->text(12);
  text = text.substr(text.find("    %h0"));
  text.resize(text.find("  }\n}\n"));
  EXPECT_EQ(
      text,
      R"(    %h0 = lowres.conv_2d %v1, %w0 scale(%s0 : tensor<f32>) : tensor<?x2x2x3xf32>, tensor<3x1x1x3x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>> -> tensor<?x2x2x3xf32>
    %v2 = arith.addf %h0, %v1 : tensor<?x2x2x3xf32>
    %v3 = arith.constant 0x00000000 : f32
    %v4 = tensor.empty(%batch) : tensor<?x2x2x3xf32>
    %v5 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%v2 : tensor<?x2x2x3xf32>) outs(%v4 : tensor<?x2x2x3xf32>) {
    ^bb0(%in: f32, %old: f32):
      %out = arith.maximumf %in, %v3 : f32
      linalg.yield %out : f32
    } -> tensor<?x2x2x3xf32>
    %v6 = arith.constant 0x00000000 : f32
    %v7 = tensor.empty(%batch) : tensor<?x3xf32>
    %v8 = linalg.fill ins(%v6 : f32) outs(%v7 : tensor<?x3xf32>) -> tensor<?x3xf32>
    %v9 = linalg.reduce {arith.addf} ins(%v5 : tensor<?x2x2x3xf32>) outs(%v8 : tensor<?x3xf32>) dimensions = [1, 2]
    %v10 = arith.constant 0x3E800000 : f32
    %v11 = tensor.empty(%batch) : tensor<?x3xf32>
    %v12 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%v9 : tensor<?x3xf32>) outs(%v11 : tensor<?x3xf32>) {
    ^bb0(%in: f32, %old: f32):
      %out = arith.mulf %in, %v10 : f32
      linalg.yield %out : f32
    } -> tensor<?x3xf32>
    return %v12 : tensor<?x3xf32>
)");
}

TEST_F(MlirExportTest, BatchNormOnItsOwn) {
  addNorm({1, 1, 2});
  std::string text = this->text(2);
  expectContains(text, "affine_map<(d0, d1) -> (d1)>");
  expectContains(text, "ins(%input, %a0, %b0 : tensor<?x2xf32>, tensor<2xf32>, "
                       "tensor<2xf32>)");
  expectContains(text, "    ^bb0(%in: f32, %in0: f32, %in1: f32, %old: f32):\n"
                       "      %scaled = arith.mulf %in, %in0 : f32\n"
                       "      %out = arith.addf %scaled, %in1 : f32\n");
  EXPECT_NEAR(floats(text, "a0")[0], 0.5f, 1e-5f);
  EXPECT_NEAR(floats(text, "b0")[0], 3.0f, 1e-5f);
}

// Behind a change of shape, its channels are not those of the layer before.
TEST_F(MlirExportTest, BatchNormOfAllPixelsIsNotFolded) {
  LevelQuantizer two(2, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  chain.add(std::make_unique<ChannelsLast>(ImageShape{2, 2, 1}));
  addConv({{2, 2, 1}, 2, 1}, &two);
  addNorm({1, 1, 8});
  std::string text = this->text(4);
  EXPECT_EQ(floats(text, "a1").size(), 8u);
  EXPECT_NEAR(floats(text, "a1")[7], 1.0f, 1e-5f);
  expectContains(text, "scale(%s0 : tensor<f32>) : ");
}

TEST_F(MlirExportTest, LevelAttention) {
  LevelQuantizer two(2, ScaleRule::AbsMax, ScaleGranularity::Tensor);
  LevelQuantizer rows(2, ScaleRule::AbsMax, ScaleGranularity::Row);
  auto add = [&](Dense::Bias bias, const WeightQuantizer &quantizer) {
    chain.add(
        std::make_unique<Attention>(3, 4, 2, bias, 0, &quantizer, random));
  };
  add(Dense::Bias::No, two);
  add(Dense::Bias::Yes, rows);
  std::string text = this->text(12);
  std::string weights =
      "tensor<4x4x!lowres.level<2>, #lowres.radix<digits = 1, bits = 1>>";
  auto projection = [&](const char *name, size_t index, bool hasBias) {
    std::string number = std::to_string(index);
    std::string part = std::string(" ") + name + "(%w" + number + ", %s" +
                       number + " : " + weights + ", tensor<" +
                       (hasBias ? "4x" : "") + "f32>)";
    if (hasBias)
      part +=
          std::string(" ") + name + "_bias(%b" + number + " : tensor<4xf32>)";
    return part;
  };
  for (size_t first : {0, 4}) {
    std::string op =
        "lowres.attention %" + std::string(first ? "h3" : "v0") + " heads 2";
    size_t index = first;
    for (const char *name : {"query", "key", "value", "output"})
      op += projection(name, index++, first == 4);
    expectContains(text, op + " : tensor<?x3x4xf32> -> tensor<?x3x4xf32>");
  }
  expectContains(text, "%v0 = tensor.expand_shape %input [[0], [1, 2]] "
                       "output_shape [%batch, 3, 4]");
}

// Float weights of each token: as many rows as the batch has tokens.
TEST_F(MlirExportTest, FloatDenseOfTokens) {
  chain.add(std::make_unique<Dense>(2, 4, 0, nullptr, random, 3));
  chain.add(std::make_unique<Gelu>(12));
  std::string text = this->text(6);
  expectContains(text, "%v2 = arith.constant 3 : index\n"
                       "    %v3 = arith.muli %batch, %v2 : index\n"
                       "    %v4 = tensor.empty(%v3) : tensor<?x4xf32>\n");
  expectContains(text, "linalg.matmul ins(%v1, %w0 : tensor<?x2xf32>, "
                       "tensor<2x4xf32>)");
  expectContains(text, "math.erf");
}

TEST_F(MlirExportTest, LayerNormAndPositions) {
  chain.add(std::make_unique<PositionEmbedding>(3, 4, 0, random));
  auto &embedding =
      static_cast<PositionEmbedding &>(*chain.layers().back()).embedding;
  std::vector<float> positions(embedding.value.data(),
                               embedding.value.data() + 12);
  auto norm = std::make_unique<LayerNorm>(3, 4, 0);
  set(norm->gamma, {1.0f, 2.0f, 3.0f, 4.0f});
  set(norm->beta, {5.0f, 6.0f, 7.0f, 8.0f});
  chain.add(std::move(norm));
  std::string text = this->text(12);
  EXPECT_EQ(floats(text, "p0"), positions);
  EXPECT_EQ(floats(text, "a1"), std::vector<float>({1.0f, 2.0f, 3.0f, 4.0f}));
  EXPECT_EQ(floats(text, "b1"), std::vector<float>({5.0f, 6.0f, 7.0f, 8.0f}));
  expectContains(text, "affine_map<(d0, d1, d2) -> (d1, d2)>");
  expectContains(text, "affine_map<(d0, d1, d2) -> (d0, d1)>");
  expectContains(text, "dimensions = [2]\n      (%in: f32, %old: f32) {\n"
                       "      %square = arith.mulf %in, %in : f32\n");
}

} // namespace
