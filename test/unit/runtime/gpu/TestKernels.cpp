//===- TestKernels.cpp - Models for a GPU, without a compiler -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestKernels.h"

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

lowres_gpu_model
test::createModel(decltype(lowres_gpu_model::enqueue) enqueue) {
  static const char *const names[] = {"add", "scale"};
  static const int64_t rowSizes[] = {testRowSize, testRowSize};
  static const int8_t weights[] = {-3, 0, 100};
  const std::vector<uint32_t> &words = getTestModule();
  lowres_gpu_model model = {};
  model.name = "test";
  model.code = words.data();
  model.code_size = words.size() * sizeof(uint32_t);
  model.constants = weights;
  model.constants_size = sizeof(weights);
  model.kernels = names;
  model.num_kernels = 2;
  model.row_sizes = rowSizes;
  model.num_inputs = model.num_outputs = 1;
  model.workspace_size = [](int64_t batch) -> uint64_t {
    return batch * testRowSize * sizeof(float);
  };
  model.enqueue = enqueue;
  return model;
}

static int64_t getBlocks(int64_t size) {
  return (size + test::groupSize - 1) / test::groupSize;
}

void test::launchAdd(lowres_gpu_queue *queue, int64_t in, int64_t out,
                     int64_t size, int64_t addend) {
  lowres_gpu_argument arguments[] = {memory(in), memory(out), number(size),
                                     number(addend)};
  lowres_gpu_launch(queue, AddKernel, getBlocks(size), arguments, 4);
}

static int32_t enqueueAdd(lowres_gpu_queue *queue, const int64_t *tensors,
                          int64_t batch, int64_t workspace, int64_t) {
  if (batch < 1)
    return 1;
  int64_t size = batch * test::testRowSize;
  test::launchAdd(queue, tensors[0], workspace, size, 1);
  test::launchAdd(queue, workspace, tensors[1], size, 10);
  return 0;
}

const lowres_gpu_model &test::getAddModel() {
  static const lowres_gpu_model model = createModel(enqueueAdd);
  return model;
}

static int32_t enqueueScale(lowres_gpu_queue *queue, const int64_t *tensors,
                            int64_t batch, int64_t, int64_t constants) {
  using namespace test;
  int64_t size = batch * testRowSize;
  lowres_gpu_argument arguments[] = {memory(tensors[0]), memory(tensors[1]),
                                     number(size), memory(constants),
                                     number(testRowSize)};
  lowres_gpu_launch(queue, ScaleKernel, getBlocks(size), arguments, 5);
  return 0;
}

const lowres_gpu_model &test::getScaleModel() {
  static const lowres_gpu_model model = createModel(enqueueScale);
  return model;
}

std::vector<float> test::createInput(int64_t batch) {
  std::vector<float> input(batch * testRowSize);
  for (size_t i = 0; i < input.size(); ++i)
    input[i] = 0.5f * static_cast<float>(i) - 7;
  return input;
}

std::vector<float> test::getSums(const std::vector<float> &input) {
  std::vector<float> sums;
  for (float x : input)
    sums.push_back(x + 11);
  return sums;
}

std::vector<float> test::getProducts(const std::vector<float> &input) {
  const float weights[] = {-3, 0, 100};
  std::vector<float> products;
  for (size_t i = 0; i < input.size(); ++i)
    products.push_back(input[i] * weights[i % testRowSize]);
  return products;
}

std::vector<float> test::run(const lowres_gpu_model &model,
                             const std::vector<float> &input) {
  std::vector<float> output(input.size(), -1);
  void *tensors[] = {const_cast<float *>(input.data()), output.data()};
  int64_t batch = static_cast<int64_t>(input.size()) / testRowSize;
  if (lowres_gpu_run(&model, tensors, batch))
    return {};
  return output;
}

std::string test::getMessage(int expected, const std::function<int()> &body) {
  testing::internal::CaptureStderr();
  int result = body();
  std::string message = testing::internal::GetCapturedStderr();
  EXPECT_EQ(result, expected) << message;
  return message;
}

std::string test::getSkipReason() {
  testing::internal::CaptureStderr();
  int64_t memory = lowres_gpu_allocate(16);
  std::string message = testing::internal::GetCapturedStderr();
  if (memory != 0) {
    lowres_gpu_free(memory);
    return "";
  }
  EXPECT_TRUE(contains(message, "no Vulkan") || contains(message, " lacks "))
      << message;
  return message;
}
