//===- CudaErrorTest.cpp - What fails in the driver of CUDA ---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaFixture.h"

#include <algorithm>

using namespace lowres::test;

namespace {

constexpr CUresult outOfMemory = 2, unknown = 999, illegalAddress = 700;

class CudaErrorTest : public CudaFixture {
protected:
  /// The message of the model that adds when a call of a function fails.
  static std::string fail(const char *function, CUresult result,
                          int after = 0) {
    lowres_gpu_forget(&getAddModel());
    getFakeCuda().fail(function, result, after);
    return getFailure(getAddModel());
  }
};

TEST_F(CudaErrorTest, SaysWhatNeedsMemory) {
  const char *const needs[] = {"3 bytes for constants of model 'test'",
                               "24 bytes for input 0 of model 'test'",
                               "24 bytes for output 0 of model 'test'",
                               "24 bytes for workspace of model 'test'"};
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(fail("cuMemAlloc", outOfMemory, i),
              std::string("lowres_cuda: error: cannot allocate ") + needs[i] +
                  ": CUDA_ERROR_OUT_OF_MEMORY\n");
  EXPECT_EQ(getMessage(0, [] { return lowres_gpu_allocate(UINT64_MAX) != 0; }),
            "lowres_cuda: error: cannot allocate 18446744073709551615 bytes "
            "for the caller: CUDA_ERROR_OUT_OF_MEMORY\n");
  EXPECT_EQ(getMessage(0, [] { return lowres_gpu_allocate(0) != 0; }),
            "lowres_cuda: error: cannot allocate 0 bytes for the caller\n");
}

TEST_F(CudaErrorTest, KeepsWhatItHadBeforeMemoryWasExhausted) {
  std::vector<float> input = createInput(1);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
  // All of a larger batch fails.
  getFakeCuda().fail("cuMemAlloc", outOfMemory);
  EXPECT_NE(getFailure(getAddModel()), "");
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
}

TEST_F(CudaErrorTest, SaysWhatCannotBeCopied) {
  EXPECT_EQ(fail("cuMemcpyHtoDAsync", unknown),
            "lowres_cuda: error: constants of model 'test': cannot copy 3 "
            "bytes: CUDA_ERROR_UNKNOWN\n");
  EXPECT_EQ(fail("cuMemcpyHtoDAsync", unknown, 1),
            "lowres_cuda: error: cannot copy input 0 of model 'test': "
            "CUDA_ERROR_UNKNOWN\n");
  EXPECT_EQ(fail("cuMemcpyDtoHAsync", unknown),
            "lowres_cuda: error: cannot copy output 0 of model 'test': "
            "CUDA_ERROR_UNKNOWN\n");
}

TEST_F(CudaErrorTest, SaysWhatCannotBeLaunched) {
  EXPECT_EQ(fail("cuLaunchKernel", 12345, 1),
            "lowres_cuda: error: cannot launch kernel 'add' of model 'test': "
            "CUDA's error 12345\n");
  EXPECT_EQ(fail("cuCtxPushCurrent", unknown),
            "lowres_cuda: error: cannot use device 'fake 0': "
            "CUDA_ERROR_UNKNOWN\n");
}

TEST_F(CudaErrorTest, SurvivesEveryFailure) {
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
    if (hasFailed)
      continue;
    EXPECT_TRUE(succeeds);
    EXPECT_GT(after, 15);
    break;
  }
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

std::string failWithCode(const std::string &code, uint64_t size) {
  static lowres_gpu_model model = createModel(getAddModel().enqueue);
  model.code = code.data();
  model.code_size = size;
  return getFailure(model);
}

TEST_F(CudaErrorTest, RefusesCodeForNewerDevices) {
  const std::string code = ".version 8.6\n.target sm_100\n";
  EXPECT_EQ(failWithCode(code, code.size() + 1),
            "lowres_cuda: error: cannot load the code of model 'test' on "
            "device 'fake 0' (sm_90): ptxas: line 2: the target is higher: "
            "CUDA_ERROR_INVALID_PTX\n");
  const std::string cubin = "\177ELF of something";
  EXPECT_EQ(failWithCode(cubin, cubin.size()),
            "lowres_cuda: error: cannot load the code of model 'test' on "
            "device 'fake 0' (sm_90): CUDA_ERROR_NO_BINARY_FOR_GPU\n");
}

TEST_F(CudaErrorTest, RefusesCodeOfOtherKinds) {
  const std::string message = "lowres_cuda: error: the code of model 'test' is "
                              "neither a cubin nor PTX that ends in a zero\n";
  const std::string code = ".version 6.3\n.target sm_50\n";
  EXPECT_EQ(failWithCode(code, code.size()), message);
  EXPECT_EQ(failWithCode(code, 0), message);
  EXPECT_EQ(failWithCode("\177ELF", 4), message);
  EXPECT_EQ(failWithCode(std::string(8, '\0'), 8), message);
  EXPECT_EQ(failWithCode("text", 5),
            "lowres_cuda: error: cannot load the code of model 'test' on "
            "device 'fake 0' (sm_90): CUDA_ERROR_INVALID_IMAGE\n");
}

TEST_F(CudaErrorTest, SaysWhatCannotBeLoaded) {
  for (const char *function : {"cuModuleGetFunction", "cuFuncGetAttribute"})
    EXPECT_EQ(fail(function, unknown),
              "lowres_cuda: error: cannot load kernel 'add' of model 'test': "
              "CUDA_ERROR_UNKNOWN\n");
}

std::vector<lowres_gpu_argument> launchedArguments;
int64_t launchedThreads;

std::string failWithLaunch(int64_t threads,
                           std::vector<lowres_gpu_argument> arguments) {
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *, int64_t, int64_t,
                     int64_t) -> int32_t {
        lowres_gpu_launch(queue, AddKernel, 1, launchedThreads,
                          launchedArguments.data(), launchedArguments.size());
        return 0;
      });
  launchedThreads = threads;
  launchedArguments = std::move(arguments);
  std::string message = getFailure(model);
  lowres_gpu_forget(&model);
  return message;
}

TEST_F(CudaErrorTest, RefusesNumbersOfThreads) {
  for (int64_t threads :
       {INT64_C(0), INT64_C(-1), INT64_C(1025), (INT64_C(1) << 32) + 1})
    EXPECT_EQ(failWithLaunch(threads, {}),
              "lowres_cuda: error: kernel 'add' of model 'test' wants groups "
              "of " +
                  std::to_string(threads) +
                  " threads, the device has at most 1024\n");
}

TEST_F(CudaErrorTest, RefusesArgumentsThatTheCodeHasNot) {
  EXPECT_EQ(failWithLaunch(1, {memory(0), memory(0), number(0)}),
            "lowres_cuda: error: kernel 'add' of model 'test' has 3 arguments, "
            "and 4 in its code\n");
  EXPECT_EQ(failWithLaunch(
                1, {memory(0), memory(0), number(0), number(0), number(0)}),
            "lowres_cuda: error: kernel 'add' of model 'test' has 5 arguments, "
            "and 4 in its code\n");
  EXPECT_EQ(failWithLaunch(1, {memory(0), number(0), number(0), number(0)}),
            "lowres_cuda: error: argument 1 of kernel 'add' has 4 bytes, and "
            "8 in the code of model 'test'\n");
}

//===----------------------------------------------------------------------===//
// Failures on the device
//===----------------------------------------------------------------------===//

/// Ends the process: no call works any more.
void runAfterFailure(const std::function<int()> &fail) {
  int64_t memory = lowres_gpu_allocate(8);
  std::vector<float> input = createInput(2);
  run(getAddModel(), input);
  bool failed = fail() != 0;
  // All say what they can, and none calls the driver.
  failed &= run(getAddModel(), input).empty();
  lowres_gpu_free(memory);
  lowres_gpu_forget(&getAddModel());
  failed &= lowres_gpu_allocate(8) == 0;
  failed &= getFakeCuda().misuses.empty() && getContextStack().empty();
  std::exit(failed ? 0 : 1);
}

const char *const lostTwice =
    "lowres_cuda: error: the device was lost by an earlier call\n"
    "lowres_cuda: error: the device was lost by an earlier call\n$";

TEST_F(CudaErrorTest, SaysThatKernelsFailed) {
  EXPECT_EXIT(runAfterFailure([] {
                getFakeCuda().failKernel(unknown);
                return run(getAddModel(), createInput(2)).empty();
              }),
              testing::ExitedWithCode(0),
              std::string("^lowres_cuda: error: model 'test' failed on device "
                          "'fake 0': CUDA_ERROR_UNKNOWN\n") +
                  lostTwice);
}

TEST_F(CudaErrorTest, SaysThatKernelsReadElsewhere) {
  EXPECT_EXIT(runAfterFailure([] {
                static const lowres_gpu_model model = createModel(
                    [](lowres_gpu_queue *queue, const int64_t *tensors, int64_t,
                       int64_t, int64_t) -> int32_t {
                      launchAdd(queue, tensors[0], 0x10, 3, 1);
                      return 0;
                    });
                return run(model, createInput(1)).empty();
              }),
              testing::ExitedWithCode(0),
              std::string("^lowres_cuda: error: model 'test' failed on device "
                          "'fake 0': CUDA_ERROR_ILLEGAL_ADDRESS\n") +
                  lostTwice);
}

TEST_F(CudaErrorTest, HearsOfFailedKernelsOfRunsThatFail) {
  // The run fails for another reason, after its first kernel began.
  EXPECT_EXIT(runAfterFailure([] {
                getFakeCuda().failKernel(illegalAddress);
                getFakeCuda().fail("cuLaunchKernel", outOfMemory, 1);
                return run(getAddModel(), createInput(2)).empty();
              }),
              testing::ExitedWithCode(0),
              std::string("^lowres_cuda: error: cannot launch kernel 'add' of "
                          "model 'test': CUDA_ERROR_OUT_OF_MEMORY\n") +
                  lostTwice);
}

TEST_F(CudaErrorTest, SaysThatCopiesFailed) {
  EXPECT_EXIT(runAfterFailure([] {
                char data[8] = {};
                int64_t memory = lowres_gpu_allocate(sizeof(data));
                getFakeCuda().fail("cuStreamSynchronize", unknown);
                return lowres_gpu_upload(memory, data, sizeof(data));
              }),
              testing::ExitedWithCode(0),
              std::string("^lowres_cuda: error: copy to the device failed on "
                          "device 'fake 0': CUDA_ERROR_UNKNOWN\n") +
                  lostTwice);
}

} // namespace
