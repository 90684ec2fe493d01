//===- KernelCandidatesTest.cpp -------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Support/ModelIO.h"
#include "lowres/Target/TargetInfo.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

constexpr const char *kFloat = R"mlir(
  func.func @f(%x: tensor<?x384xf32>, %s: tensor<f32>) -> tensor<?x64xf32> {
    %w = lowres.constant dense<1> : tensor<24576xi8>
      -> tensor<64x384x!lowres.level<5>>
    %y = lowres.dense %x, %w scale(%s : tensor<f32>)
      : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  })mlir";

constexpr const char *kInt8 = R"mlir(
  func.func @f(%x: tensor<?x384xi8>, %xs: tensor<?xf32>, %s: tensor<f32>)
      -> tensor<?x64xf32> {
    %w = lowres.constant dense<1> : tensor<24576xi8>
      -> tensor<64x384x!lowres.level<5>>
    %y = lowres.dense %x, %w scale(%s : tensor<f32>)
      input_scale(%xs : tensor<?xf32>)
      : tensor<?x384xi8>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  })mlir";

constexpr const char *kDepthwise = R"mlir(
  func.func @f(%x: tensor<?x3x3x64xf32>, %s: tensor<f32>)
      -> tensor<?x1x1x64xf32> {
    %w = lowres.constant dense<1> : tensor<576xi8>
      -> tensor<64x3x3x1x!lowres.level<5>>
    %y = lowres.conv_2d %x, %w scale(%s : tensor<f32>) groups 64
      : tensor<?x3x3x64xf32>, tensor<64x3x3x1x!lowres.level<5>>
      -> tensor<?x1x1x64xf32>
    return %y : tensor<?x1x1x64xf32>
  })mlir";

constexpr const char *kNoConstant = R"mlir(
  func.func @f(%x: tensor<?x384xf32>, %w: tensor<64x384x!lowres.level<5>>,
               %s: tensor<f32>) -> tensor<?x64xf32> {
    %y = lowres.dense %x, %w scale(%s : tensor<f32>)
      : tensor<?x384xf32>, tensor<64x384x!lowres.level<5>> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  })mlir";

/// The one layer of a module.
class KernelCandidates : public ::testing::Test {
protected:
  void parse(const char *text) {
    module = parseSourceString<ModuleOp>(text, context.get());
    ASSERT_TRUE(module);
    module->walk([&](LayerOpInterface op) { layer = op; });
  }

  SmallVector<KernelAttr> getCandidates(const TargetInfo &target,
                                        unsigned count) {
    return getKernelCandidates(layer, target, count);
  }

  static TargetInfo getTarget(StringRef text) {
    return llvm::cantFail(
        TargetInfo::get(llvm::cantFail(parseTargetSpec(text))));
  }

  std::unique_ptr<MLIRContext> context = createModelContext();
  OwningOpRef<ModuleOp> module;
  LayerOpInterface layer;
};

TEST_F(KernelCandidates, BeginWithTheChosenOneAndDiffer) {
  for (const char *text : {kFloat, kInt8}) {
    parse(text);
    for (const char *name :
         {"x86-64-v3", "x86-64-v4", "icelake-server", "sapphirerapids"}) {
      TargetInfo target = getTarget(name);
      SmallVector<KernelAttr> kernels = getCandidates(target, 4);
      ASSERT_EQ(kernels.size(), 4u) << name;
      EXPECT_EQ(kernels.front(), chooseKernel(layer, target).kernel) << name;
      DenseSet<KernelAttr> different(kernels.begin(), kernels.end());
      EXPECT_EQ(different.size(), 4u) << name;
      for (KernelAttr kernel : kernels) {
        layer.setKernelAttr(kernel);
        EXPECT_TRUE(succeeded(mlir::verify(layer))) << name;
        layer.removeKernelAttr();
      }
    }
  }
}

TEST_F(KernelCandidates, AreAsManyAsAreAskedFor) {
  parse(kInt8);
  TargetInfo target = getTarget("icelake-server");
  EXPECT_TRUE(getCandidates(target, 0).empty());
  EXPECT_EQ(getCandidates(target, 1).size(), 1u);
  EXPECT_EQ(getCandidates(target, 2).size(), 2u);
  // Not more than there are.
  SmallVector<KernelAttr> all = getCandidates(target, 1000);
  EXPECT_LT(all.size(), 100u);
  EXPECT_GT(all.size(), 4u);
}

TEST_F(KernelCandidates, NoneWithoutPrediction) {
  for (const char *text : {kDepthwise, kNoConstant}) {
    parse(text);
    EXPECT_TRUE(getCandidates(getTarget("x86-64-v4"), 4).empty());
  }
  parse(kFloat);
  for (const char *name : {"x86-64", "riscv64", "s390x"})
    EXPECT_TRUE(getCandidates(getTarget(name), 4).empty()) << name;
}

} // namespace
