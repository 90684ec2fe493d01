/*===- Gpu.h - A GPU to measure on ------------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * What the commands of lowres-gpu share: the device that the launcher takes,
 * memory, and times by the device's events.
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_GPU_BUNDLE_GPU_H
#define LOWRES_GPU_BUNDLE_GPU_H

#include "CudaDriver.h"

#include <stdbool.h>
#include <stdint.h>

/* What the launcher does not call. */
#define GPU_FUNCTIONS(X)                                                       \
  X(DriverGetVersion, , (int *version))                                        \
  X(DeviceTotalMem, _v2, (size_t *bytes, CUdevice device))                     \
  X(CtxSetCurrent, , (CUcontext context))                                      \
  X(CtxSynchronize, , (void))                                                  \
  X(EventSynchronize, , (CUevent event))                                       \
  X(MemcpyHtoD, _v2, (CUdeviceptr to, const void *from, size_t size))          \
  X(MemcpyDtoDAsync, _v2,                                                      \
    (CUdeviceptr to, CUdeviceptr from, size_t size, CUstream stream))

#define GPU_MEMBER(name, version, parameters) CUresult(*name) parameters;

typedef struct Gpu {
  LOWRES_CUDA_FUNCTIONS(GPU_MEMBER)
  GPU_FUNCTIONS(GPU_MEMBER)
  CUdevice device;
  CUfunction sum, wait;
  CUevent begin, end;
  CUdeviceptr flushed, result; /* What is read to empty the cache. */
  uint64_t flushedSize;
} Gpu;

extern Gpu gpu;

/* Prints a line and ends the program. */
void fail(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* Ends the program unless the driver did what it was to. */
void check(CUresult result, const char *what);

/* Opens the device: what the launcher cannot open, it has said a line about. */
void openGpu(void);

/* Attributes that the launcher does not ask for; the second in bytes. */
enum { MULTIPROCESSORS = 16, CACHE_SIZE = 38 };
int getAttribute(int attribute);

/* Device memory with numbers that are not all alike. */
CUdeviceptr createRandom(uint64_t size);

/* Reads memory by all multiprocessors: it is what a model cannot be faster
 * than. `size` is a multiple of 16. */
void launchSum(CUdeviceptr memory, uint64_t size);

/* Before what is timed: empties the cache if `cold`, and lets the device wait
 * so many microseconds, in which all can be launched. */
void prepareGpu(bool cold, double microseconds);

/* Microseconds of the work that `launch` puts on the default stream: the median
 * of runs. */
double timeWork(void (*launch)(void *data), void *data, bool cold);

/* The same of anything that `run` says the microseconds of. */
double timeRuns(double (*run)(void *data), void *data);

double getSeconds(void);

/* The commands. */
int printMemory(void);
int printBlas(int64_t inputs, int64_t outputs, const char *batches);
typedef struct ModelFiles {
  const char *library, *name, *data, *kernels;
  const char *labels; /* What lines begin with. */
} ModelFiles;
int printModel(const ModelFiles *files, const char *batches);

/* The next number of a list such as 1,2,4; 0 at its end. */
int64_t readNumber(const char **list);

#endif /* LOWRES_GPU_BUNDLE_GPU_H */
