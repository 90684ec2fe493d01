//===- CudaDriverTest.cpp - Drivers of CUDA that cannot be used -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <dlfcn.h>

using namespace lowres::test;

namespace {

TEST(CudaDriverTest, SaysThatThereIsNone) {
  if (::dlopen("libcuda.so.1", RTLD_LAZY))
    GTEST_SKIP() << "this machine has a CUDA driver";
  // The rest is the loader's.
  EXPECT_PRED2(contains,
               getMessage(0, [] { return lowres_gpu_allocate(16) != 0; }),
               "lowres_cuda: error: no CUDA driver found: libcuda.so.1: ");
  std::vector<float> input = createInput(1), output = input;
  void *tensors[] = {input.data(), output.data()};
  EXPECT_PRED2(
      contains,
      getMessage(1, [&] { return lowres_gpu_run(&getAddModel(), tensors, 1); }),
      "no CUDA driver found");
}

TEST(CudaDriverTest, SaysWhatItLacks) {
  // The process that is tested finds this one first.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const char *before = std::getenv("LD_LIBRARY_PATH");
  const std::string saved = before ? before : "";
  ::setenv("LD_LIBRARY_PATH", EMPTY_DRIVER_DIR, 1);
  EXPECT_EXIT(std::exit(lowres_gpu_allocate(16) != 0),
              testing::ExitedWithCode(0),
              "^lowres_cuda: error: libcuda.so.1 has no cuInit\n$");
  ::setenv("LD_LIBRARY_PATH", saved.c_str(), 1);
}

} // namespace
