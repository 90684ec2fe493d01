/*===- CudaDriver.h - What is called of CUDA's driver --------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * The driver's interface for programs, as far as it is used here and as it has
 * been since CUDA 11: building needs nothing of CUDA's.
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_CUDADRIVER_H
#define LOWRES_RUNTIME_GPU_CUDADRIVER_H

#include <stddef.h>

typedef int CUresult;
typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st *CUcontext;
typedef struct CUevent_st *CUevent;
typedef struct CUfunc_st *CUfunction;
typedef struct CUmod_st *CUmodule;
typedef struct CUstream_st *CUstream;

enum {
  CUDA_SUCCESS = 0,
  CUDA_ERROR_INVALID_VALUE = 1,
  CUDA_ERROR_NO_DEVICE = 100,
  CUDA_ERROR_NOT_FOUND = 500,

  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76,

  CU_EVENT_DEFAULT = 0, /* Has a time. */

  CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 0,

  CU_JIT_ERROR_LOG_BUFFER = 5,
  CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6,

  /* In order with CUDA's default stream. */
  CU_STREAM_DEFAULT = 0,
};

/* X(name without cu, version behind it, parameters) */
#define LOWRES_CUDA_FUNCTIONS(X)                                               \
  X(Init, , (unsigned flags))                                                  \
  X(GetErrorName, , (CUresult error, const char **name))                       \
  X(DeviceGetCount, , (int *count))                                            \
  X(DeviceGet, , (CUdevice * device, int ordinal))                             \
  X(DeviceGetName, , (char *name, int length, CUdevice device))                \
  X(DeviceGetAttribute, , (int *value, int attribute, CUdevice device))        \
  X(DevicePrimaryCtxRetain, , (CUcontext * context, CUdevice device))          \
  X(DevicePrimaryCtxRelease, _v2, (CUdevice device))                           \
  X(CtxPushCurrent, _v2, (CUcontext context))                                  \
  X(CtxPopCurrent, _v2, (CUcontext * context))                                 \
  X(StreamCreate, , (CUstream * stream, unsigned flags))                       \
  X(StreamSynchronize, , (CUstream stream))                                    \
  X(EventCreate, , (CUevent * event, unsigned flags))                          \
  X(EventRecord, , (CUevent event, CUstream stream))                           \
  X(EventElapsedTime, , (float *milliseconds, CUevent begin, CUevent end))     \
  X(MemAlloc, _v2, (CUdeviceptr * address, size_t size))                       \
  X(MemFree, _v2, (CUdeviceptr address))                                       \
  X(MemGetAddressRange, _v2,                                                   \
    (CUdeviceptr * base, size_t *size, CUdeviceptr address))                   \
  X(MemcpyHtoDAsync, _v2,                                                      \
    (CUdeviceptr to, const void *from, size_t size, CUstream stream))          \
  X(MemcpyDtoHAsync, _v2,                                                      \
    (void *to, CUdeviceptr from, size_t size, CUstream stream))                \
  X(ModuleLoadDataEx, ,                                                        \
    (CUmodule * module, const void *image, unsigned numOptions, int *options,  \
     void **values))                                                           \
  X(ModuleUnload, , (CUmodule module))                                         \
  X(ModuleGetFunction, ,                                                       \
    (CUfunction * function, CUmodule module, const char *name))                \
  X(FuncGetAttribute, , (int *value, int attribute, CUfunction function))      \
  X(LaunchKernel, ,                                                            \
    (CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ,      \
     unsigned blockX, unsigned blockY, unsigned blockZ, unsigned sharedBytes,  \
     CUstream stream, void **parameters, void **extra))

/* Drivers have these since CUDA 12.4: NULL if not. */
#define LOWRES_CUDA_NEW_FUNCTIONS(X)                                           \
  X(FuncGetParamInfo, ,                                                        \
    (CUfunction function, size_t index, size_t *offset, size_t *size))

#endif /* LOWRES_RUNTIME_GPU_CUDADRIVER_H */
