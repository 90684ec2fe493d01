/*===- CudaDevice.c - The device that models run on ------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "CudaDevice.h"

#include "Message.h"

#include <dlfcn.h>
#include <stdio.h>

const char lowresLauncherName[] = "lowres_cuda";

CudaDevice lowresCuda;

int lowresCudaCheck(CUresult result, const char *format, ...) {
  if (result == CUDA_SUCCESS)
    return 0;
  char number[32];
  const char *reason = NULL;
  if (lowresCuda.GetErrorName(result, &reason) != CUDA_SUCCESS || !reason) {
    snprintf(number, sizeof(number), "CUDA's error %d", result);
    reason = number;
  }
  va_list arguments;
  va_start(arguments, format);
  lowresGPUErrorWithReason(reason, format, arguments);
  va_end(arguments);
  return 1;
}

/*===----------------------------------------------------------------------===*
 * The driver
 *===----------------------------------------------------------------------===*/

/* It stays loaded even if it cannot be used: drivers do not expect to go. */
static int loadLibrary(void) {
  if (!lowresCuda.library)
    lowresCuda.library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!lowresCuda.library)
    return lowresGPUError("no CUDA driver found: %s", dlerror());
#define LOAD(name, version, parameters)                                        \
  *(void **)&lowresCuda.name = dlsym(lowresCuda.library, "cu" #name #version);
#define LOAD_NEEDED(name, version, parameters)                                 \
  LOAD(name, version, parameters)                                              \
  if (!lowresCuda.name)                                                        \
    return lowresGPUError("libcuda.so.1 has no cu" #name #version);
  LOWRES_CUDA_FUNCTIONS(LOAD_NEEDED)
  LOWRES_CUDA_NEW_FUNCTIONS(LOAD)
#undef LOAD_NEEDED
#undef LOAD
  CUresult result = lowresCuda.Init(0);
  if (result == CUDA_ERROR_NO_DEVICE)
    return lowresGPUError("no CUDA device found");
  return lowresCudaCheck(result, "cannot start the CUDA driver");
}

/*===----------------------------------------------------------------------===*
 * The device
 *===----------------------------------------------------------------------===*/

/* CUDA lists the fastest device first. */
static int choose(void) {
  int count = 0;
  int64_t choice;
  if (lowresCudaCheck(lowresCuda.DeviceGetCount(&count),
                      "cannot list CUDA devices"))
    return 1;
  if (count == 0)
    return lowresGPUError("no CUDA device found");
  if (lowresGPUReadDevice("LOWRES_CUDA_DEVICE", count, &choice))
    return 1;
  CUresult result =
      lowresCuda.DeviceGet(&lowresCuda.device, choice < 0 ? 0 : (int)choice);
  if (result == CUDA_SUCCESS)
    result = lowresCuda.DeviceGetName(lowresCuda.name, sizeof(lowresCuda.name),
                                      lowresCuda.device);
  if (result == CUDA_SUCCESS)
    result = lowresCuda.DeviceGetAttribute(
        &lowresCuda.major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR,
        lowresCuda.device);
  if (result == CUDA_SUCCESS)
    result = lowresCuda.DeviceGetAttribute(
        &lowresCuda.minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR,
        lowresCuda.device);
  return lowresCudaCheck(result, "cannot examine CUDA devices");
}

static int createStream(void) {
  CUcontext context;
  CUresult result = lowresCuda.CtxPushCurrent(lowresCuda.context);
  if (result == CUDA_SUCCESS) {
    result = lowresCuda.StreamCreate(&lowresCuda.stream, CU_STREAM_DEFAULT);
    lowresCuda.CtxPopCurrent(&context);
  }
  return lowresCudaCheck(result, "cannot create a queue on device '%s'",
                         lowresCuda.name);
}

static int openDevice(void) {
  if (loadLibrary() || choose() ||
      lowresCudaCheck(lowresCuda.DevicePrimaryCtxRetain(&lowresCuda.context,
                                                        lowresCuda.device),
                      "cannot open device '%s'", lowresCuda.name))
    return 1;
  if (createStream()) {
    lowresCuda.DevicePrimaryCtxRelease(lowresCuda.device);
    return 1;
  }
  lowresCuda.open = true;
  return 0;
}

int lowresDeviceEnter(void) {
  if (lowresCuda.lost)
    return lowresGPUError("the device was lost by an earlier call");
  if (!lowresCuda.open && openDevice())
    return 1;
  return lowresCudaCheck(lowresCuda.CtxPushCurrent(lowresCuda.context),
                         "cannot use device '%s'", lowresCuda.name);
}

bool lowresCudaResume(void) {
  return lowresCuda.open && !lowresCuda.lost &&
         lowresCuda.CtxPushCurrent(lowresCuda.context) == CUDA_SUCCESS;
}

void lowresDeviceLeave(void) {
  CUcontext context;
  lowresCuda.CtxPopCurrent(&context);
}

/*===----------------------------------------------------------------------===*
 * Ends
 *===----------------------------------------------------------------------===*/

/* What fails on the device is heard of here. CUDA has no way back from that:
 * every later call would fail. */
static CUresult synchronize(void) {
  CUresult result = lowresCuda.StreamSynchronize(lowresCuda.stream);
  lowresCuda.lost |= result != CUDA_SUCCESS;
  return result;
}

int lowresCudaSynchronize(const char *what) {
  return lowresCudaCheck(synchronize(), "%s failed on device '%s'", what,
                         lowresCuda.name);
}

void lowresDeviceAbandon(void) {
  if (!lowresCuda.lost)
    synchronize();
}
