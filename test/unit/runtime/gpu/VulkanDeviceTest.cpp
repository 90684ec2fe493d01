//===- VulkanDeviceTest.cpp - The choice of a device ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <sys/wait.h>

using namespace lowres::test;
using testing::ExitedWithCode;

namespace {

/// Processes of their own: a device is looked for once, and none may have been
/// found before.
class VulkanDeviceTest : public testing::Test {
protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

/// What processes return that find no device.
constexpr int skipped = 77;

int runModel() {
  int64_t memory = lowres_gpu_allocate(16);
  if (memory == 0)
    return skipped;
  lowres_gpu_free(memory);
  for (int64_t batch : {1, 100, 7}) {
    std::vector<float> input = createInput(batch);
    if (run(getAddModel(), input) != getSums(input) ||
        run(getScaleModel(), input) != getProducts(input))
      return 1;
  }
  return 0;
}

/// Large enough to go in several pieces.
int copyMuch() {
  std::vector<uint32_t> data((68 << 20) / sizeof(uint32_t));
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = static_cast<uint32_t>(i);
  std::vector<uint32_t> result(data.size());
  uint64_t size = data.size() * sizeof(uint32_t);
  int64_t memory = lowres_gpu_allocate(size + 4);
  int failed =
      memory == 0 || lowres_gpu_upload(memory + 4, data.data(), size) ||
      lowres_gpu_download(result.data(), memory + 4, size) || result != data;
  lowres_gpu_free(memory);
  return failed;
}

int runWith(const char *variable, const char *value, int (*body)()) {
  ::setenv(variable, value, 1);
  return body();
}

void expectSuccess(const char *variable, const char *value, int (*body)()) {
  int code = -1;
  EXPECT_EXIT(
      std::exit(runWith(variable, value, body)),
      [&](int status) {
        code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return code == 0 || code == skipped;
      },
      "");
  if (code == skipped)
    GTEST_SKIP() << "no Vulkan device can be used";
}

TEST_F(VulkanDeviceTest, SaysThatThereIsNone) {
  // Loaders know one name or the other.
  auto body = [] { return runWith("VK_ICD_FILENAMES", "/none", runModel); };
  EXPECT_EXIT(std::exit(runWith("VK_DRIVER_FILES", "/none", body)),
              ExitedWithCode(skipped),
              "lowres_vulkan: error: no Vulkan [a-z]+ found");
}

TEST_F(VulkanDeviceTest, RefusesNumbersOfDevices) {
  for (const char *number : {"x", "1000", "-1"})
    EXPECT_EXIT(std::exit(runWith("LOWRES_VULKAN_DEVICE", number, runModel)),
                ExitedWithCode(skipped),
                "lowres_vulkan: error: (LOWRES_VULKAN_DEVICE is '" +
                    std::string(number) +
                    "', expected a number below [0-9]+|no Vulkan)");
}

TEST_F(VulkanDeviceTest, TakesNumberOfDevice) {
  expectSuccess("LOWRES_VULKAN_DEVICE", "0", runModel);
}

TEST_F(VulkanDeviceTest, CopiesWhereTheHostDoesNotReach) {
  expectSuccess("LOWRES_VULKAN_STAGING", "1", [] {
    int result = runModel();
    return result ? result : copyMuch();
  });
}

} // namespace
