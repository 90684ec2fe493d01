//===- FakeCuda.h - A driver of CUDA without a device -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A libcuda.so.1 whose devices are the host's memory, and whose kernels are
// functions of the test. What is put on a stream is done when that is waited
// for, as late as a device may do it.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_GPU_FAKECUDA_H
#define LOWRES_UNITTEST_RUNTIME_GPU_FAKECUDA_H

#include "CudaDriver.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

/// A function of a module.
struct CUfunc_st {
  CUmodule module;
  std::string name;
  /// Of its parameters.
  std::vector<size_t> sizes;
};

struct CUmod_st {
  std::vector<std::unique_ptr<CUfunc_st>> functions;
};

struct CUstream_st {
  std::vector<std::function<CUresult()>> work;
};

struct CUevent_st {
  bool isRecorded = false, isDone = false;
  float milliseconds = 0;
};

struct CUctx_st {
  CUdevice device;
};

namespace lowres::test {

/// What one thread of a kernel does. Parameters are pointers to values.
using FakeKernel = void (*)(uint32_t index, void *const *parameters);

class FakeCuda {
public:
  /// What launchers find when they open a device.
  int numDevices = 1;
  /// Of all devices: sm_90.
  int architecture = 90;
  /// Bytes of their memory.
  size_t maxMemory = size_t(1) << 30;
  std::map<std::string, FakeKernel> kernels;
  /// What one block of a kernel takes, and all that have run.
  float blockMilliseconds = 0.25f, milliseconds = 0;

  /// What there is, to be compared.
  std::map<CUdeviceptr, size_t> allocations;
  std::set<CUmodule> modules;
  std::set<CUstream> streams;
  /// How often each device's context was retained and not released.
  std::map<CUdevice, int> contexts;

  /// What was done that must not be, by name of the function.
  std::vector<std::string> misuses;

  /// Lets a call of `function` fail: the next one, or one some calls later.
  void fail(const std::string &function, CUresult result, int after = 0);
  /// The same with a call of any function that runs of a model depend on.
  /// Negative: never.
  void failAny(CUresult result, int after);
  /// Lets the next kernel fail while it runs: no call works afterwards.
  void failKernel(CUresult result) { kernelResult = result; }
  /// Whether all has failed that was to.
  bool hasFailed() const { return failures.empty() && anyAfter < 0; }

  /// Used by the driver's functions. Each begins by entering: it returns what
  /// it gets unless that is 0.
  CUresult enter(const char *function, bool needsContext = true);
  CUresult misuse(const std::string &what, CUresult result);
  /// Where memory is that an address lies in; the end if nowhere.
  std::map<CUdeviceptr, size_t>::iterator find(CUdeviceptr address);
  bool hasBytes(CUdeviceptr address, size_t size);
  CUresult run(CUfunction function, unsigned gridX, unsigned gridY,
               unsigned threads, const std::vector<uint64_t> &values);
  CUresult synchronize(CUstream stream);

private:
  struct Failure {
    CUresult result;
    int after;
  };
  std::map<std::string, Failure> failures;
  CUresult anyResult = CUDA_SUCCESS, kernelResult = CUDA_SUCCESS;
  int anyAfter = -1;
  /// Once a kernel failed.
  CUresult broken = CUDA_SUCCESS;
};

FakeCuda &getFakeCuda();

/// This thread's contexts, the current one last.
std::vector<CUcontext> &getContextStack();

} // namespace lowres::test

#endif // LOWRES_UNITTEST_RUNTIME_GPU_FAKECUDA_H
