//===- SpirvKernels.cpp - The kernels of tests for Vulkan
//------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpirvKernels.h"

#include "TestModels.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/SPIRV/Serialization.h"

#include "gtest/gtest.h"

using namespace lowres;

// Mesa's software driver loses some bytes for each pipeline that it makes.
extern "C" const char *__lsan_default_suppressions() {
  return "leak:libvulkan_lvp.so";
}

static const char *const kernels = R"mlir(
!ids = !spirv.ptr<vector<3xi32>, Input>
!floats = !spirv.ptr<!spirv.struct<(!spirv.rtarray<f32, stride=4> [0])>, StorageBuffer>
!bytes = !spirv.ptr<!spirv.struct<(!spirv.rtarray<i8, stride=1> [0])>, StorageBuffer>
!number = !spirv.ptr<!spirv.struct<(i32 [0])>, StorageBuffer>
!float_element = !spirv.ptr<f32, StorageBuffer>
!byte_element = !spirv.ptr<i8, StorageBuffer>
!number_element = !spirv.ptr<i32, StorageBuffer>

spirv.module Logical GLSL450
    requires #spirv.vce<v1.3, [Shader, Int8, StorageBuffer8BitAccess],
      [SPV_KHR_storage_buffer_storage_class, SPV_KHR_8bit_storage]> {
  spirv.GlobalVariable @group built_in("WorkgroupId") : !ids
  spirv.GlobalVariable @groups built_in("NumWorkgroups") : !ids
  spirv.GlobalVariable @thread built_in("LocalInvocationId") : !ids
  spirv.GlobalVariable @in bind(0, 0) : !floats
  spirv.GlobalVariable @out bind(0, 1) : !floats
  spirv.GlobalVariable @size bind(0, 2) : !number
  spirv.GlobalVariable @addend bind(0, 3) : !number
  spirv.GlobalVariable @weights bind(0, 3) : !bytes
  spirv.GlobalVariable @period bind(0, 4) : !number

  // (y * groups.x + x) * 4 + thread.x
  spirv.func @index() -> i32 "None" {
    %group_address = spirv.mlir.addressof @group : !ids
    %groups_address = spirv.mlir.addressof @groups : !ids
    %thread_address = spirv.mlir.addressof @thread : !ids
    %group = spirv.Load "Input" %group_address : vector<3xi32>
    %groups = spirv.Load "Input" %groups_address : vector<3xi32>
    %thread = spirv.Load "Input" %thread_address : vector<3xi32>
    %x = spirv.CompositeExtract %group[0 : i32] : vector<3xi32>
    %y = spirv.CompositeExtract %group[1 : i32] : vector<3xi32>
    %width = spirv.CompositeExtract %groups[0 : i32] : vector<3xi32>
    %lane = spirv.CompositeExtract %thread[0 : i32] : vector<3xi32>
    %four = spirv.Constant 4 : i32
    %row = spirv.IMul %y, %width : i32
    %block = spirv.IAdd %row, %x : i32
    %first = spirv.IMul %block, %four : i32
    %index = spirv.IAdd %first, %lane : i32
    spirv.ReturnValue %index : i32
  }

  spirv.func @is_inside(%index: i32) -> i1 "None" {
    %zero = spirv.Constant 0 : i32
    %variable = spirv.mlir.addressof @size : !number
    %address = spirv.AccessChain %variable[%zero] : !number, i32 -> !number_element
    %size = spirv.Load "StorageBuffer" %address : i32
    %inside = spirv.ULessThan %index, %size : i32
    spirv.ReturnValue %inside : i1
  }

  spirv.func @add() "None" {
    %zero = spirv.Constant 0 : i32
    %index = spirv.FunctionCall @index() : () -> i32
    %inside = spirv.FunctionCall @is_inside(%index) : (i32) -> i1
    spirv.mlir.selection {
      spirv.BranchConditional %inside, ^then, ^end
    ^then:
      %in = spirv.mlir.addressof @in : !floats
      %out = spirv.mlir.addressof @out : !floats
      %addend = spirv.mlir.addressof @addend : !number
      %from = spirv.AccessChain %in[%zero, %index] : !floats, i32, i32 -> !float_element
      %to = spirv.AccessChain %out[%zero, %index] : !floats, i32, i32 -> !float_element
      %with = spirv.AccessChain %addend[%zero] : !number, i32 -> !number_element
      %x = spirv.Load "StorageBuffer" %from : f32
      %integer = spirv.Load "StorageBuffer" %with : i32
      %y = spirv.ConvertSToF %integer : i32 to f32
      %sum = spirv.FAdd %x, %y : f32
      spirv.Store "StorageBuffer" %to, %sum : f32
      spirv.Branch ^end
    ^end:
      spirv.mlir.merge
    }
    spirv.Return
  }

  spirv.func @scale() "None" {
    %zero = spirv.Constant 0 : i32
    %index = spirv.FunctionCall @index() : () -> i32
    %inside = spirv.FunctionCall @is_inside(%index) : (i32) -> i1
    spirv.mlir.selection {
      spirv.BranchConditional %inside, ^then, ^end
    ^then:
      %in = spirv.mlir.addressof @in : !floats
      %out = spirv.mlir.addressof @out : !floats
      %weights = spirv.mlir.addressof @weights : !bytes
      %period = spirv.mlir.addressof @period : !number
      %period_address = spirv.AccessChain %period[%zero] : !number, i32 -> !number_element
      %columns = spirv.Load "StorageBuffer" %period_address : i32
      %column = spirv.UMod %index, %columns : i32
      %from = spirv.AccessChain %in[%zero, %index] : !floats, i32, i32 -> !float_element
      %to = spirv.AccessChain %out[%zero, %index] : !floats, i32, i32 -> !float_element
      %with = spirv.AccessChain %weights[%zero, %column] : !bytes, i32, i32 -> !byte_element
      %x = spirv.Load "StorageBuffer" %from : f32
      %byte = spirv.Load "StorageBuffer" %with : i8
      %integer = spirv.SConvert %byte : i8 to i32
      %y = spirv.ConvertSToF %integer : i32 to f32
      %product = spirv.FMul %x, %y : f32
      spirv.Store "StorageBuffer" %to, %product : f32
      spirv.Branch ^end
    ^end:
      spirv.mlir.merge
    }
    spirv.Return
  }

  spirv.EntryPoint "GLCompute" @add, @group, @groups, @thread
  spirv.EntryPoint "GLCompute" @scale, @group, @groups, @thread
  spirv.ExecutionMode @add "LocalSize", 4, 1, 1
  spirv.ExecutionMode @scale "LocalSize", 4, 1, 1
}
)mlir";

static std::vector<uint32_t> assemble() {
  mlir::MLIRContext context;
  context.loadDialect<mlir::spirv::SPIRVDialect>();
  auto module =
      mlir::parseSourceString<mlir::spirv::ModuleOp>(kernels, &context);
  llvm::SmallVector<uint32_t> words;
  if (!module || failed(mlir::spirv::serialize(*module, words)))
    ADD_FAILURE() << "the kernels cannot be assembled";
  return {words.begin(), words.end()};
}

const std::vector<uint32_t> &test::getTestModule() {
  static const std::vector<uint32_t> words = assemble();
  return words;
}

const test::TestLauncher &test::getTestLauncher() {
  static const TestLauncher launcher = {"lowres_vulkan", getTestModule().data(),
                                        getTestModule().size() *
                                            sizeof(uint32_t)};
  return launcher;
}
