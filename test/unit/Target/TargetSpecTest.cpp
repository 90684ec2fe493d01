//===- TargetSpecTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/TargetSpec.h"

#include "lowres/Target/TargetInfo.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir::lowres;

namespace {

TargetSpec parse(llvm::StringRef text) {
  llvm::Expected<TargetSpec> spec = parseTargetSpec(text);
  if (!spec) {
    ADD_FAILURE() << text.str() << ": " << llvm::toString(spec.takeError());
    return {};
  }
  return *spec;
}

std::string parseError(llvm::StringRef text) {
  llvm::Expected<TargetSpec> spec = parseTargetSpec(text);
  return spec ? "parsed as " + spec->str() : llvm::toString(spec.takeError());
}

TargetInfo info(llvm::StringRef text) {
  return llvm::cantFail(TargetInfo::get(parse(text)));
}

TEST(TargetSpec, X86CPUNamesAreLinux) {
  TargetSpec spec = parse("x86-64-v4");
  EXPECT_EQ(spec.triple, "x86_64-unknown-linux-gnu");
  EXPECT_EQ(spec.cpu, "x86-64-v4");
  EXPECT_TRUE(spec.features.empty());
  EXPECT_EQ(parse("x86-64").cpu, "x86-64");
}

TEST(TargetSpec, ArmCPUNames) {
  EXPECT_EQ(parse("cortex-a76").str(), "aarch64-unknown-linux-gnu cortex-a76");
  EXPECT_EQ(parse("neoverse-n1+i8mm").str(),
            "aarch64-unknown-linux-gnu neoverse-n1 +i8mm");
  EXPECT_EQ(parse("apple-m1").str(), "arm64-apple-macosx11.0.0 apple-m1");
  // Without and with floats in hardware.
  EXPECT_EQ(parse("cortex-m3").str(), "thumbv7m-unknown-none-eabi cortex-m3");
  EXPECT_EQ(parse("cortex-m4").str(),
            "thumbv7em-unknown-none-eabihf cortex-m4");
  EXPECT_EQ(parse("cortex-m55").str(),
            "thumbv8.1m.main-unknown-none-eabihf cortex-m55");
  EXPECT_FALSE(info("cortex-a72").hasDotProd());
  EXPECT_TRUE(info("cortex-a76").hasDotProd());
  EXPECT_FALSE(info("cortex-a76").hasI8MM());
  EXPECT_TRUE(info("neoverse-v2").hasI8MM());
}

TEST(TargetSpec, ArchitecturesAndTriples) {
  EXPECT_EQ(parse("aarch64").str(), "aarch64-unknown-linux-gnu generic");
  EXPECT_EQ(parse("aarch64-linux-gnu").triple, "aarch64-unknown-linux-gnu");
  EXPECT_EQ(parse("aarch64:cortex-a76").cpu, "cortex-a76");
  EXPECT_EQ(parse("riscv64").str(),
            "riscv64-unknown-linux-gnu generic +m,+a,+f,+d,+c");
  EXPECT_EQ(parse("thumbv7em-none-eabi:cortex-m4").str(),
            "thumbv7em-unknown-none-eabi cortex-m4");
}

TEST(TargetSpec, Features) {
  TargetSpec spec = parse("icelake-server+avxvnni+no-avx512vnni");
  EXPECT_EQ(spec.featureString(), "+avxvnni,-avx512vnni");
  TargetInfo target = info("icelake-server+avxvnni+no-avx512vnni");
  EXPECT_TRUE(target.hasAVXVNNI());
  EXPECT_FALSE(target.hasVNNI());
  EXPECT_TRUE(target.hasVBMI());
}

TEST(TargetSpec, FeatureWhoseNameStartsWithNo) {
  EXPECT_EQ(parse("aarch64+no-zcz-gpr64").featureString(), "-zcz-gpr64");
  EXPECT_EQ(parse("aarch64+no-bti-at-return-twice").featureString(),
            "+no-bti-at-return-twice");
}

TEST(TargetSpec, Native) {
  TargetSpec spec = parse("native");
  EXPECT_EQ(spec, getHostTargetSpec());
  EXPECT_EQ(llvm::cantFail(TargetInfo::get(spec)).getSpec(), spec);
}

TEST(TargetSpec, UnknownPartsAreNamed) {
  EXPECT_EQ(parseError("x86-64-v9").find("unknown target 'x86-64-v9'"), 0u);
  EXPECT_EQ(parseError("").find("unknown target ''"), 0u);
  EXPECT_EQ(parseError("frob-linux").find("unknown target 'frob-linux'"), 0u);
  EXPECT_EQ(parseError("aarch64:cortex-a7777"),
            "unknown CPU 'cortex-a7777' for aarch64-unknown-linux-gnu; known "
            "are cortex-a77, ...");
  EXPECT_EQ(
      parseError("x86-64-v4+avx512vbm")
          .find("unknown feature 'avx512vbm' for x86_64-unknown-linux-gnu; "
                "known are avx512vbmi"),
      0u);
  EXPECT_EQ(parseError("native:cortex-a76").find("target 'native:cortex-a76'"),
            0u);
  EXPECT_EQ(parseError("cortex-r5"),
            "unknown target 'cortex-r5'; this CPU needs a triple, as in "
            "armv7r-none-eabihf:cortex-r5");
  EXPECT_EQ(parseError("sifive-u74"),
            "unknown target 'sifive-u74'; this CPU needs a triple, as in "
            "riscv64:sifive-u74");
  EXPECT_EQ(parseError("x86_64-linux-gnu:pentium").find("unknown CPU"), 0u);
  EXPECT_NE(parseError("nvptx64").find("is not a CPU"), std::string::npos);
}

// What messages say that a CPU needs is a target.
TEST(TargetSpec, NamedTriplesAreTargets) {
  for (llvm::StringRef cpu :
       {"cortex-r5", "cortex-r52", "cortex-a9", "cortex-a32", "sifive-u74"}) {
    std::string message = parseError(cpu);
    llvm::StringRef target = llvm::StringRef(message).rsplit(' ').second;
    EXPECT_EQ(parse(target).cpu, cpu) << message;
  }
}

TEST(TargetSpec, AttributeRoundTrip) {
  mlir::MLIRContext context;
  context.loadDialect<mlir::LLVM::LLVMDialect>();
  for (const char *text :
       {"x86-64-v3", "x86-64-v3+avxvnni+no-fma", "aarch64:cortex-a76"}) {
    TargetSpec spec = parse(text);
    EXPECT_EQ(getTargetSpec(getTargetAttr(&context, spec)), spec);
  }
}

TEST(TargetInfo, VectorBytes) {
  EXPECT_EQ(info("x86-64").vectorBytes(), 16u);
  EXPECT_EQ(info("x86-64-v3").vectorBytes(), 32u);
  EXPECT_EQ(info("x86-64-v4").vectorBytes(), 64u);
  EXPECT_EQ(info("aarch64").vectorBytes(), 16u);
  EXPECT_EQ(info("riscv64+v").vectorBytes(), 16u);
  EXPECT_EQ(info("riscv64").vectorBytes(), 4u);
}

TEST(TargetInfo, FeaturesComeFromLLVM) {
  TargetInfo v4 = info("x86-64-v4");
  EXPECT_TRUE(v4.hasAVX512BW());
  EXPECT_FALSE(v4.hasVBMI());
  EXPECT_FALSE(v4.hasVNNI());
  EXPECT_TRUE(info("icelake-server").hasVNNI());
  EXPECT_TRUE(info("sapphirerapids").hasAVXVNNI());
  EXPECT_TRUE(info("aarch64:cortex-a76").hasFeature("dotprod"));
  EXPECT_FALSE(info("aarch64").hasFeature("dotprod"));
  EXPECT_FALSE(v4.hasFeature("no-such-feature"));
}

TEST(TargetInfo, FoundOnAnEnclosingOperation) {
  mlir::MLIRContext context;
  context.loadDialect<mlir::LLVM::LLVMDialect>();
  auto loc = mlir::UnknownLoc::get(&context);
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(loc);
  std::string message;
  mlir::ScopedDiagnosticHandler handler(
      &context, [&](mlir::Diagnostic &diag) { message = diag.str(); });

  EXPECT_TRUE(mlir::failed(TargetInfo::getFor(*module)));
  EXPECT_EQ(message.find("no target is set"), 0u);

  module->getOperation()->setAttr(mlir::LLVM::LLVMDialect::getTargetAttrName(),
                                  getTargetAttr(&context, parse("x86-64-v3")));
  mlir::OpBuilder builder(module->getBodyRegion());
  auto inner = mlir::ModuleOp::create(builder, loc);
  mlir::FailureOr<TargetInfo> found = TargetInfo::getFor(inner);
  ASSERT_TRUE(mlir::succeeded(found));
  EXPECT_EQ(found->getSpec().cpu, "x86-64-v3");
}

} // namespace
