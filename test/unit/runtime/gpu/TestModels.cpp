//===- TestModels.cpp - Models for a GPU, without a compiler
//---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

#include "gtest/gtest.h"

using namespace lowres;

lowres_gpu_model
test::createModel(decltype(lowres_gpu_model::enqueue) enqueue) {
  static const char *const names[] = {"add", "scale"};
  static const int64_t rowSizes[] = {testRowSize, testRowSize};
  static const int8_t weights[] = {-3, 0, 100};
  lowres_gpu_model model = {};
  model.name = "test";
  model.code = getTestLauncher().code;
  model.code_size = getTestLauncher().codeSize;
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
  lowres_gpu_launch(queue, AddKernel, getBlocks(size), groupSize, arguments, 4);
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
  lowres_gpu_launch(queue, ScaleKernel, getBlocks(size), groupSize, arguments,
                    5);
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

std::string test::getFailure(const lowres_gpu_model &model) {
  std::vector<float> input = createInput(2), output = {1, 2, 3, 4, 5, 6};
  const std::vector<float> before = output;
  void *tensors[] = {input.data(), output.data()};
  std::string message =
      getMessage(1, [&] { return lowres_gpu_run(&model, tensors, 2); });
  EXPECT_EQ(output, before);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
  return message;
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
  EXPECT_TRUE(contains(message, "no Vulkan") || contains(message, " lacks ") ||
              contains(message, "no CUDA") ||
              contains(message, "cannot start the CUDA driver"))
      << message;
  return message;
}
