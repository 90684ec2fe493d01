//===- ModelInterfaceTest.cpp ---------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/ModelInterface.h"

#include "TestModule.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

std::string getError(StringRef text, StringRef entry = "") {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::parse(*context, text);
  std::string message;
  ScopedDiagnosticHandler handler(
      context.get(), [&](Diagnostic &diag) { message += diag.str(); });
  FailureOr<ModelInterface> interface = getModelInterface(*module, entry);
  return succeeded(interface) ? "got " + interface->name : message;
}

/// A function `name` of the given type that returns what it got.
std::string identity(StringRef name, StringRef type) {
  return ("func.func @" + name + "(%x: " + type + ") -> " + type +
          " { return %x : " + type + " }\n")
      .str();
}

TEST(ModelInterface, SizesAndBatch) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::parse(*context, R"mlir(
    func.func private @declared(tensor<?xi8>)
    func.func private @inner(%x: i32) { return }
    func.func @net(%x: tensor<?x32x32x3xf32>, %y: tensor<?xf32>)
        -> (tensor<?xf32>, tensor<?x32x32x3xf32>) {
      return %y, %x : tensor<?xf32>, tensor<?x32x32x3xf32>
    })mlir");
  FailureOr<ModelInterface> interface = getModelInterface(*module);
  ASSERT_TRUE(succeeded(interface));
  EXPECT_EQ(interface->name, "net");
  ASSERT_EQ(interface->inputs.size(), 2u);
  EXPECT_EQ(interface->inputs[0].rowSize(), 3072);
  EXPECT_EQ(interface->inputs[1].rowSize(), 1);
  ASSERT_EQ(interface->outputs.size(), 2u);
  EXPECT_EQ(interface->outputs[1].rowShape, (SmallVector<int64_t>{32, 32, 3}));
  EXPECT_FALSE(interface->staticBatch);
}

TEST(ModelInterface, StaticBatch) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module =
      test::parse(*context, identity("net", "tensor<4x3xf32>"));
  EXPECT_EQ(getModelInterface(*module)->staticBatch, 4);
}

TEST(ModelInterface, NoEntry) {
  StringRef expected =
      "no entry function: expected a public 'func.func' with a body";
  EXPECT_EQ(getError("module {}"), expected);
  EXPECT_EQ(getError("func.func private @f(tensor<?xf32>)"), expected);
}

TEST(ModelInterface, SeveralEntries) {
  std::string text =
      identity("a", "tensor<?x1xf32>") + identity("b", "tensor<?x2xf32>");
  EXPECT_EQ(getError(text),
            "several entry functions: @a, @b; name the one to compile with "
            "--entry");
  EXPECT_EQ(getError(text, "b"), "got b");
  EXPECT_EQ(getError(text, "c"),
            "no public function @c with a body; there is @a, @b");
}

TEST(ModelInterface, OthersBecomePrivate) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module =
      test::parse(*context, identity("a", "tensor<?x1xf32>") +
                                identity("b", "tensor<?x2xf32>"));
  FailureOr<ModelInterface> interface = getModelInterface(*module, "b");
  ASSERT_TRUE(succeeded(interface));
  makeOthersPrivate(*module, *interface);
  EXPECT_TRUE(module->lookupSymbol<func::FuncOp>("a").isPrivate());
  EXPECT_TRUE(module->lookupSymbol<func::FuncOp>("b").isPublic());
}

TEST(ModelInterface, TypesWithoutCCounterpart) {
  auto getTypeError = [](StringRef type) {
    return getError(identity("f", type));
  };
  EXPECT_EQ(getTypeError("tensor<?x3xi8>"),
            "entry function @f: input 0 has type 'tensor<?x3xi8>'; expected a "
            "ranked tensor of f32");
  EXPECT_EQ(getTypeError("tensor<*xf32>"),
            "entry function @f: input 0 has type 'tensor<*xf32>'; expected a "
            "ranked tensor of f32");
  EXPECT_EQ(getTypeError("tensor<f32>"),
            "entry function @f: input 0 has type 'tensor<f32>'; expected a "
            "leading batch dimension");
  EXPECT_EQ(getTypeError("tensor<?x?xf32>"),
            "entry function @f: input 0 has type 'tensor<?x?xf32>'; only the "
            "leading (batch) dimension may be dynamic");
  EXPECT_EQ(getTypeError("tensor<?x0xf32>"),
            "entry function @f: input 0 has type 'tensor<?x0xf32>'; a "
            "dimension is zero");
  EXPECT_EQ(getError("func.func @f(%x: tensor<?x3xf32>, %y: tensor<2x3xf32>)"
                     "-> tensor<?x3xf32> { return %x : tensor<?x3xf32> }"),
            "entry function @f: input 1 has type 'tensor<2x3xf32>'; its "
            "leading (batch) dimension differs from that of input 0");
  EXPECT_EQ(getError("func.func @f() { return }"),
            "entry function @f needs at least one input and one output");
}

TEST(ModelInterface, SizesThatNoMemoryHas) {
  std::string expected =
      "entry function @f: input 0 has type "
      "'tensor<?x4294967296x4294967296xf32>'; its size in bytes does not fit "
      "64 bits";
  EXPECT_EQ(getError(identity("f", "tensor<?x4294967296x4294967296xf32>")),
            expected);
}

TEST(ModelInterface, NamesOfLibraryFunctions) {
  // A call of the model to logf would be a call to itself.
  for (StringRef name :
       {"logf", "expl", "tanh", "memcpy", "malloc", "free", "getauxval"})
    EXPECT_FALSE(isModelName(name)) << name.str();
  EXPECT_TRUE(isModelName("logf2"));
}

TEST(ModelInterface, NamesWithoutCCounterpart) {
  for (StringRef name : {"", "main", "my-net", "1net", "int", "class", "_Bool",
                         "__cplusplus", "size_t", "NULL", "int8_t",
                         "uint_fast16_t", "INT64_MAX", "UINT8_C", "linux"})
    EXPECT_FALSE(isModelName(name)) << name.str();
  // Only like those.
  for (StringRef name : {"_", "_net", "int8", "net_t", "INT8", "NET_MAX"})
    EXPECT_TRUE(isModelName(name)) << name.str();
  // The interface has them as they are.
  EXPECT_EQ(getError(identity("main", "tensor<?x3xf32>")), "got main");
}

TEST(ModelInterface, RenamedEntry) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::parse(*context, R"mlir(
    func.func private @net(%x: tensor<?x1xf32>) -> tensor<?x1xf32> {
      return %x : tensor<?x1xf32>
    }
    func.func @main(%x: tensor<?x1xf32>) -> tensor<?x1xf32> {
      %y = func.call @net(%x) : (tensor<?x1xf32>) -> tensor<?x1xf32>
      return %y : tensor<?x1xf32>
    })mlir");
  FailureOr<ModelInterface> interface = getModelInterface(*module);
  ASSERT_TRUE(succeeded(interface));
  ASSERT_TRUE(succeeded(renameEntry(*module, *interface, "net")));
  EXPECT_EQ(interface->entry, "main");
  EXPECT_EQ(interface->name, "net");
  auto entry = module->lookupSymbol<func::FuncOp>("net");
  ASSERT_TRUE(entry && entry.isPublic());
  EXPECT_FALSE(module->lookupSymbol("main"));
  // The function that had the name is still the one that is called.
  entry.walk([&](func::CallOp call) {
    auto callee = module->lookupSymbol<func::FuncOp>(call.getCallee());
    ASSERT_TRUE(callee);
    EXPECT_TRUE(callee.isPrivate());
  });
}

} // namespace
