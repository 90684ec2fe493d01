/*===- CudaTimes.h - How long kernels take -------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * Of the kernels of one run, if LOWRES_CUDA_TIMES names a file to write that
 * to: nothing is done otherwise.
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_CUDATIMES_H
#define LOWRES_RUNTIME_GPU_CUDATIMES_H

#include "CudaDevice.h"

#pragma GCC visibility push(hidden)

/* Starts a run: whatever is left of one that failed is forgotten. */
void lowresCudaBeginTimes(void);

/* Around each kernel. */
int lowresCudaBeginTime(const GPUModel *model, const GPULaunch *launch);
int lowresCudaEndTime(const GPUModel *model, const GPULaunch *launch);

/* Adds the run's kernels to the file, once all are done. */
int lowresCudaWriteTimes(const GPUModel *model);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_CUDATIMES_H */
