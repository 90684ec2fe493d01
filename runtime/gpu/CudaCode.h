/*===- CudaCode.h - Kernels as functions ---------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_CUDACODE_H
#define LOWRES_RUNTIME_GPU_CUDACODE_H

#include "CudaDevice.h"

#pragma GCC visibility push(hidden)

/* Arguments that a kernel can have. */
enum { lowresCudaMaxArguments = 64 };

/* The function of a kernel, which takes what it is launched with; NULL if it
 * does not. */
CUfunction lowresCudaFunction(const GPUModel *model, const GPULaunch *launch);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_CUDACODE_H */
