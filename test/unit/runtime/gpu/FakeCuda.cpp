//===- FakeCuda.cpp - A driver of CUDA without a device -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeCuda.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

using namespace lowres::test;

constexpr CUresult CUDA_ERROR_OUT_OF_MEMORY = 2;
constexpr CUresult CUDA_ERROR_INVALID_DEVICE = 101;
constexpr CUresult CUDA_ERROR_INVALID_IMAGE = 200;
constexpr CUresult CUDA_ERROR_INVALID_CONTEXT = 201;
constexpr CUresult CUDA_ERROR_NO_BINARY_FOR_GPU = 209;
constexpr CUresult CUDA_ERROR_INVALID_PTX = 218;
constexpr CUresult CUDA_ERROR_INVALID_HANDLE = 400;
constexpr CUresult CUDA_ERROR_NOT_READY = 600;
constexpr CUresult CUDA_ERROR_ILLEGAL_ADDRESS = 700;

//===----------------------------------------------------------------------===//
// The driver's state
//===----------------------------------------------------------------------===//

FakeCuda &lowres::test::getFakeCuda() {
  // Kept to the end of the process, as a driver is.
  static FakeCuda &fake = *new FakeCuda;
  return fake;
}

std::vector<CUcontext> &lowres::test::getContextStack() {
  static thread_local std::vector<CUcontext> stack;
  return stack;
}

static CUcontext getContext(CUdevice device) {
  static CUctx_st contexts[] = {{0}, {1}, {2}, {3}};
  return &contexts[device];
}

void FakeCuda::fail(const std::string &function, CUresult result, int after) {
  failures[function] = {result, after};
}

void FakeCuda::failAny(CUresult result, int after) {
  anyResult = result;
  anyAfter = after;
}

CUresult FakeCuda::enter(const char *function, bool needsContext) {
  if (needsContext && getContextStack().empty())
    return misuse(std::string(function) + " without a context",
                  CUDA_ERROR_INVALID_CONTEXT);
  if (broken)
    return broken;
  auto failure = failures.find(function);
  if (failure != failures.end() && failure->second.after-- == 0) {
    CUresult result = failure->second.result;
    failures.erase(failure);
    return result;
  }
  // What follows a kernel's failure is another matter.
  if (std::string(function) != "cuStreamSynchronize" && anyAfter >= 0 &&
      anyAfter-- == 0)
    return anyResult;
  return CUDA_SUCCESS;
}

CUresult FakeCuda::misuse(const std::string &what, CUresult result) {
  misuses.push_back(what);
  return result;
}

std::map<CUdeviceptr, size_t>::iterator FakeCuda::find(CUdeviceptr address) {
  auto behind = allocations.upper_bound(address);
  if (behind == allocations.begin())
    return allocations.end();
  auto found = std::prev(behind);
  return address - found->first < found->second ? found : allocations.end();
}

bool FakeCuda::hasBytes(CUdeviceptr address, size_t size) {
  auto found = find(address);
  return found != allocations.end() &&
         size <= found->first + found->second - address;
}

CUresult FakeCuda::run(CUfunction function, unsigned gridX, unsigned gridY,
                       unsigned threads, const std::vector<uint64_t> &values) {
  if (CUresult result = kernelResult)
    return result;
  std::vector<void *> parameters;
  for (size_t i = 0; i < values.size(); ++i) {
    if (function->sizes[i] == sizeof(CUdeviceptr) &&
        find(values[i]) == allocations.end())
      return CUDA_ERROR_ILLEGAL_ADDRESS;
    parameters.push_back(const_cast<uint64_t *>(&values[i]));
  }
  auto kernel = kernels.find(function->name);
  if (kernel == kernels.end())
    return misuse("no function for kernel " + function->name,
                  CUDA_ERROR_NOT_FOUND);
  milliseconds += blockMilliseconds * gridX * gridY;
  for (uint32_t y = 0; y < gridY; ++y)
    for (uint32_t x = 0; x < gridX; ++x)
      for (uint32_t thread = 0; thread < threads; ++thread)
        kernel->second((y * gridX + x) * threads + thread, parameters.data());
  return CUDA_SUCCESS;
}

CUresult FakeCuda::synchronize(CUstream stream) {
  for (const std::function<CUresult()> &work : stream->work)
    if (!broken)
      broken = work();
  stream->work.clear();
  return broken;
}

namespace {
/// Calls of several threads at a time would be allowed, but the launcher
/// promises none.
class Call {
public:
  explicit Call(const char *function) {
    if (isBusy().exchange(true))
      getFakeCuda().misuse(std::string(function) + " of two threads", 0);
  }
  ~Call() { isBusy() = false; }

private:
  static std::atomic<bool> &isBusy() {
    static std::atomic<bool> busy = false;
    return busy;
  }
};
} // namespace

/// Begins a function.
#define ENTER(...)                                                             \
  Call call(__func__);                                                         \
  FakeCuda &fake = getFakeCuda();                                              \
  if (CUresult result = fake.enter(__VA_ARGS__))                               \
  return result

extern "C" {

//===----------------------------------------------------------------------===//
// Devices and contexts
//===----------------------------------------------------------------------===//

CUresult cuInit(unsigned) {
  ENTER("cuInit", false);
  return CUresult(fake.numDevices ? CUDA_SUCCESS : CUDA_ERROR_NO_DEVICE);
}

CUresult cuGetErrorName(CUresult error, const char **name) {
  static const std::map<CUresult, const char *> names = {
      {CUDA_ERROR_INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
      {CUDA_ERROR_OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
      {CUDA_ERROR_INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
      {CUDA_ERROR_NO_BINARY_FOR_GPU, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
      {CUDA_ERROR_INVALID_PTX, "CUDA_ERROR_INVALID_PTX"},
      {CUDA_ERROR_ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {999, "CUDA_ERROR_UNKNOWN"},
  };
  auto found = names.find(error);
  *name = found == names.end() ? nullptr : found->second;
  return CUresult(*name ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE);
}

CUresult cuDeviceGetCount(int *count) {
  ENTER("cuDeviceGetCount", false);
  *count = fake.numDevices;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  ENTER("cuDeviceGet", false);
  *device = ordinal;
  if (ordinal < 0 || ordinal >= fake.numDevices)
    return CUDA_ERROR_INVALID_DEVICE;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetName(char *name, int length, CUdevice device) {
  ENTER("cuDeviceGetName", false);
  std::snprintf(name, length, "fake %d", device);
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice) {
  ENTER("cuDeviceGetAttribute", false);
  *value = attribute == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
               ? fake.architecture / 10
               : fake.architecture % 10;
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  ENTER("cuDevicePrimaryCtxRetain", false);
  ++fake.contexts[device];
  *context = getContext(device);
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
  ENTER("cuDevicePrimaryCtxRelease", false);
  if (fake.contexts[device] == 0)
    return fake.misuse("a context is released once more", 0);
  --fake.contexts[device];
  return CUDA_SUCCESS;
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
  ENTER("cuCtxPushCurrent", false);
  if (!context || fake.contexts[context->device] == 0)
    return fake.misuse("a context that there is not is made current",
                       CUDA_ERROR_INVALID_CONTEXT);
  getContextStack().push_back(context);
  return CUDA_SUCCESS;
}

CUresult cuCtxPopCurrent_v2(CUcontext *context) {
  Call call(__func__);
  if (getContextStack().empty())
    return getFakeCuda().misuse("no context to pop",
                                CUDA_ERROR_INVALID_CONTEXT);
  *context = getContextStack().back();
  getContextStack().pop_back();
  return CUDA_SUCCESS;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t size) {
  ENTER("cuMemAlloc");
  if (size == 0)
    return fake.misuse("0 bytes are allocated", CUDA_ERROR_INVALID_VALUE);
  size_t used = 0;
  for (auto allocation : fake.allocations)
    used += allocation.second;
  if (size > fake.maxMemory - used)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *address = reinterpret_cast<uintptr_t>(std::malloc(size));
  fake.allocations[*address] = size;
  return CUDA_SUCCESS;
}

CUresult cuMemFree_v2(CUdeviceptr address) {
  ENTER("cuMemFree");
  for (CUstream stream : fake.streams)
    if (!stream->work.empty())
      fake.misuse("memory is freed that may be in use", 0);
  if (fake.allocations.erase(address) == 0)
    return CUDA_ERROR_INVALID_VALUE;
  std::free(reinterpret_cast<void *>(address));
  return CUDA_SUCCESS;
}

CUresult cuMemGetAddressRange_v2(CUdeviceptr *base, size_t *size,
                                 CUdeviceptr address) {
  ENTER("cuMemGetAddressRange");
  auto found = fake.find(address);
  if (found == fake.allocations.end())
    return CUDA_ERROR_NOT_FOUND;
  *base = found->first;
  *size = found->second;
  return CUDA_SUCCESS;
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t size,
                              CUstream stream) {
  ENTER("cuMemcpyHtoDAsync");
  if (!fake.hasBytes(to, size))
    return CUDA_ERROR_INVALID_VALUE;
  stream->work.push_back([=] {
    std::memcpy(reinterpret_cast<void *>(to), from, size);
    return CUDA_SUCCESS;
  });
  return CUDA_SUCCESS;
}

CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t size,
                              CUstream stream) {
  ENTER("cuMemcpyDtoHAsync");
  if (!fake.hasBytes(from, size))
    return CUDA_ERROR_INVALID_VALUE;
  stream->work.push_back([=] {
    std::memcpy(to, reinterpret_cast<const void *>(from), size);
    return CUDA_SUCCESS;
  });
  return CUDA_SUCCESS;
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

/// How large the parameters in `list` are.
static std::vector<size_t> getSizes(const std::string &list) {
  const std::string parameter = ".param .";
  std::vector<size_t> sizes;
  for (size_t at = 0; (at = list.find(parameter, at)) != std::string::npos;) {
    at += parameter.size();
    // One letter, then bits.
    sizes.push_back(std::strtoul(&list[at + 1], nullptr, 10) / 8);
  }
  return sizes;
}

/// The entries of PTX.
static void addFunctions(const std::string &text, CUmodule module) {
  const std::string entry = ".entry ";
  for (size_t at = 0; (at = text.find(entry, at)) != std::string::npos;) {
    at += entry.size();
    size_t list = text.find('(', at), end = text.find(')', at);
    auto function = std::make_unique<CUfunc_st>();
    function->module = module;
    function->name = text.substr(at, list - at);
    function->sizes = getSizes(text.substr(list, end - list));
    module->functions.push_back(std::move(function));
  }
}

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image,
                            unsigned numOptions, int *options, void **values) {
  ENTER("cuModuleLoadDataEx");
  if (std::memcmp(image, "\177ELF", 4) == 0)
    return CUDA_ERROR_NO_BINARY_FOR_GPU;
  const std::string text = static_cast<const char *>(image);
  int version, minor, architecture;
  // Behind comments.
  size_t begin = text.find(".version");
  if (begin == std::string::npos ||
      std::sscanf(&text[begin], ".version %d.%d\n.target sm_%d", &version,
                  &minor, &architecture) != 3)
    return CUDA_ERROR_INVALID_IMAGE;
  if (architecture > fake.architecture) {
    if (numOptions != 2 || options[0] != CU_JIT_ERROR_LOG_BUFFER ||
        options[1] != CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES)
      return fake.misuse("options of another kind", CUDA_ERROR_INVALID_VALUE);
    std::snprintf(static_cast<char *>(values[0]),
                  reinterpret_cast<uintptr_t>(values[1]),
                  "ptxas: line 2: the target is higher\nptxas fatal");
    return CUDA_ERROR_INVALID_PTX;
  }
  *module = new CUmod_st;
  addFunctions(text, *module);
  fake.modules.insert(*module);
  return CUDA_SUCCESS;
}

CUresult cuModuleUnload(CUmodule module) {
  ENTER("cuModuleUnload");
  if (fake.modules.erase(module) == 0)
    return fake.misuse("no module to unload", CUDA_ERROR_INVALID_HANDLE);
  delete module;
  return CUDA_SUCCESS;
}

CUresult cuModuleGetFunction(CUfunction *function, CUmodule module,
                             const char *name) {
  ENTER("cuModuleGetFunction");
  if (fake.modules.count(module) == 0)
    return fake.misuse("no module to look into", CUDA_ERROR_INVALID_HANDLE);
  for (const auto &candidate : module->functions)
    if (candidate->name == name) {
      *function = candidate.get();
      return CUDA_SUCCESS;
    }
  return CUDA_ERROR_NOT_FOUND;
}

CUresult cuFuncGetAttribute(int *value, int attribute, CUfunction) {
  ENTER("cuFuncGetAttribute");
  if (attribute != CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK)
    return fake.misuse("another attribute", CUDA_ERROR_INVALID_VALUE);
  *value = 1024;
  return CUDA_SUCCESS;
}

CUresult cuFuncGetParamInfo(CUfunction function, size_t index, size_t *offset,
                            size_t *size) {
  ENTER("cuFuncGetParamInfo");
  if (index >= function->sizes.size())
    return CUDA_ERROR_INVALID_VALUE;
  *offset = 0;
  *size = function->sizes[index];
  return CUDA_SUCCESS;
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

CUresult cuStreamCreate(CUstream *stream, unsigned flags) {
  ENTER("cuStreamCreate");
  if (flags != CU_STREAM_DEFAULT)
    fake.misuse("a stream that does not wait for the default one", 0);
  *stream = new CUstream_st;
  fake.streams.insert(*stream);
  return CUDA_SUCCESS;
}

CUresult cuStreamSynchronize(CUstream stream) {
  ENTER("cuStreamSynchronize");
  if (fake.streams.count(stream) == 0)
    return fake.misuse("no stream to wait for", CUDA_ERROR_INVALID_HANDLE);
  return fake.synchronize(stream);
}

CUresult cuEventCreate(CUevent *event, unsigned flags) {
  ENTER("cuEventCreate");
  if (flags != CU_EVENT_DEFAULT)
    fake.misuse("an event of another kind", 0);
  // Kept to the end of the process.
  *event = new CUevent_st;
  return CUDA_SUCCESS;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
  ENTER("cuEventRecord");
  event->isRecorded = true;
  event->isDone = false;
  stream->work.push_back([event] {
    event->isDone = true;
    event->milliseconds = getFakeCuda().milliseconds;
    return CUDA_SUCCESS;
  });
  return CUDA_SUCCESS;
}

CUresult cuEventElapsedTime(float *milliseconds, CUevent begin, CUevent end) {
  ENTER("cuEventElapsedTime");
  if (!begin->isRecorded || !end->isRecorded)
    return fake.misuse("an event that was not recorded",
                       CUDA_ERROR_INVALID_HANDLE);
  if (!begin->isDone || !end->isDone)
    return fake.misuse("an event that is not done", CUDA_ERROR_NOT_READY);
  *milliseconds = end->milliseconds - begin->milliseconds;
  return CUDA_SUCCESS;
}

CUresult cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY,
                        unsigned gridZ, unsigned blockX, unsigned blockY,
                        unsigned blockZ, unsigned sharedBytes, CUstream stream,
                        void **parameters, void **extra) {
  ENTER("cuLaunchKernel");
  if (fake.modules.count(function->module) == 0)
    return fake.misuse("a function whose module is gone",
                       CUDA_ERROR_INVALID_HANDLE);
  if (gridX < 1 || gridX > 0x7FFFFFFF || gridY < 1 || gridY > 65535 ||
      gridZ != 1 || blockX < 1 || blockX > 1024 || blockY != 1 || blockZ != 1 ||
      sharedBytes != 0 || extra)
    return fake.misuse("a wrong grid", CUDA_ERROR_INVALID_VALUE);
  // Parameters are copied by this call.
  std::vector<uint64_t> values(function->sizes.size());
  for (size_t i = 0; i < values.size(); ++i)
    std::memcpy(&values[i], parameters[i], function->sizes[i]);
  stream->work.push_back([=] {
    return getFakeCuda().run(function, gridX, gridY, blockX, values);
  });
  return CUDA_SUCCESS;
}

} // extern "C"
