//===- ExecutionTest.cpp --------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Execution.h"

#include "../Support/TestDirectory.h"
#include "lowres/Driver/Lowering.h"
#include "lowres/Support/ModelIO.h"
#include "lowres/Support/OutputFile.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

#include <limits>

using namespace mlir;
using namespace mlir::lowres;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(Execution, TopIsTheFirstLargest) {
  EXPECT_EQ(getTop({1, 3, 3, 2}), 1u);
  EXPECT_EQ(getTop({-1}), 0u);
  EXPECT_EQ(getTop({infinity, 1, infinity}), 0u);
}

TEST(Execution, NoTopWithNaNs) {
  EXPECT_EQ(getTop({nan, nan}), std::nullopt);
  EXPECT_EQ(getTop({nan, -5, -7}), std::nullopt);
  EXPECT_EQ(getTop({-5, -7, nan}), std::nullopt);
  EXPECT_EQ(compareRows({nan, 1}, {nan, 1}, 2).rowsWithOtherTop, 0u);
  EXPECT_EQ(compareRows({nan, 1}, {0, 1}, 2).rowsWithOtherTop, 1u);
}

TEST(Execution, ComparisonOfRows) {
  Comparison result = compareRows({1, 2, 5, 4}, {1.5, 2, 4, 6}, 2);
  EXPECT_EQ(result.maxDifference, 2);
  EXPECT_EQ(result.maxMagnitude, 6);
  EXPECT_EQ(result.rowsWithOtherTop, 1u);
}

TEST(Execution, ComparisonOfSpecialValues) {
  EXPECT_EQ(
      compareRows({nan, infinity, 1}, {nan, infinity, 1}, 3).maxDifference, 0);
  EXPECT_EQ(compareRows({nan}, {1}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({1}, {nan}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({-infinity}, {infinity}, 1).maxDifference, infinity);
  EXPECT_EQ(compareRows({infinity, 2}, {infinity, 2}, 2).maxMagnitude, 2);
}

/// `mlir` compiled, as if it took any batch.
FailureOr<CompiledModel> compileForAnyBatch(StringRef mlir) {
  registerPassManagerCLOptions(); // which lowering reads
  test::TestDirectory dir;
  std::string path = dir.file("model.mlir");
  if (writeFile(path, mlir))
    return failure();
  std::unique_ptr<MLIRContext> context = createModelContext();
  FailureOr<Model> model = loadModel(path, "", {}, *context);
  if (failed(model) || failed(selectKernels(*model, {})) ||
      failed(lowerToNative(*model)))
    return failure();
  model->interface.staticBatch.reset();
  return CompiledModel::compile(*model->module, model->interface,
                                model->target);
}

TEST(Execution, RefusedCallIsAnError) {
  FailureOr<CompiledModel> model = compileForAnyBatch(R"mlir(
    func.func @same(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
      return %x : tensor<4x1xf32>
    })mlir");
  ASSERT_TRUE(succeeded(model));
  std::vector<Rows> inputs{Rows(8)}, outputs;
  for (unsigned threads : {1u, 4u}) {
    EXPECT_EQ(
        llvm::toString(BatchRunner(*model, 8, threads).run(inputs, 8, outputs)),
        "@same refused a batch of 8 rows");
  }
}

} // namespace
