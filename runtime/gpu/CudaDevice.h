/*===- CudaDevice.h - The device that models run on ----------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_CUDADEVICE_H
#define LOWRES_RUNTIME_GPU_CUDADEVICE_H

#include "CudaDriver.h"
#include "Device.h"

#pragma GCC visibility push(hidden)

#define LOWRES_CUDA_MEMBER(name, version, parameters)                          \
  CUresult(*name) parameters;

/* The device: nothing but zeros until it is looked for. */
typedef struct CudaDevice {
  void *library;
  CUdevice device;
  char name[128];
  int major, minor; /* Of its architecture. */
  CUcontext context;
  CUstream stream;
  bool open, lost;
  LOWRES_CUDA_FUNCTIONS(LOWRES_CUDA_MEMBER)
  LOWRES_CUDA_NEW_FUNCTIONS(LOWRES_CUDA_MEMBER)
} CudaDevice;

extern CudaDevice lowresCuda;

/* Makes the device ready where it need not be: false if it is not open, or
 * lost. lowresDeviceLeave comes after true. */
bool lowresCudaResume(void);

/* Waits until the device has done all. */
int lowresCudaSynchronize(const char *what);

/* Prints a line if `result` is an error: what could not be done, and why. */
int lowresCudaCheck(CUresult result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_CUDADEVICE_H */
