//===- CudaFixture.h - Tests that leave the driver as it was ----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_GPU_CUDAFIXTURE_H
#define LOWRES_UNITTEST_RUNTIME_GPU_CUDAFIXTURE_H

#include "FakeCuda.h"
#include "TestModels.h"

#include "gtest/gtest.h"

namespace lowres::test {

/// The device is open, and the model that adds is not loaded. What tests make
/// beside that they free.
class CudaFixture : public testing::Test {
protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    ASSERT_EQ(getSkipReason(), "");
    lowres_gpu_forget(&getAddModel());
    numAllocations = getFakeCuda().allocations.size();
    numModules = getFakeCuda().modules.size();
  }

  void TearDown() override {
    lowres_gpu_forget(&getAddModel());
    EXPECT_TRUE(getFakeCuda().hasFailed());
    EXPECT_EQ(getFakeCuda().misuses, std::vector<std::string>());
    EXPECT_EQ(getContextStack().size(), 0u);
    EXPECT_EQ(getFakeCuda().allocations.size(), numAllocations);
    EXPECT_EQ(getFakeCuda().modules.size(), numModules);
  }

  size_t numAllocations, numModules;
};

} // namespace lowres::test

#endif // LOWRES_UNITTEST_RUNTIME_GPU_CUDAFIXTURE_H
