//===- TestModule.cpp - A small lowered model -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModule.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"

using namespace mlir;
using namespace mlir::lowres;

std::unique_ptr<MLIRContext> test::createContext() {
  DialectRegistry registry;
  registry.insert<func::FuncDialect, LLVM::LLVMDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  auto context = std::make_unique<MLIRContext>(registry);
  context->loadAllAvailableDialects();
  return context;
}

OwningOpRef<ModuleOp> test::parse(MLIRContext &context, StringRef text) {
  return parseSourceString<ModuleOp>(text, ParserConfig(&context));
}

OwningOpRef<ModuleOp> test::createSumModel(MLIRContext &context,
                                           StringRef extra) {
  std::string text = R"mlir(
    llvm.mlir.global internal constant @weights(
        dense<[3., 3., 3., 3., 3., 3., 3., 3., 1., 2., 4., 5., 6., 7., 8., 9.]>
        : tensor<16xf32>) : !llvm.array<16 x f32>
    llvm.func @sum_workspace_size(%batch: i64) -> i64 {
      %size = llvm.mlir.constant(256 : i64) : i64
      %bytes = llvm.mul %batch, %size : i64
      llvm.return %bytes : i64
    }
    llvm.func @sum_parallel(%in: !llvm.ptr, %out: !llvm.ptr, %batch: i64,
                            %workspace: !llvm.ptr, %parallel_for: !llvm.ptr,
                            %context: !llvm.ptr) -> i32 {
      %r = llvm.call @sum(%in, %out, %batch, %workspace)
        : (!llvm.ptr, !llvm.ptr, i64, !llvm.ptr) -> i32
      llvm.return %r : i32
    }
    llvm.func @helper(%x: f32, %y: f32) -> f32 {
      %r = llvm.fadd %x, %y : f32
      llvm.return %r : f32
    }
    llvm.func @sum(%in: !llvm.ptr, %out: !llvm.ptr, %batch: i64,
                   %workspace: !llvm.ptr) -> i32 {
      %zero = llvm.mlir.constant(0 : i64) : i64
      %one = llvm.mlir.constant(1 : i64) : i64
      %two = llvm.mlir.constant(2 : i64) : i64
      %ok = llvm.mlir.constant(0 : i32) : i32
      %bad = llvm.mlir.constant(1 : i32) : i32
      %w = llvm.mlir.addressof @weights : !llvm.ptr
      %mask = llvm.mlir.constant(15 : i64) : i64
      %empty = llvm.icmp "slt" %batch, %one : i64
      llvm.cond_br %empty, ^fail, ^loop(%zero : i64)
    ^fail:
      llvm.return %bad : i32
    ^loop(%i: i64):
      %at = llvm.mul %i, %two : i64
      %pa = llvm.getelementptr %in[%at] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      %a = llvm.load %pa : !llvm.ptr -> f32
      %pb = llvm.getelementptr %pa[1] : (!llvm.ptr) -> !llvm.ptr, f32
      %b = llvm.load %pb : !llvm.ptr -> f32
      %s = llvm.call @helper(%a, %b) : (f32, f32) -> f32
      %k = llvm.and %i, %mask : i64
      %pw = llvm.getelementptr %w[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      %scale = llvm.load %pw : !llvm.ptr -> f32
      %t = llvm.fmul %s, %scale : f32
      %po = llvm.getelementptr %out[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      llvm.store %t, %po : f32, !llvm.ptr
      %next = llvm.add %i, %one : i64
      %more = llvm.icmp "slt" %next, %batch : i64
      llvm.cond_br %more, ^loop(%next : i64), ^done
    ^done:
      llvm.return %ok : i32
    }
  )mlir";
  return parse(context, text + extra.str());
}

ModelInterface test::getSumInterface() {
  ModelInterface interface;
  interface.name = "sum";
  interface.inputs.push_back({{2}});
  interface.outputs.push_back({{}});
  return interface;
}

TargetInfo test::getTarget(StringRef text) {
  return llvm::cantFail(TargetInfo::get(llvm::cantFail(parseTargetSpec(text))));
}
