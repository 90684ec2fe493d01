/*===- Device.h - What each launcher does in its own way -----------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * Launcher.c and Model.c are in every launcher, and call these. Functions that
 * return int give 0, or 1 after printing a line.
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_DEVICE_H
#define LOWRES_RUNTIME_GPU_DEVICE_H

#include "Model.h"

/* An object of a model may be linked with this library into a shared one: what
 * is shared by the files of the library is nobody else's. */
#pragma GCC visibility push(hidden)

/* Makes the device ready for this thread, until it leaves; opens it if it is
 * not open. A call that failed may be repeated. */
int lowresDeviceEnter(void);
void lowresDeviceLeave(void);

/* Memory of the device that has an address; 0 if it fails. */
int64_t lowresDeviceAllocate(uint64_t size, const char *what);

/* Needs no device that is ready, and may be called where it is. */
int lowresDeviceFree(int64_t address);

/* Whether an address has `size` bytes behind it. `what` is for messages. */
int lowresDeviceCheckBytes(int64_t address, uint64_t size, const char *what);

int lowresDeviceUpload(int64_t address, const void *data, uint64_t size,
                       const char *what);
int lowresDeviceDownload(void *data, int64_t address, uint64_t size,
                         const char *what);

/* The code of a model; NULL if it fails. */
DeviceCode *lowresDeviceLoadCode(const lowres_gpu_model *model);

/* As lowresDeviceFree. */
void lowresDeviceUnloadCode(DeviceCode *code);

/* Of one kernel. */
int64_t lowresDeviceMaxArguments(void);

/* Starts a run: inputs are copied to the device if tensors are `onHost`. All
 * memory has been allocated. */
int lowresDeviceBegin(const GPUModel *model, bool onHost);

/* Adds a kernel to the run, behind those before it. */
typedef struct GPULaunch {
  int64_t kernel;
  uint32_t x, y; /* The grid. */
  int64_t threads;
  const lowres_gpu_argument *arguments;
  int64_t numArguments;
} GPULaunch;
int lowresDeviceLaunch(const GPUModel *model, const GPULaunch *launch);

/* Waits until all is computed and outputs are copied to the host. */
int lowresDeviceEnd(const GPUModel *model, bool onHost);

/* Instead, or if any of these fails: nothing of the run goes on behind it. */
void lowresDeviceAbandon(void);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_DEVICE_H */
