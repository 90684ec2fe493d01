/*===- CudaCode.c - Kernels as functions -----------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "CudaCode.h"

#include "Message.h"

#include <stdlib.h>
#include <string.h>

typedef struct CudaKernel {
  CUfunction function;
  int maxThreads;
} CudaKernel;

struct DeviceCode {
  CUmodule module;
  CudaKernel kernels[];
};

/*===----------------------------------------------------------------------===*
 * Code
 *===----------------------------------------------------------------------===*/

/* The driver reads PTX to its zero, and a cubin as far as that says. */
static int checkCode(const lowres_gpu_model *model) {
  const char *code = model->code;
  if (model->code_size > 4 && memcmp(code, "\177ELF", 4) == 0)
    return 0;
  if (model->code_size > 1 && code[0] != 0 && code[model->code_size - 1] == 0)
    return 0;
  return lowresGPUError("the code of model '%s' is neither a cubin nor PTX "
                        "that ends in a zero",
                        model->name);
}

/* Cuts what compilers of PTX have to say to what fits on the line. */
static const char *getFirstLine(char *text) {
  text[strcspn(text, "\r\n")] = 0;
  return text;
}

static int loadModule(const lowres_gpu_model *model, CUmodule *module) {
  char log[256] = "";
  int options[] = {CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
  void *values[] = {log, (void *)(uintptr_t)(sizeof(log) - 1)};
  CUresult result =
      lowresCuda.ModuleLoadDataEx(module, model->code, 2, options, values);
  getFirstLine(log);
  return lowresCudaCheck(result,
                         "cannot load the code of model '%s' on device '%s' "
                         "(sm_%d%d)%s%s",
                         model->name, lowresCuda.name, lowresCuda.major,
                         lowresCuda.minor, *log ? ": " : "", log);
}

static int findKernel(const lowres_gpu_model *model, CUmodule module,
                      const char *name, CudaKernel *kernel) {
  CUresult result =
      lowresCuda.ModuleGetFunction(&kernel->function, module, name);
  if (result == CUDA_ERROR_NOT_FOUND)
    return lowresGPUError("the code of model '%s' has no kernel '%s'",
                          model->name, name);
  if (result == CUDA_SUCCESS)
    result = lowresCuda.FuncGetAttribute(
        &kernel->maxThreads, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK,
        kernel->function);
  return lowresCudaCheck(result, "cannot load kernel '%s' of model '%s'", name,
                         model->name);
}

static int loadKernels(const lowres_gpu_model *model, DeviceCode *code) {
  if (loadModule(model, &code->module)) {
    code->module = NULL;
    return 1;
  }
  for (int64_t i = 0; i < model->num_kernels; ++i)
    if (findKernel(model, code->module, model->kernels[i], &code->kernels[i]))
      return 1;
  return 0;
}

DeviceCode *lowresDeviceLoadCode(const lowres_gpu_model *model) {
  if (checkCode(model))
    return NULL;
  DeviceCode *code = calloc(1, sizeof(*code) + (size_t)model->num_kernels *
                                                   sizeof(code->kernels[0]));
  if (!code) {
    lowresGPUError("cannot load the code of model '%s': the host's memory is "
                   "exhausted",
                   model->name);
    return NULL;
  }
  if (loadKernels(model, code)) {
    lowresDeviceUnloadCode(code);
    return NULL;
  }
  return code;
}

void lowresDeviceUnloadCode(DeviceCode *code) {
  if (code->module && lowresCudaResume()) {
    lowresCuda.ModuleUnload(code->module);
    lowresDeviceLeave();
  }
  free(code);
}

/*===----------------------------------------------------------------------===*
 * Kernels
 *===----------------------------------------------------------------------===*/

int64_t lowresDeviceMaxArguments(void) { return lowresCudaMaxArguments; }

/* The driver reads as many arguments, of such sizes, as the code says: what a
 * wrong object could have got wrong is looked at here, where that is known. */
static int checkParameters(const lowres_gpu_model *model,
                           const GPULaunch *launch, CUfunction function) {
  const char *name = model->kernels[launch->kernel];
  size_t offset, size;
  int64_t i = 0;
  if (!lowresCuda.FuncGetParamInfo)
    return 0;
  for (; lowresCuda.FuncGetParamInfo(function, (size_t)i, &offset, &size) ==
         CUDA_SUCCESS;
       ++i) {
    if (i >= launch->numArguments)
      continue;
    bool isMemory = launch->arguments[i].kind == LOWRES_GPU_MEMORY;
    size_t expected = isMemory ? sizeof(CUdeviceptr) : sizeof(int32_t);
    if (size != expected)
      return lowresGPUError("argument %lld of kernel '%s' has %llu bytes, and "
                            "%llu in the code of model '%s'",
                            (long long)i, name, (unsigned long long)expected,
                            (unsigned long long)size, model->name);
  }
  if (i != launch->numArguments)
    return lowresGPUError("kernel '%s' of model '%s' has %lld arguments, and "
                          "%lld in its code",
                          name, model->name, (long long)launch->numArguments,
                          (long long)i);
  return 0;
}

CUfunction lowresCudaFunction(const GPUModel *loaded, const GPULaunch *launch) {
  const lowres_gpu_model *model = loaded->model;
  const CudaKernel *kernel = &loaded->code->kernels[launch->kernel];
  if (launch->threads < 1 || launch->threads > kernel->maxThreads) {
    lowresGPUError("kernel '%s' of model '%s' wants groups of %lld threads, "
                   "the device has at most %d",
                   model->kernels[launch->kernel], model->name,
                   (long long)launch->threads, kernel->maxThreads);
    return NULL;
  }
  bool isFirst = loaded->numArguments[launch->kernel] < 0;
  if (isFirst && checkParameters(model, launch, kernel->function))
    return NULL;
  return kernel->function;
}
