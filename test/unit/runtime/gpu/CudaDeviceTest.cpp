//===- CudaDeviceTest.cpp - The choice of a device ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeCuda.h"
#include "TestModels.h"

#include "gtest/gtest.h"

#include <cstdlib>

using namespace lowres::test;
using testing::ExitedWithCode;

namespace {

/// Processes of their own: a device is looked for once, and none may have been
/// found before.
class CudaDeviceTest : public testing::Test {
protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

constexpr CUresult unknown = 999;

/// Whether nothing works at first, and whether all does if that is `repaired`.
int runModel(void (*repair)()) {
  std::vector<float> input = createInput(1);
  if (lowres_gpu_allocate(16) != 0)
    return 1;
  repair();
  bool works = run(getAddModel(), input) == getSums(input) &&
               run(getScaleModel(), input) == getProducts(input);
  return works && getContextStack().empty() && getFakeCuda().misuses.empty()
             ? 0
             : 2;
}

TEST_F(CudaDeviceTest, SaysThatThereIsNone) {
  EXPECT_EXIT(
      {
        getFakeCuda().numDevices = 0;
        std::exit(runModel([] { getFakeCuda().numDevices = 1; }));
      },
      ExitedWithCode(0), "^lowres_cuda: error: no CUDA device found\n$");
}

TEST_F(CudaDeviceTest, SaysWhatFails) {
  const std::pair<const char *, const char *> failures[] = {
      {"cuInit", "cannot start the CUDA driver"},
      {"cuDeviceGetCount", "cannot list CUDA devices"},
      {"cuDeviceGet", "cannot examine CUDA devices"},
      {"cuDeviceGetName", "cannot examine CUDA devices"},
      {"cuDeviceGetAttribute", "cannot examine CUDA devices"},
      {"cuDevicePrimaryCtxRetain", "cannot open device 'fake 0'"},
      {"cuCtxPushCurrent", "cannot create a queue on device 'fake 0'"},
      {"cuStreamCreate", "cannot create a queue on device 'fake 0'"},
  };
  for (auto [function, message] : failures)
    EXPECT_EXIT(
        {
          getFakeCuda().fail(function, unknown);
          int result = runModel([] {});
          std::exit(getFakeCuda().contexts[0] == 1 ? result : 3);
        },
        ExitedWithCode(0),
        std::string("^lowres_cuda: error: ") + message +
            ": CUDA_ERROR_UNKNOWN\n$")
        << function;
}

TEST_F(CudaDeviceTest, TakesNumberOfDevice) {
  EXPECT_EXIT(
      {
        ::setenv("LOWRES_CUDA_DEVICE", "1", 1);
        getFakeCuda().numDevices = 2;
        std::vector<float> input = createInput(1);
        bool works = run(getAddModel(), input) == getSums(input);
        std::exit(works && getFakeCuda().contexts[1] == 1 &&
                          getFakeCuda().contexts[0] == 0
                      ? 0
                      : 1);
      },
      ExitedWithCode(0), "^$");
}

TEST_F(CudaDeviceTest, RefusesNumbersOfDevices) {
  for (const char *number : {"x", "2", "-1"})
    EXPECT_EXIT(
        {
          ::setenv("LOWRES_CUDA_DEVICE", number, 1);
          getFakeCuda().numDevices = 2;
          std::exit(runModel([] { ::setenv("LOWRES_CUDA_DEVICE", "0", 1); }));
        },
        ExitedWithCode(0),
        "^lowres_cuda: error: LOWRES_CUDA_DEVICE is '" + std::string(number) +
            "', expected a number below 2, the number of devices\n$");
}

TEST_F(CudaDeviceTest, TakesNothingBackBeforeItIsOpen) {
  EXPECT_EXIT(
      {
        lowres_gpu_free(0);
        lowres_gpu_forget(&getAddModel());
        lowres_gpu_free(64);
        std::exit(getFakeCuda().contexts.empty() ? 0 : 1);
      },
      ExitedWithCode(0),
      "^lowres_cuda: error: address 0x40 is not one of memory that was "
      "allocated\n$");
}

} // namespace
