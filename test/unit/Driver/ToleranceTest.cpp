//===- ToleranceTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Tolerance.h"

#include "lowres/Support/ModelIO.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

TEST(Tolerance, GrowsWithTheResults) {
  EXPECT_EQ(Tolerance{0.5}.getBound(0), 0.5);
  EXPECT_EQ(Tolerance{0.5}.getBound(10), 5);
  EXPECT_EQ(Tolerance{0}.getBound(10), 0);
}

/// The tolerance of a function of `%x : tensor<?x4x4x2xf32>` that has `body`
/// and an int8 layer with the given grid and activation, or no layer.
double getTolerance(const std::string &body, const std::string &grid = "5",
                    const std::string &activation = "relu",
                    bool int8Layer = true) {
  std::string layer = R"mlir(
      %i, %is = lowres.quantize_activations %rows
        : tensor<?x2xf32> -> tensor<?x2xi8>, tensor<?xf32>
      %l = lowres.dense %i, %w scale(%s : tensor<f32>)
        input_scale(%is : tensor<?xf32>) activation()mlir" +
                      activation + R"mlir()
        : tensor<?x2xi8>, tensor<3x2x!lowres.level<)mlir" +
                      grid + ">> -> tensor<?x3xf32>\n";
  std::string text = R"mlir(
    func.func @f(%x: tensor<?x4x4x2xf32>, %rows: tensor<?x2xf32>,
                 %window: tensor<2x2xf32>, %pooled: tensor<?x3x3x2xf32>,
                 %tokens: tensor<?x4x2xf32>,
                 %w: tensor<3x2x!lowres.level<)mlir" +
                     grid + ">>, %s: tensor<f32>) {\n" + body +
                     (int8Layer ? layer : "") + "return }";
  std::unique_ptr<MLIRContext> context = createModelContext();
  auto module = parseSourceString<ModuleOp>(text, context.get());
  EXPECT_TRUE(module);
  return module ? getReferenceTolerance(*module).relative : -1;
}

TEST(Tolerance, IntegerSumsAreExact) {
  EXPECT_EQ(getTolerance(""), 0);
  EXPECT_EQ(getTolerance("", "5", "relu6"), 0);
  EXPECT_EQ(getTolerance("", "5", "gelu"), kTippedRounding.relative);
  EXPECT_EQ(getTolerance("", "3, [-1.0, 0.0, 0.5]"), kTippedRounding.relative);
}

TEST(Tolerance, FloatLayerBesideAnInt8Layer) {
  std::string layer = R"mlir(
    %d = lowres.dense %rows, %w scale(%s : tensor<f32>)
      : tensor<?x2xf32>, tensor<3x2x!lowres.level<5>> -> tensor<?x3xf32>
  )mlir";
  EXPECT_EQ(getTolerance(layer), kTippedRounding.relative);
  EXPECT_EQ(getTolerance(layer, "5", "relu", /*int8Layer=*/false),
            kReordering.relative);
}

TEST(Tolerance, AttentionIsNotExact) {
  EXPECT_EQ(getTolerance(R"mlir(
    %a = lowres.scaled_dot_product_attention %tokens, %tokens, %tokens heads 1
      : tensor<?x4x2xf32>, tensor<?x4x2xf32>, tensor<?x4x2xf32>
      -> tensor<?x4x2xf32>
  )mlir"),
            kTippedRounding.relative);
}

/// Pooling by the operation of linalg named `kind`.
std::string pool(const std::string &kind) {
  return "%p = linalg.pooling_nhwc_" + kind +
         " ins(%x, %window : tensor<?x4x4x2xf32>, tensor<2x2xf32>)"
         " outs(%pooled : tensor<?x3x3x2xf32>) -> tensor<?x3x3x2xf32>\n";
}

TEST(Tolerance, FloatSumsAreNotExact) {
  EXPECT_EQ(getTolerance(pool("sum")), kTippedRounding.relative);
  EXPECT_EQ(getTolerance(pool("max")), 0);
  EXPECT_EQ(getTolerance(pool("min")), 0);
}

TEST(Tolerance, FunctionsAreNotExact) {
  EXPECT_EQ(getTolerance("%a = arith.addf %x, %x : tensor<?x4x4x2xf32>\n"), 0);
  EXPECT_EQ(getTolerance("%e = math.exp %x : tensor<?x4x4x2xf32>\n"),
            kTippedRounding.relative);
  EXPECT_EQ(getTolerance("%e = linalg.exp ins(%rows : tensor<?x2xf32>)"
                         " outs(%rows : tensor<?x2xf32>) -> tensor<?x2xf32>\n"),
            kTippedRounding.relative);
}

} // namespace
