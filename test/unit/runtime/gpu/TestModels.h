//===- TestModels.h - Models for a GPU, without a compiler ------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_GPU_TESTMODELS_H
#define LOWRES_UNITTEST_RUNTIME_GPU_TESTMODELS_H

#include "lowres_gpu.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lowres::test {

/// The kernels of the test's code. Their groups have `groupSize` threads, of
/// which each computes one element.
enum TestKernel : int64_t {
  /// (in, out, number of elements, addend): out[i] = in[i] + addend
  AddKernel,
  /// (in, out, number of elements, weights, number of weights):
  /// out[i] = in[i] * weights[i mod number of weights], weights being int8
  ScaleKernel,
};
constexpr int64_t groupSize = 4;

/// What the launcher that is tested runs: by the one file of kernels that is
/// linked.
struct TestLauncher {
  const char *name;
  const void *code;
  uint64_t codeSize;
};
const TestLauncher &getTestLauncher();

/// What the launcher's lines begin with.
inline std::string getPrefix() {
  return std::string(getTestLauncher().name) + ": error: ";
}

/// A model of one input and one output, both of rows of `testRowSize` floats.
constexpr int64_t testRowSize = 3;
lowres_gpu_model createModel(decltype(lowres_gpu_model::enqueue) enqueue);

inline lowres_gpu_argument memory(int64_t address) {
  return {LOWRES_GPU_MEMORY, address};
}
inline lowres_gpu_argument number(int64_t value) {
  return {LOWRES_GPU_NUMBER, value};
}

/// Launches the kernel that adds.
void launchAdd(lowres_gpu_queue *queue, int64_t in, int64_t out, int64_t size,
               int64_t addend);

/// Adds 1 into the workspace, then 10 to that. Takes batches from 1 on.
const lowres_gpu_model &getAddModel();
/// Multiplies the elements of a row by -3, 0 and 100.
const lowres_gpu_model &getScaleModel();

/// Rows of different elements.
std::vector<float> createInput(int64_t batch);
std::vector<float> getSums(const std::vector<float> &input);
std::vector<float> getProducts(const std::vector<float> &input);

/// Runs a model with tensors of the host. Empty if that fails.
std::vector<float> run(const lowres_gpu_model &model,
                       const std::vector<float> &input);

/// Why nothing can be tested here; empty if there is a device.
std::string getSkipReason();

/// A message of a model that fails. Another one runs afterwards.
std::string getFailure(const lowres_gpu_model &model);

/// What is printed to stderr by `body`, which is to give `expected`.
std::string getMessage(int expected, const std::function<int()> &body);

/// Whether a message has a part.
inline bool contains(const std::string &message, const std::string &part) {
  return message.find(part) != std::string::npos;
}

} // namespace lowres::test

#define LOWRES_SKIP_WITHOUT_DEVICE()                                           \
  do {                                                                         \
    std::string reason = ::lowres::test::getSkipReason();                      \
    if (!reason.empty())                                                       \
      GTEST_SKIP() << reason;                                                  \
  } while (false)

#endif // LOWRES_UNITTEST_RUNTIME_GPU_TESTMODELS_H
