//===- CompiledModelTest.cpp ----------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/CompiledModel.h"

#include "TestModule.h"
#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

namespace {

FailureOr<CompiledModel> compile(StringRef target) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::createSumModel(*context);
  return CompiledModel::compile(*module, test::getSumInterface(),
                                test::getTarget(target));
}

TEST(CompiledModel, RunsRows) {
  FailureOr<CompiledModel> model = compile("native");
  ASSERT_TRUE(succeeded(model));
  EXPECT_EQ(model->workspaceSize(5), 1280u);
  std::vector<float> input(10), output(5);
  std::iota(input.begin(), input.end(), 0.0f);
  Workspace workspace;
  EXPECT_EQ(model->run(input.data(), output.data(), 5, workspace), 0);
  EXPECT_EQ(output, (std::vector<float>{3, 15, 27, 39, 51}));
}

TEST(CompiledModel, EmptyBatchIsRefused) {
  FailureOr<CompiledModel> model = compile("native");
  ASSERT_TRUE(succeeded(model));
  float input[2] = {1, 2}, output = 7;
  Workspace workspace;
  for (int64_t batch : {0, -1})
    EXPECT_EQ(model->run(input, &output, batch, workspace), 1);
  EXPECT_EQ(output, 7);
}

TEST(CompiledModel, CanBeMoved) {
  FailureOr<CompiledModel> compiled = compile("native");
  ASSERT_TRUE(succeeded(compiled));
  CompiledModel model = std::move(*compiled);
  float input[2] = {1, 2}, output = 0;
  Workspace workspace;
  EXPECT_EQ(model.run(input, &output, 1, workspace), 0);
  EXPECT_EQ(output, 9);
}

TEST(CompiledModel, ForeignTargetIsRefused) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::createSumModel(*context);
  std::string message;
  ScopedDiagnosticHandler handler(
      context.get(), [&](Diagnostic &diag) { message = diag.str(); });
  EXPECT_TRUE(failed(CompiledModel::compile(*module, test::getSumInterface(),
                                            test::getTarget("riscv64"))));
  EXPECT_EQ(message.find("cannot run code for riscv64-unknown-linux-gnu"), 0u);
}

#if defined(__x86_64__)
TEST(CompiledModel, MissingFeatureIsRefused) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::createSumModel(*context);
  std::string message;
  ScopedDiagnosticHandler handler(
      context.get(), [&](Diagnostic &diag) { message = diag.str(); });
  // XOP existed on AMD's CPUs of 2011 to 2017 only.
  EXPECT_TRUE(failed(CompiledModel::compile(*module, test::getSumInterface(),
                                            test::getTarget("x86-64+xop"))));
  EXPECT_NE(message.find("this machine lacks a feature of the target"),
            std::string::npos);
}
#endif

TEST(Workspace, IsAlignedAndGrows) {
  Workspace workspace;
  EXPECT_EQ(workspace.get(0), nullptr);
  void *small = workspace.get(100);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(small) % 64, 0u);
  EXPECT_EQ(workspace.get(50), small);
  void *large = workspace.get(1 << 20);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(large) % 64, 0u);
}

} // namespace
