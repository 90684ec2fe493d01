//===- LauncherMemoryTest.cpp - Memory that there is not ------------------===//
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

class LauncherMemoryTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }
};

TEST_F(LauncherMemoryTest, RefusesAddresses) {
  char data[16] = {};
  int64_t memory = lowres_gpu_allocate(8);
  ASSERT_NE(memory, 0);
  EXPECT_EQ(getMessage(1, [&] { return lowres_gpu_upload(memory, data, 9); }),
            getPrefix() + "copy to the device: device memory of 8 "
                          "bytes, expected 9\n");
  EXPECT_EQ(
      getMessage(1, [&] { return lowres_gpu_download(data, memory + 7, 2); }),
      getPrefix() + "copy from the device: device memory of 1 bytes, "
                    "expected 2\n");
  EXPECT_EQ(getMessage(1, [&] { return lowres_gpu_download(data, 16, 2); }),
            getPrefix() + "copy from the device: 0x10 is not an "
                          "address of device memory\n");
  auto free = [](int64_t address) {
    return getMessage(0, [&] {
      lowres_gpu_free(address);
      return 0;
    });
  };
  EXPECT_PRED2(contains, free(memory + 4),
               "is not one of memory that was "
               "allocated");
  EXPECT_EQ(free(memory), "");
  EXPECT_PRED2(contains, free(memory),
               "is not one of memory that was "
               "allocated");
}

TEST_F(LauncherMemoryTest, RefusesTensors) {
  int64_t memory = lowres_gpu_allocate(64);
  ASSERT_NE(memory, 0);
  auto run = [&](int64_t in, int64_t out) {
    int64_t tensors[] = {in, out};
    return getMessage(1, [&] {
      return lowres_gpu_run_on_device(&getAddModel(), tensors, 4);
    });
  };
  EXPECT_EQ(run(memory, memory + 32),
            getPrefix() + "output 0 of model 'test': device memory of "
                          "32 bytes, expected 48\n");
  EXPECT_EQ(run(16, memory), getPrefix() +
                                 "input 0 of model 'test': "
                                 "0x10 is not an address of device memory\n");
  lowres_gpu_free(memory);
}

} // namespace
