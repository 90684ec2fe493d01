//===- CodegenTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/Codegen.h"

#include "TestModule.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

#include <map>
#include <set>

using namespace mlir;
using namespace mlir::lowres;

namespace {

std::string generate(StringRef target, CodegenOutput output,
                     StringRef extra = "") {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::createSumModel(*context, extra);
  EXPECT_TRUE(module);
  FailureOr<SmallVector<char, 0>> bytes =
      generateCode(LoweredModel{*module, test::getTarget(target)},
                   test::getSumInterface(), output);
  EXPECT_TRUE(succeeded(bytes)) << target.str();
  return succeeded(bytes) ? std::string(bytes->begin(), bytes->end()) : "";
}

std::string generateError(StringRef target, StringRef extra) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::createSumModel(*context, extra);
  std::string message;
  ScopedDiagnosticHandler handler(
      context.get(), [&](Diagnostic &diag) { message += diag.str(); });
  EXPECT_TRUE(
      failed(generateCode(LoweredModel{*module, test::getTarget(target)},
                          test::getSumInterface(), CodegenOutput::Object)));
  return message;
}

bool contains(StringRef text, StringRef part) { return text.contains(part); }

TEST(Codegen, ObjectDefinesTheInterfaceOnly) {
  std::string object = generate("x86-64-v3", CodegenOutput::Object);
  auto file = llvm::cantFail(llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object")));
  std::set<std::string> globals, undefined;
  for (const llvm::object::SymbolRef &symbol : file->symbols()) {
    uint32_t flags = llvm::cantFail(symbol.getFlags());
    if (flags & llvm::object::SymbolRef::SF_Undefined)
      undefined.insert(llvm::cantFail(symbol.getName()).str());
    else if (flags & llvm::object::SymbolRef::SF_Global)
      globals.insert(llvm::cantFail(symbol.getName()).str());
  }
  EXPECT_EQ(globals,
            (std::set<std::string>{"sum", "sum_parallel", "sum_workspace_size",
                                   "sum_supported"}));
  undefined.erase("");
  EXPECT_TRUE(undefined.empty());
}

/// Symbols of an object for one target that it does not define, and whether
/// each is weak.
std::map<std::string, bool> getUndefined(StringRef target) {
  std::string object = generate(target, CodegenOutput::Object);
  auto file = llvm::cantFail(llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object")));
  std::map<std::string, bool> undefined;
  for (const llvm::object::SymbolRef &symbol : file->symbols()) {
    uint32_t flags = llvm::cantFail(symbol.getFlags());
    std::string name = llvm::cantFail(symbol.getName()).str();
    if (flags & llvm::object::SymbolRef::SF_Undefined && !name.empty())
      undefined[name] = flags & llvm::object::SymbolRef::SF_Weak;
  }
  return undefined;
}

TEST(Codegen, QuestionsToAArch64NeedNoLibrary) {
  EXPECT_EQ(getUndefined("cortex-a76"),
            (std::map<std::string, bool>{{"getauxval", true}}));
  for (StringRef target : {"aarch64", "apple-m1", "aarch64-none-elf+dotprod"})
    EXPECT_TRUE(getUndefined(target).empty()) << target.str();
}

TEST(Codegen, SameInputSameBytes) {
  EXPECT_EQ(generate("x86-64-v4", CodegenOutput::Object),
            generate("x86-64-v4", CodegenOutput::Object));
}

TEST(Codegen, EveryTargetGivesAnObject) {
  for (StringRef target :
       {"x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "icelake-server",
        "sapphirerapids", "native", "aarch64", "aarch64:cortex-a76", "riscv64",
        "thumbv7em-none-eabi:cortex-m4", "armv7", "i686", "powerpc64le",
        "s390x", "loongarch64", "wasm32"})
    EXPECT_FALSE(generate(target, CodegenOutput::Object).empty());
}

TEST(Codegen, FeaturesAreThoseOfTheTargetButForTheCheck) {
  std::string text =
      generate("icelake-server+no-avx512vnni", CodegenOutput::LLVMIR);
  EXPECT_TRUE(contains(text, "\"target-cpu\"=\"icelake-server\""));
  EXPECT_TRUE(contains(text, "\"target-features\"=\"-avx512vnni\""));
  EXPECT_TRUE(contains(text, "\"prefer-vector-width\"=\"512\""));
  EXPECT_TRUE(contains(text, "\"no-builtins\""));
  EXPECT_TRUE(contains(text, "\"target-cpu\"=\"x86-64\""));
  EXPECT_TRUE(contains(text, "section \".rodata.lowres\", align 64"));
}

TEST(Codegen, NoFusionUnlessAllowed) {
  StringRef plain = R"mlir(
    llvm.func @f(%a: f32, %b: f32, %c: f32) -> f32 {
      %p = llvm.fmul %a, %b : f32
      %s = llvm.fadd %p, %c : f32
      llvm.return %s : f32
    })mlir";
  StringRef fused = R"mlir(
    llvm.func @f(%a: f32, %b: f32, %c: f32) -> f32 {
      %p = llvm.fmul %a, %b {fastmathFlags = #llvm.fastmath<contract>} : f32
      %s = llvm.fadd %p, %c {fastmathFlags = #llvm.fastmath<contract>} : f32
      llvm.return %s : f32
    })mlir";
  auto assembly = [](StringRef function) {
    std::unique_ptr<MLIRContext> context = test::createContext();
    std::string text = function.str() + R"mlir(
      llvm.func @f_parallel() {
        llvm.return
      }
      llvm.func @f_workspace_size(%batch: i64) -> i64 {
        llvm.return %batch : i64
      })mlir";
    OwningOpRef<ModuleOp> module = test::parse(*context, text);
    ModelInterface interface = test::getSumInterface();
    interface.name = "f";
    auto bytes =
        generateCode(LoweredModel{*module, test::getTarget("x86-64-v3")},
                     interface, CodegenOutput::Assembly);
    return std::string(bytes->begin(), bytes->end());
  };
  EXPECT_FALSE(contains(assembly(plain), "vfmadd"));
  EXPECT_TRUE(contains(assembly(fused), "vfmadd"));
}

TEST(Codegen, LoopsDoNotBecomeLibraryCalls) {
  // A loop that clears memory, and a copy of unknown size.
  std::string text = generate("x86-64-v3", CodegenOutput::Assembly, R"mlir(
    llvm.func @use(%p: !llvm.ptr, %q: !llvm.ptr, %n: i64)
        attributes {passthrough = ["noinline"]} {
      %v = llvm.mlir.constant(0 : i8) : i8
      "llvm.intr.memset"(%p, %v, %n) <{isVolatile = false}>
          : (!llvm.ptr, i8, i64) -> ()
      "llvm.intr.memcpy"(%p, %q, %n) <{isVolatile = false}>
          : (!llvm.ptr, !llvm.ptr, i64) -> ()
      "llvm.intr.memmove"(%p, %q, %n) <{isVolatile = false}>
          : (!llvm.ptr, !llvm.ptr, i64) -> ()
      llvm.return
    }
    llvm.mlir.global internal @keep() : !llvm.ptr {
      %a = llvm.mlir.addressof @use : !llvm.ptr
      llvm.return %a : !llvm.ptr
    }
    llvm.mlir.global appending @llvm.used() {section = "llvm.metadata"}
        : !llvm.array<1 x ptr> {
      %u = llvm.mlir.undef : !llvm.array<1 x ptr>
      %a = llvm.mlir.addressof @keep : !llvm.ptr
      %r = llvm.insertvalue %a, %u[0] : !llvm.array<1 x ptr>
      llvm.return %r : !llvm.array<1 x ptr>
    })mlir");
  EXPECT_TRUE(contains(text, "use:"));
  EXPECT_FALSE(contains(text, "call"));
}

TEST(Codegen, ForeignSymbolIsAnError) {
  std::string message = generateError("x86-64-v3", R"mlir(
    llvm.func @malloc(i64) -> !llvm.ptr
    llvm.mlir.global internal @keep() : !llvm.ptr {
      %a = llvm.mlir.addressof @malloc : !llvm.ptr
      llvm.return %a : !llvm.ptr
    }
    llvm.mlir.global appending @llvm.used() {section = "llvm.metadata"}
        : !llvm.array<1 x ptr> {
      %u = llvm.mlir.undef : !llvm.array<1 x ptr>
      %a = llvm.mlir.addressof @keep : !llvm.ptr
      %r = llvm.insertvalue %a, %u[0] : !llvm.array<1 x ptr>
      llvm.return %r : !llvm.array<1 x ptr>
    })mlir");
  EXPECT_EQ(message,
            "the model has an operation for which x86_64-unknown-linux-gnu "
            "x86-64-v3 has no instruction: it needs malloc, but only libm may "
            "be called");
}

TEST(Codegen, MissingFunctionIsAnInternalError) {
  std::unique_ptr<MLIRContext> context = test::createContext();
  OwningOpRef<ModuleOp> module = test::parse(*context, "module {}");
  std::string message;
  ScopedDiagnosticHandler handler(
      context.get(), [&](Diagnostic &diag) { message = diag.str(); });
  EXPECT_TRUE(
      failed(generateCode(LoweredModel{*module, test::getTarget("x86-64")},
                          test::getSumInterface(), CodegenOutput::Object)));
  EXPECT_EQ(message,
            "internal error: the lowered module does not define 'sum'");
}

TEST(Codegen, SharedObjectIsLinked) {
  for (StringRef target : {"native", "aarch64"}) {
    std::string library = generate(target, CodegenOutput::SharedObject);
    auto file =
        llvm::object::ObjectFile::createELFObjectFile({library, "library"});
    ASSERT_TRUE(bool(file));
    auto *elf = llvm::cast<llvm::object::ELFObjectFileBase>(file->get());
    EXPECT_EQ(elf->getEType(), llvm::ELF::ET_DYN);
  }
}

} // namespace
