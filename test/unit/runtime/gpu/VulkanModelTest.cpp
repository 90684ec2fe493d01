//===- VulkanModelTest.cpp - Models that are not as they should be --------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestKernels.h"

#include "gtest/gtest.h"

using namespace lowres::test;

namespace {

class VulkanModelTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }

  /// The message of a model that fails. Another one runs afterwards.
  static std::string fail(const lowres_gpu_model &model) {
    std::vector<float> input = createInput(2), output = {1, 2, 3, 4, 5, 6};
    const std::vector<float> before = output;
    void *tensors[] = {input.data(), output.data()};
    std::string message =
        getMessage(1, [&] { return lowres_gpu_run(&model, tensors, 2); });
    EXPECT_EQ(output, before);
    EXPECT_EQ(run(getAddModel(), input), getSums(input));
    return message;
  }
};

TEST_F(VulkanModelTest, RefusesBatch) {
  for (int64_t batch : {0, -1}) {
    float x = 0;
    void *tensors[] = {&x, &x};
    EXPECT_EQ(
        getMessage(
            1, [&] { return lowres_gpu_run(&getAddModel(), tensors, batch); }),
        "lowres_vulkan: error: model 'test' does not take a batch of " +
            std::to_string(batch) + "\n");
  }
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
}

TEST_F(VulkanModelTest, RefusesBatchOfTooManyBytes) {
  for (int64_t batch : {INT64_MAX, INT64_C(1) << 60, INT64_C(1) << 40}) {
    float x = 0;
    void *tensors[] = {&x, &x};
    EXPECT_PRED2(
        contains,
        getMessage(
            1, [&] { return lowres_gpu_run(&getAddModel(), tensors, batch); }),
        "model 'test'");
  }
}

TEST_F(VulkanModelTest, RefusesKernelItHasNot) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *, int64_t, int64_t,
                     int64_t) -> int32_t {
        lowres_gpu_launch(queue, 2, 1, nullptr, 0);
        return 0;
      });
  EXPECT_EQ(fail(model), "lowres_vulkan: error: model 'test' launches kernel "
                         "2, but has 2\n");
}

TEST_F(VulkanModelTest, RefusesNumbersOfBlocks) {
  static int64_t blocks;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *, int64_t, int64_t,
                     int64_t) -> int32_t {
        lowres_gpu_launch(queue, AddKernel, blocks, nullptr, 0);
        return 0;
      });
  for (int64_t wrong : {INT64_C(-1), INT64_C(65535) * 65535 + 1}) {
    blocks = wrong;
    EXPECT_EQ(fail(model), "lowres_vulkan: error: kernel 'add' of model 'test' "
                           "is launched with " +
                               std::to_string(wrong) + " blocks\n");
  }
}

TEST_F(VulkanModelTest, RefusesArguments) {
  static lowres_gpu_argument wrong;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors, int64_t,
                     int64_t, int64_t) -> int32_t {
        lowres_gpu_argument arguments[] = {memory(tensors[0]), wrong, number(3),
                                           number(1)};
        lowres_gpu_launch(queue, AddKernel, 1, arguments, 4);
        // One line is printed, for the first.
        lowres_gpu_launch(queue, -1, 1, arguments, 4);
        return 0;
      });
  wrong = memory(0x10);
  EXPECT_EQ(fail(model), "lowres_vulkan: error: argument 1 of kernel 'add': "
                         "0x10 is not an address of device memory\n");
  wrong = {2, 0};
  EXPECT_EQ(fail(model), "lowres_vulkan: error: argument 1 of kernel 'add' is "
                         "of kind 2, expected 0 or 1\n");
}

TEST_F(VulkanModelTest, RefusesCountsOfArguments) {
  static int64_t count;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t, int64_t) -> int32_t {
        launchAdd(queue, tensors[0], tensors[0], batch, 0);
        std::vector<lowres_gpu_argument> arguments(count, number(0));
        lowres_gpu_launch(queue, count == 5 ? AddKernel : ScaleKernel, 1,
                          arguments.data(), count);
        return 0;
      });
  count = 5;
  EXPECT_EQ(fail(model), "lowres_vulkan: error: kernel 'add' of model 'test' "
                         "has 5 arguments, and had 4 before\n");
  count = 1000;
  EXPECT_PRED2(contains, fail(model),
               "a kernel has 1000 arguments, the device "
               "takes ");
}

TEST_F(VulkanModelTest, RefusesCode) {
  static std::vector<uint32_t> words = {1, 2, 3, 4, 5, 6};
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  const std::string message =
      "lowres_vulkan: error: the code of model 'test' is not a SPIR-V module\n";
  model.code = words.data();
  model.code_size = words.size() * sizeof(uint32_t);
  EXPECT_EQ(fail(model), message);
  // Ends within its header, within a word and within an instruction.
  model.code = getTestModule().data();
  for (uint64_t size : {0, 8, 29, 24}) {
    model.code_size = size;
    EXPECT_EQ(fail(model), message) << size;
  }
  // An instruction of no words.
  words = getTestModule();
  words[5] &= 0xFFFF;
  model.code = words.data();
  model.code_size = words.size() * sizeof(uint32_t);
  EXPECT_EQ(fail(model), message);
}

TEST_F(VulkanModelTest, RefusesCodeWithoutKernel) {
  static const char *const names[] = {"add", "scal"};
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.kernels = names;
  EXPECT_EQ(fail(model), "lowres_vulkan: error: the code of model 'test' has "
                         "no kernel 'scal'\n");
}

TEST_F(VulkanModelTest, RefusesLargeGroups) {
  // OpExecutionMode %kernel LocalSize 4 1 1
  static std::vector<uint32_t> words = getTestModule();
  for (size_t i = 5; i + 6 < words.size(); i += words[i] >> 16)
    if (words[i] == (6u << 16 | 16))
      words[i + 4] = 1 << 30;
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.code = words.data();
  EXPECT_PRED2(contains, fail(model),
               "kernel 'add' of model 'test' wants groups of 4 x "
               "1073741824 x 1 threads, the device has at most ");
}

TEST_F(VulkanModelTest, TakesCodeOfAnyAlignment) {
  static std::vector<char> bytes(1);
  const std::vector<uint32_t> &words = getTestModule();
  auto *begin = reinterpret_cast<const char *>(words.data());
  bytes.insert(bytes.end(), begin, begin + words.size() * sizeof(uint32_t));
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.code = bytes.data() + 1;
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(model, input), getSums(input));
}

} // namespace
