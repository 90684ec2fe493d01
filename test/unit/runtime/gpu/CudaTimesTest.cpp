//===- CudaTimesTest.cpp - How long kernels take --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaFixture.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace lowres::test;

namespace {

constexpr CUresult unknown = 999;

/// Times go to a file that is not there yet.
class CudaTimesTest : public CudaFixture {
protected:
  void SetUp() override {
    CudaFixture::SetUp();
    std::string folder = testing::TempDir() + "lowres-times-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    path = folder + "/times.csv";
    setPath(path);
  }

  void TearDown() override {
    ::unsetenv("LOWRES_CUDA_TIMES");
    std::filesystem::remove_all(path.parent_path());
    CudaFixture::TearDown();
  }

  static void setPath(const std::filesystem::path &path) {
    ::setenv("LOWRES_CUDA_TIMES", path.c_str(), 1);
  }

  std::string read() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path path;
};

const std::string header = "model,kernel,blocks,threads,microseconds\n";

TEST_F(CudaTimesTest, AppendsALineForEachLaunch) {
  std::vector<float> input = createInput(4);
  // 12 elements in groups of 4, each a quarter of a millisecond.
  const std::string lines = "test,add,3,4,750.000\ntest,add,3,4,750.000\n";
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
  EXPECT_EQ(read(), header + lines);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
  EXPECT_EQ(read(), header + lines + lines);
}

TEST_F(CudaTimesTest, TimesEachRunWithAsManyKernelsAsItHas) {
  static int64_t launches;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t, int64_t) -> int32_t {
        for (int64_t i = 0; i < launches; ++i)
          launchAdd(queue, tensors[0], tensors[1], batch * testRowSize, i);
        return 0;
      });
  for (int64_t number : {1, 5, 0, 3}) {
    launches = number;
    run(model, createInput(1));
  }
  const std::string text = read();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 1 + 5 + 3);
  lowres_gpu_forget(&model);
}

TEST_F(CudaTimesTest, WritesNothingWithoutAFile) {
  setPath("");
  run(getAddModel(), createInput(1));
  ::unsetenv("LOWRES_CUDA_TIMES");
  run(getAddModel(), createInput(1));
  EXPECT_TRUE(std::filesystem::is_empty(path.parent_path()));
}

TEST_F(CudaTimesTest, WritesNothingOfRunsThatFail) {
  getFakeCuda().fail("cuLaunchKernel", unknown, 1);
  EXPECT_NE(getFailure(getAddModel()), "");
  // What a message costs is one run that works.
  EXPECT_EQ(read(), header + "test,add,2,4,500.000\ntest,add,2,4,500.000\n");
}

TEST_F(CudaTimesTest, SaysWhatCannotBeWritten) {
  const std::filesystem::path folder = path.parent_path();
  setPath(folder);
  std::vector<float> input = createInput(1), output = input;
  void *tensors[] = {input.data(), output.data()};
  EXPECT_EQ(
      getMessage(1, [&] { return lowres_gpu_run(&getAddModel(), tensors, 1); }),
      "lowres_cuda: error: cannot write LOWRES_CUDA_TIMES, '" +
          folder.string() + "': Is a directory\n");
  EXPECT_EQ(output, getSums(input));
  if (std::filesystem::exists("/dev/full")) {
    setPath("/dev/full");
    EXPECT_EQ(
        getMessage(1,
                   [&] { return lowres_gpu_run(&getAddModel(), tensors, 1); }),
        "lowres_cuda: error: cannot write LOWRES_CUDA_TIMES, "
        "'/dev/full': No space left on device\n");
  }
}

TEST_F(CudaTimesTest, SaysWhatCannotBeTimed) {
  const std::string message =
      "lowres_cuda: error: cannot time kernel 'add' of model 'test': "
      "CUDA_ERROR_UNKNOWN\n";
  getFakeCuda().fail("cuEventRecord", unknown);
  EXPECT_EQ(getFailure(getAddModel()), message);
  // All is computed by then.
  getFakeCuda().fail("cuEventElapsedTime", unknown);
  EXPECT_EQ(
      getMessage(0, [] { return !run(getAddModel(), createInput(1)).empty(); }),
      message);
}

TEST_F(CudaTimesTest, SurvivesEveryFailure) {
  // One call of the driver after the other fails, until none is left.
  for (int after = 0;; ++after) {
    ASSERT_LT(after, 100);
    lowres_gpu_forget(&getAddModel());
    getFakeCuda().failAny(unknown, after);
    std::vector<float> input = createInput(1);
    testing::internal::CaptureStderr();
    bool succeeds = run(getAddModel(), input) == getSums(input);
    std::string message = testing::internal::GetCapturedStderr();
    bool hasFailed = getFakeCuda().hasFailed();
    getFakeCuda().failAny(0, -1);
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'),
              succeeds ? 0 : 1)
        << message;
    EXPECT_EQ(run(getAddModel(), input), getSums(input));
    if (!hasFailed) {
      EXPECT_TRUE(succeeds);
      break;
    }
  }
}

} // namespace
