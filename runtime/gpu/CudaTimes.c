/*===- CudaTimes.c - How long kernels take ---------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "CudaTimes.h"

#include "Message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A kernel between two events of its stream. */
typedef struct CudaTime {
  CUevent begin, end;
  int64_t kernel, blocks, threads;
} CudaTime;

/* Events stay, and are used again by later runs. */
static struct {
  const char *path; /* NULL: no times are wanted. */
  CudaTime *kernels;
  int64_t size, capacity;
} times;

void lowresCudaBeginTimes(void) {
  const char *path = getenv("LOWRES_CUDA_TIMES");
  times.path = path && *path ? path : NULL;
  times.size = 0;
}

static int check(CUresult result, const GPUModel *model, int64_t kernel) {
  return lowresCudaCheck(result, "cannot time kernel '%s' of model '%s'",
                         model->model->kernels[kernel], model->model->name);
}

/* Makes room for one kernel more. */
static int grow(const GPUModel *model, int64_t kernel) {
  if (times.size < times.capacity)
    return 0;
  CudaTime *grown = realloc(times.kernels, (size_t)(times.capacity + 1) *
                                               sizeof(times.kernels[0]));
  if (!grown)
    return lowresGPUError("cannot time kernel '%s' of model '%s': the host's "
                          "memory is exhausted",
                          model->model->kernels[kernel], model->model->name);
  times.kernels = grown;
  CudaTime *added = &grown[times.capacity];
  CUresult result = lowresCuda.EventCreate(&added->begin, CU_EVENT_DEFAULT);
  if (result == CUDA_SUCCESS)
    result = lowresCuda.EventCreate(&added->end, CU_EVENT_DEFAULT);
  if (check(result, model, kernel))
    return 1;
  ++times.capacity;
  return 0;
}

int lowresCudaBeginTime(const GPUModel *model, const GPULaunch *launch) {
  if (!times.path)
    return 0;
  if (grow(model, launch->kernel))
    return 1;
  CudaTime *time = &times.kernels[times.size];
  time->kernel = launch->kernel;
  time->blocks = (int64_t)launch->x * launch->y;
  time->threads = launch->threads;
  return check(lowresCuda.EventRecord(time->begin, lowresCuda.stream), model,
               launch->kernel);
}

int lowresCudaEndTime(const GPUModel *model, const GPULaunch *launch) {
  if (!times.path)
    return 0;
  CudaTime *time = &times.kernels[times.size++];
  return check(lowresCuda.EventRecord(time->end, lowresCuda.stream), model,
               launch->kernel);
}

static int writeLines(const GPUModel *model, FILE *file) {
  /* A file that is appended to is at its end only once it is written. */
  fseek(file, 0, SEEK_END);
  if (ftell(file) == 0)
    fprintf(file, "model,kernel,blocks,threads,microseconds\n");
  for (int64_t i = 0; i < times.size; ++i) {
    const CudaTime *time = &times.kernels[i];
    float milliseconds = 0;
    if (check(
            lowresCuda.EventElapsedTime(&milliseconds, time->begin, time->end),
            model, time->kernel))
      return 1;
    fprintf(file, "%s,%s,%lld,%lld,%.3f\n", model->model->name,
            model->model->kernels[time->kernel], (long long)time->blocks,
            (long long)time->threads, milliseconds * 1e3);
  }
  return 0;
}

int lowresCudaWriteTimes(const GPUModel *model) {
  if (!times.path)
    return 0;
  errno = 0;
  FILE *file = fopen(times.path, "a");
  int failed = file && writeLines(model, file);
  bool isWritten = file && !ferror(file);
  if (file && fclose(file) != 0)
    isWritten = false;
  if (!isWritten && !failed)
    return lowresGPUError("cannot write LOWRES_CUDA_TIMES, '%s': %s",
                          times.path, strerror(errno));
  return failed;
}
