/*===- CudaRun.c - Runs of kernels -----------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "CudaCode.h"
#include "CudaTimes.h"

#include <stdio.h>

/* All of a run is on one stream, which keeps the order. */

static int checkCopy(CUresult result, const GPUModel *loaded, int64_t tensor) {
  char what[lowresMaxText];
  lowresGPUDescribe(loaded->model, tensor, what);
  return lowresCudaCheck(result, "cannot copy %s", what);
}

int lowresDeviceBegin(const GPUModel *loaded, bool onHost) {
  lowresCudaBeginTimes();
  for (int64_t i = 0; onHost && i < loaded->model->num_inputs; ++i) {
    const GPUTensor *tensor = &loaded->tensors[i];
    if (tensor->size > 0 &&
        checkCopy(lowresCuda.MemcpyHtoDAsync(
                      (CUdeviceptr)tensor->memory.address, tensor->host,
                      tensor->size, lowresCuda.stream),
                  loaded, i))
      return 1;
  }
  return 0;
}

int lowresDeviceLaunch(const GPUModel *loaded, const GPULaunch *launch) {
  union {
    CUdeviceptr memory;
    int32_t number;
  } values[lowresCudaMaxArguments];
  void *parameters[lowresCudaMaxArguments];
  CUfunction function = lowresCudaFunction(loaded, launch);
  if (!function)
    return 1;
  for (int64_t i = 0; i < launch->numArguments; ++i) {
    const lowres_gpu_argument *argument = &launch->arguments[i];
    if (argument->kind == LOWRES_GPU_MEMORY)
      values[i].memory = (CUdeviceptr)argument->value;
    else
      values[i].number = (int32_t)argument->value;
    parameters[i] = &values[i];
  }
  if (lowresCudaBeginTime(loaded, launch) ||
      lowresCudaCheck(
          lowresCuda.LaunchKernel(function, launch->x, launch->y, 1,
                                  (unsigned)launch->threads, 1, 1, 0,
                                  lowresCuda.stream, parameters, NULL),
          "cannot launch kernel '%s' of model '%s'",
          loaded->model->kernels[launch->kernel], loaded->model->name))
    return 1;
  return lowresCudaEndTime(loaded, launch);
}

int lowresDeviceEnd(const GPUModel *loaded, bool onHost) {
  for (int64_t i = loaded->model->num_inputs; onHost && i < loaded->numTensors;
       ++i) {
    const GPUTensor *tensor = &loaded->tensors[i];
    if (tensor->size > 0 &&
        checkCopy(lowresCuda.MemcpyDtoHAsync(
                      tensor->host, (CUdeviceptr)tensor->memory.address,
                      tensor->size, lowresCuda.stream),
                  loaded, i))
      return 1;
  }
  char what[lowresMaxText];
  snprintf(what, sizeof(what), "model '%s'", loaded->model->name);
  return lowresCudaSynchronize(what) || lowresCudaWriteTimes(loaded);
}
