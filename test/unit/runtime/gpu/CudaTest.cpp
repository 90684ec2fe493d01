//===- CudaTest.cpp - What the launcher does with a driver of CUDA --------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaFixture.h"

using namespace lowres::test;

namespace {

using CudaTest = CudaFixture;

TEST_F(CudaTest, KeepsModels) {
  for (int i = 0; i < 3; ++i) {
    run(getAddModel(), createInput(4));
    // Constants, workspace, input and output.
    EXPECT_EQ(getFakeCuda().allocations.size(), numAllocations + 4);
    EXPECT_EQ(getFakeCuda().modules.size(), numModules + 1);
  }
}

TEST_F(CudaTest, GrowsMemory) {
  auto count = [] {
    size_t bytes = 0;
    for (auto allocation : getFakeCuda().allocations)
      bytes += allocation.second;
    return bytes;
  };
  const size_t before = count(), constants = 3, row = 3 * testRowSize * 4;
  for (int64_t batch : {2, 1, 7, 7, 3}) {
    run(getAddModel(), createInput(batch));
    EXPECT_EQ(count(), before + constants + row * (batch < 3 ? 2 : 7));
  }
}

TEST_F(CudaTest, RestoresTheCallersContext) {
  static CUctx_st other = {0};
  getContextStack().push_back(&other);
  std::vector<float> input = createInput(2);
  EXPECT_EQ(run(getAddModel(), input), getSums(input));
  lowres_gpu_free(lowres_gpu_allocate(8));
  lowres_gpu_forget(&getAddModel());
  EXPECT_EQ(getContextStack(), std::vector<CUcontext>{&other});
  getContextStack().clear();
}

TEST_F(CudaTest, TakesMemoryOfTheCallers) {
  std::vector<float> input = createInput(2);
  const uint64_t size = input.size() * sizeof(float);
  // Two pieces behind one another, as reserved addresses may have.
  std::vector<float> in = input, out(input.size());
  auto inAddress = reinterpret_cast<uintptr_t>(in.data()),
       outAddress = reinterpret_cast<uintptr_t>(out.data());
  getFakeCuda().allocations[inAddress] = 8;
  getFakeCuda().allocations[inAddress + 8] = size - 8;
  getFakeCuda().allocations[outAddress] = size;
  int64_t tensors[] = {static_cast<int64_t>(inAddress),
                       static_cast<int64_t>(outAddress)};
  EXPECT_EQ(lowres_gpu_run_on_device(&getAddModel(), tensors, 2), 0);
  EXPECT_EQ(out, getSums(input));
  for (uintptr_t address : {inAddress, inAddress + 8, outAddress})
    getFakeCuda().allocations.erase(address);
}

TEST_F(CudaTest, LaunchesNumbersOfThreads) {
  static int64_t threads;
  static const lowres_gpu_model model =
      createModel([](lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t, int64_t) -> int32_t {
        int64_t size = batch * testRowSize;
        lowres_gpu_argument arguments[] = {
            memory(tensors[0]), memory(tensors[1]), number(size), number(11)};
        lowres_gpu_launch(queue, AddKernel, (size + threads - 1) / threads,
                          threads, arguments, 4);
        return 0;
      });
  std::vector<float> input = createInput(100);
  for (int64_t number : {1, 7, 128, 1024}) {
    threads = number;
    EXPECT_EQ(run(model, input), getSums(input)) << number;
  }
  lowres_gpu_forget(&model);
}

} // namespace
