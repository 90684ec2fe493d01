//===- ModelIOTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/ModelIO.h"

#include "TestDirectory.h"
#include "lowres/Support/DiagnosticPrinter.h"
#include "lowres/Support/OutputFile.h"

using namespace mlir;
using namespace mlir::lowres;
using mlir::lowres::test::TestDirectory;

namespace {

constexpr llvm::StringLiteral model = R"mlir(
  func.func @f(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
    return %x : tensor<?x4xf32>
  }
)mlir";

/// The diagnostics of reading `path`, or the text of the model.
std::string readOrError(const std::string &path) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  std::string messages;
  llvm::raw_string_ostream os(messages);
  DiagnosticPrinter printer(context.get(), "tool", os);
  OwningOpRef<ModuleOp> module = readModel(path, *context);
  if (module)
    module->print(os);
  return messages;
}

TEST(ModelIO, TextAndBytecodeReadTheSame) {
  TestDirectory dir;
  std::string text = dir.file("f.mlir"), bytecode = dir.file("f.mlirbc");
  ASSERT_FALSE(bool(writeFile(text, model)));
  ASSERT_FALSE(bool(writeBytecodeModel(model, bytecode)));
  EXPECT_EQ(TestDirectory::read(bytecode).substr(0, 4), "ML\xefR");
  std::string expected = readOrError(text);
  EXPECT_NE(expected.find("func.func @f"), std::string::npos) << expected;
  EXPECT_EQ(readOrError(bytecode), expected);
}

TEST(ModelIO, MalformedTextIsLocated) {
  TestDirectory dir;
  std::string path = dir.file("f.mlir");
  ASSERT_FALSE(bool(writeFile(path, "func.func @f() {\n  oops\n}\n")));
  EXPECT_EQ(readOrError(path).find(path + ":2:3: error: "), 0u)
      << readOrError(path);
}

TEST(ModelIO, LocationsOfBytecodeBeginWithItsName) {
  TestDirectory dir;
  std::string path = dir.file("f.mlirbc");
  ASSERT_FALSE(bool(writeBytecodeModel(model, path)));
  std::unique_ptr<MLIRContext> context = createModelContext();
  OwningOpRef<ModuleOp> module = readModel(path, *context);
  ASSERT_TRUE(module);
  Operation &func = module->getBody()->front();
  EXPECT_EQ(describeLocation(module->getLoc()), path);
  EXPECT_EQ(describeLocation(func.getLoc()), path + " (model:2:3)");
  EXPECT_EQ(describeLocation(func.getRegion(0).getArgument(0).getLoc()),
            path + " (model:2:16)");
}

TEST(ModelIO, MissingAndEmptyFiles) {
  TestDirectory dir;
  std::string path = dir.file("f.mlir");
  EXPECT_EQ(readOrError(path), "tool: error: cannot read '" + path +
                                   "': No such file or directory\n");
  ASSERT_FALSE(bool(writeFile(path, " \n")));
  EXPECT_EQ(readOrError(path),
            "tool: error: '" + path + "' is empty; expected a model in MLIR\n");
}

TEST(ModelIO, TruncatedBytecodeIsAnError) {
  TestDirectory dir;
  std::string path = dir.file("f.mlirbc");
  ASSERT_FALSE(bool(writeBytecodeModel(model, path)));
  std::string bytes = TestDirectory::read(path);
  for (size_t size : {size_t(5), bytes.size() / 2, bytes.size() - 1}) {
    ASSERT_FALSE(bool(writeFile(path, bytes.substr(0, size))));
    EXPECT_NE(readOrError(path).find("error: "), std::string::npos);
  }
}

TEST(ModelIO, InvalidTextIsNotWritten) {
  TestDirectory dir;
  llvm::Error error = writeBytecodeModel("func.func @f(", dir.file("f.mlirbc"));
  std::string message = llvm::toString(std::move(error));
  EXPECT_EQ(message.find("model:1:"), 0u) << message;
  EXPECT_TRUE(dir.list().empty());
}

} // namespace
