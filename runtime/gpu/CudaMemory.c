/*===- CudaMemory.c - Memory of the device ---------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "CudaDevice.h"
#include "Message.h"

int64_t lowresDeviceAllocate(uint64_t size, const char *what) {
  if (size == 0) {
    lowresGPUError("cannot allocate 0 bytes for %s", what);
    return 0;
  }
  CUdeviceptr address = 0;
  if (lowresCudaCheck(lowresCuda.MemAlloc(&address, size),
                      "cannot allocate %llu bytes for %s",
                      (unsigned long long)size, what))
    return 0;
  return (int64_t)address;
}

int lowresDeviceFree(int64_t address) {
  /* What a lost device had is gone. */
  if (lowresCuda.lost)
    return 0;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  if (lowresCudaResume()) {
    result = lowresCuda.MemFree((CUdeviceptr)address);
    lowresDeviceLeave();
  }
  if (result == CUDA_ERROR_INVALID_VALUE)
    return lowresGPUError("address 0x%llx is not one of memory that was "
                          "allocated",
                          (unsigned long long)address);
  return lowresCudaCheck(result, "cannot free memory of the device");
}

/* Memory of the caller's may be several pieces that follow one another. */
int lowresDeviceCheckBytes(int64_t address, uint64_t size, const char *what) {
  const CUdeviceptr begin = (CUdeviceptr)address;
  uint64_t found = 0;
  do {
    CUdeviceptr base = 0;
    size_t length = 0;
    CUresult result =
        lowresCuda.MemGetAddressRange(&base, &length, begin + found);
    if (result != CUDA_SUCCESS && result != CUDA_ERROR_INVALID_VALUE &&
        result != CUDA_ERROR_NOT_FOUND)
      return lowresCudaCheck(result, "%s: cannot look up 0x%llx", what,
                             (unsigned long long)begin);
    if (result == CUDA_SUCCESS && base + length > begin + found)
      found = base + length - begin;
    else if (found == 0)
      return lowresGPUError("%s: 0x%llx is not an address of device memory",
                            what, (unsigned long long)begin);
    else
      return lowresGPUError("%s: device memory of %llu bytes, expected %llu",
                            what, (unsigned long long)found,
                            (unsigned long long)size);
  } while (found < size);
  return 0;
}

int lowresDeviceUpload(int64_t address, const void *data, uint64_t size,
                       const char *what) {
  if (lowresDeviceCheckBytes(address, size, what))
    return 1;
  if (size == 0)
    return 0;
  return lowresCudaCheck(lowresCuda.MemcpyHtoDAsync((CUdeviceptr)address, data,
                                                    size, lowresCuda.stream),
                         "%s: cannot copy %llu bytes", what,
                         (unsigned long long)size) ||
         lowresCudaSynchronize(what);
}

int lowresDeviceDownload(void *data, int64_t address, uint64_t size,
                         const char *what) {
  if (lowresDeviceCheckBytes(address, size, what))
    return 1;
  if (size == 0)
    return 0;
  return lowresCudaCheck(lowresCuda.MemcpyDtoHAsync(data, (CUdeviceptr)address,
                                                    size, lowresCuda.stream),
                         "%s: cannot copy %llu bytes", what,
                         (unsigned long long)size) ||
         lowresCudaSynchronize(what);
}
