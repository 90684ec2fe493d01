//===- VulkanModelTest.cpp - Models that Vulkan does not take -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpirvKernels.h"
#include "TestModels.h"

#include "gtest/gtest.h"

using namespace lowres::test;

namespace {

class VulkanModelTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }
};

TEST_F(VulkanModelTest, RefusesAddresses) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors, int64_t,
                     int64_t, int64_t) -> int32_t {
        launchAdd(queue, tensors[0], 0x10, 3, 1);
        return 0;
      });
  EXPECT_EQ(getFailure(model),
            "lowres_vulkan: error: argument 1 of kernel 'add': 0x10 is not an "
            "address of device memory\n");
}

TEST_F(VulkanModelTest, RefusesCode) {
  static std::vector<uint32_t> words = {1, 2, 3, 4, 5, 6};
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  const std::string message =
      "lowres_vulkan: error: the code of model 'test' is not a SPIR-V module\n";
  model.code = words.data();
  model.code_size = words.size() * sizeof(uint32_t);
  EXPECT_EQ(getFailure(model), message);
  // Ends within its header, within a word and within an instruction.
  model.code = getTestModule().data();
  for (uint64_t size : {0, 8, 29, 24}) {
    model.code_size = size;
    EXPECT_EQ(getFailure(model), message) << size;
  }
  // An instruction of no words.
  words = getTestModule();
  words[5] &= 0xFFFF;
  model.code = words.data();
  model.code_size = words.size() * sizeof(uint32_t);
  EXPECT_EQ(getFailure(model), message);
}

TEST_F(VulkanModelTest, RefusesLargeGroups) {
  // OpExecutionMode %kernel LocalSize 4 1 1
  static std::vector<uint32_t> words = getTestModule();
  for (size_t i = 5; i + 6 < words.size(); i += words[i] >> 16)
    if (words[i] == (6u << 16 | 16))
      words[i + 4] = 1 << 30;
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.code = words.data();
  EXPECT_PRED2(contains, getFailure(model),
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
