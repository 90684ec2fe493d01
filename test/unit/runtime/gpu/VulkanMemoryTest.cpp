//===- VulkanMemoryTest.cpp - Memory that Vulkan has not ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

#include "gtest/gtest.h"

using namespace lowres::test;

namespace {

class VulkanMemoryTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }
};

TEST_F(VulkanMemoryTest, RefusesSizes) {
  EXPECT_EQ(getMessage(0, [] { return lowres_gpu_allocate(0) != 0; }),
            "lowres_vulkan: error: cannot allocate 0 bytes for the caller\n");
  for (uint64_t size : {UINT64_C(1) << 40, UINT64_MAX})
    EXPECT_PRED2(contains,
                 getMessage(0, [&] { return lowres_gpu_allocate(size) != 0; }),
                 "cannot allocate " + std::to_string(size) +
                     " bytes for the caller: kernels see at most ");
}

TEST_F(VulkanMemoryTest, RefusesAddressesThatAreNotAligned) {
  int64_t memory = lowres_gpu_allocate(64);
  ASSERT_NE(memory, 0);
  // Every device has a limit of its own, and some have none.
  std::vector<float> input = createInput(1);
  int64_t tensors[] = {memory, memory + 4};
  testing::internal::CaptureStderr();
  int result = lowres_gpu_run_on_device(&getAddModel(), tensors, 1);
  std::string message = testing::internal::GetCapturedStderr();
  lowres_gpu_free(memory);
  if (result == 0)
    GTEST_SKIP() << "the device takes multiples of 4 bytes";
  EXPECT_PRED2(contains, message,
               "argument 1 of kernel 'add' lies 4 bytes "
               "behind the start of its memory, expected "
               "a multiple of ");
  EXPECT_EQ(lowres::test::run(getAddModel(), input), getSums(input));
}

} // namespace
