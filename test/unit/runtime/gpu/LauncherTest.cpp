//===- LauncherTest.cpp - Running models on a device
//-----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModels.h"

#include "gtest/gtest.h"

#include <thread>

using namespace lowres::test;

namespace {

class LauncherTest : public testing::Test {
protected:
  void SetUp() override { LOWRES_SKIP_WITHOUT_DEVICE(); }
};

TEST_F(LauncherTest, RunsOneRow) {
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
}

TEST_F(LauncherTest, RunsBatches) {
  // Smaller ones, too, after memory has grown.
  for (int64_t batch : {5, 1000, 2}) {
    std::vector<float> input = createInput(batch);
    EXPECT_EQ(run(getAddModel(), input), getSums(input)) << batch;
  }
}

TEST_F(LauncherTest, ReadsBytes) {
  std::vector<float> input = createInput(5);
  EXPECT_EQ(run(getScaleModel(), input), getProducts(input));
}

TEST_F(LauncherTest, RunsMoreBlocksThanOneDimensionHas) {
  std::vector<float> input = createInput(100000);
  ASSERT_GT(static_cast<int64_t>(input.size()) / groupSize, 65535);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
}

TEST_F(LauncherTest, RunsTwoModelsInTurns) {
  for (int64_t batch = 1; batch < 6; ++batch) {
    std::vector<float> input = createInput(batch);
    EXPECT_EQ(run(getAddModel(), input), getSums(input));
    EXPECT_EQ(run(getScaleModel(), input), getProducts(input));
  }
}

TEST_F(LauncherTest, RunsOnDevice) {
  constexpr int64_t batch = 5, offset = 256;
  std::vector<float> input = createInput(batch), output(input.size());
  uint64_t size = input.size() * sizeof(float);
  int64_t in = lowres_gpu_allocate(size);
  int64_t out = lowres_gpu_allocate(size + offset);
  ASSERT_NE(in, 0);
  ASSERT_NE(out, 0);
  ASSERT_EQ(lowres_gpu_upload(in, input.data(), size), 0);
  int64_t tensors[] = {in, out + offset};
  ASSERT_EQ(lowres_gpu_run_on_device(&getAddModel(), tensors, batch), 0);
  ASSERT_EQ(lowres_gpu_download(output.data(), out + offset, size), 0);
  EXPECT_EQ(output, getSums(input));
  // What one model wrote, another reads.
  int64_t others[] = {out + offset, in};
  ASSERT_EQ(lowres_gpu_run_on_device(&getScaleModel(), others, batch), 0);
  ASSERT_EQ(lowres_gpu_download(output.data(), in, size), 0);
  EXPECT_EQ(output, getProducts(getSums(input)));
  lowres_gpu_free(in);
  lowres_gpu_free(out);
}

TEST_F(LauncherTest, CopiesParts) {
  std::vector<char> data = {1, 2, 3, 4, 5, 6, 7}, result(3);
  int64_t memory = lowres_gpu_allocate(data.size());
  ASSERT_NE(memory, 0);
  ASSERT_EQ(lowres_gpu_upload(memory, data.data(), data.size()), 0);
  ASSERT_EQ(lowres_gpu_upload(memory + 5, data.data(), 1), 0);
  ASSERT_EQ(lowres_gpu_download(result.data(), memory + 4, 3), 0);
  EXPECT_EQ(result, (std::vector<char>{5, 1, 7}));
  EXPECT_EQ(lowres_gpu_upload(memory, nullptr, 0), 0);
  EXPECT_EQ(lowres_gpu_download(nullptr, memory, 0), 0);
  lowres_gpu_free(memory);
}

TEST_F(LauncherTest, KeepsBuffersApart) {
  // Freed in another order than allocated.
  std::vector<int64_t> buffers;
  for (int32_t i = 0; i < 100; ++i) {
    buffers.push_back(lowres_gpu_allocate(sizeof(i) + 1000 * i));
    ASSERT_NE(buffers.back(), 0);
    ASSERT_EQ(lowres_gpu_upload(buffers.back(), &i, sizeof(i)), 0);
  }
  for (int32_t i = 0; i < 100; i += 2)
    lowres_gpu_free(buffers[i]);
  for (int32_t i = 1; i < 100; i += 2) {
    int32_t value = 0;
    EXPECT_EQ(lowres_gpu_download(&value, buffers[i], sizeof(value)), 0);
    EXPECT_EQ(value, i);
    lowres_gpu_free(buffers[i]);
  }
  lowres_gpu_free(0);
}

TEST_F(LauncherTest, RunsManyKernels) {
  // More numbers and arguments than there is room for at first.
  constexpr int64_t launches = 3001;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t workspace, int64_t) -> int32_t {
        int64_t size = batch * testRowSize;
        launchAdd(queue, tensors[0], workspace, size, -launches);
        for (int64_t i = 1; i < launches - 1; ++i)
          launchAdd(queue, workspace, workspace, size, 1);
        launchAdd(queue, workspace, tensors[1], size, 2 + 11);
        return 0;
      });
  std::vector<float> input = createInput(2);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(run(model, input), getSums(input));
}

TEST_F(LauncherTest, RunsNothingForNoBlocks) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors, int64_t,
                     int64_t, int64_t) -> int32_t {
        launchAdd(queue, tensors[0], tensors[1], testRowSize, 11);
        lowres_gpu_argument none[4] = {};
        lowres_gpu_launch(queue, AddKernel, 0, groupSize, none, 4);
        return 0;
      });
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(model, input), getSums(input));
}

TEST_F(LauncherTest, RunsForSeveralThreads) {
  std::vector<std::thread> threads;
  std::vector<int> failures(4);
  getAddModel();
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&failures, i] {
      std::vector<float> input = createInput(1 + 10 * i);
      bool adds = i % 2 == 0;
      for (int j = 0; j < 20; ++j)
        failures[i] += run(adds ? getAddModel() : getScaleModel(), input) !=
                       (adds ? getSums(input) : getProducts(input));
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(failures, std::vector<int>(4));
}

TEST_F(LauncherTest, ForgetsModels) {
  std::vector<float> input = createInput(3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(run(getAddModel(), input), getSums(input));
    EXPECT_EQ(run(getScaleModel(), input), getProducts(input));
    lowres_gpu_forget(&getAddModel());
    // There is nothing left to forget.
    lowres_gpu_forget(&getAddModel());
    EXPECT_EQ(run(getScaleModel(), input), getProducts(input));
  }
}

TEST_F(LauncherTest, ForgetsWhatWasNotRun) {
  static const lowres_gpu_model model = createModel(getAddModel().enqueue);
  lowres_gpu_forget(&model);
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(model, input), getSums(input));
}

TEST_F(LauncherTest, CopiesConstantsOfForgottenModelsAnew) {
  static int8_t weights[] = {-3, 0, 100};
  static lowres_gpu_model model = createModel(getScaleModel().enqueue);
  model.constants = weights;
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(model, input), getProducts(input));
  weights[1] = 2;
  EXPECT_EQ(run(model, input), getProducts(input));
  lowres_gpu_forget(&model);
  std::vector<float> output = getProducts(input);
  output[1] = 2 * input[1];
  EXPECT_EQ(run(model, input), output);
}

TEST_F(LauncherTest, ForgetsWhileOthersRun) {
  std::vector<std::thread> threads;
  std::vector<int> failures(3);
  getAddModel();
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&failures, i] {
      std::vector<float> input = createInput(1 + i);
      for (int j = 0; j < 10; ++j) {
        failures[i] += run(getAddModel(), input) != getSums(input);
        lowres_gpu_forget(&getAddModel());
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(failures, std::vector<int>(3));
}

} // namespace
