//===- LauncherModelTest.cpp - Models that are not as they should be
//-------===//
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

class LauncherModelTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }
};

TEST_F(LauncherModelTest, RefusesBatch) {
  for (int64_t batch : {0, -1}) {
    float x = 0;
    void *tensors[] = {&x, &x};
    EXPECT_EQ(
        getMessage(
            1, [&] { return lowres_gpu_run(&getAddModel(), tensors, batch); }),
        getPrefix() + "model 'test' does not take a batch of " +
            std::to_string(batch) + "\n");
  }
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
}

TEST_F(LauncherModelTest, RefusesBatchOfTooManyBytes) {
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

TEST_F(LauncherModelTest, RefusesKernelItHasNot) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *, int64_t, int64_t,
                     int64_t) -> int32_t {
        lowres_gpu_launch(queue, 2, 1, groupSize, nullptr, 0);
        return 0;
      });
  EXPECT_EQ(getFailure(model), getPrefix() + "model 'test' launches kernel "
                                             "2, but has 2\n");
}

TEST_F(LauncherModelTest, RefusesNumbersOfBlocks) {
  static int64_t blocks;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *, int64_t, int64_t,
                     int64_t) -> int32_t {
        lowres_gpu_launch(queue, AddKernel, blocks, groupSize, nullptr, 0);
        return 0;
      });
  for (int64_t wrong : {INT64_C(-1), INT64_C(65535) * 65535 + 1}) {
    blocks = wrong;
    EXPECT_EQ(getFailure(model), getPrefix() +
                                     "kernel 'add' of model 'test' "
                                     "is launched with " +
                                     std::to_string(wrong) + " blocks\n");
  }
}

TEST_F(LauncherModelTest, RefusesArguments) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors, int64_t,
                     int64_t, int64_t) -> int32_t {
        lowres_gpu_argument arguments[] = {
            memory(tensors[0]), {2, 0}, number(3), number(1)};
        lowres_gpu_launch(queue, AddKernel, 1, groupSize, arguments, 4);
        // One line is printed, for the first.
        lowres_gpu_launch(queue, -1, 1, groupSize, arguments, 4);
        return 0;
      });
  EXPECT_EQ(getFailure(model), getPrefix() + "argument 1 of kernel 'add' is "
                                             "of kind 2, expected 0 or 1\n");
}

TEST_F(LauncherModelTest, RefusesCountsOfArguments) {
  static int64_t count;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t, int64_t) -> int32_t {
        launchAdd(queue, tensors[0], tensors[0], batch, 0);
        std::vector<lowres_gpu_argument> arguments(count, number(0));
        lowres_gpu_launch(queue, count == 5 ? AddKernel : ScaleKernel, 1,
                          groupSize, arguments.data(), count);
        return 0;
      });
  count = 5;
  EXPECT_EQ(getFailure(model), getPrefix() +
                                   "kernel 'add' of model 'test' "
                                   "has 5 arguments, and had 4 before\n");
  count = 1000;
  EXPECT_PRED2(contains, getFailure(model),
               "a kernel has 1000 arguments, the device "
               "takes ");
}

TEST_F(LauncherModelTest, RefusesCodeWithoutKernel) {
  static const char *const names[] = {"add", "scal"};
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.kernels = names;
  EXPECT_EQ(getFailure(model),
            getPrefix() + "the code of model 'test' has no kernel 'scal'\n");
}

} // namespace
