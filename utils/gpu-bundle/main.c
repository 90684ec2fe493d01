/*===- main.c - Models and memory on a GPU ---------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * lowres-gpu device
 *   prints the device: name, compute capability, MiB of memory, KiB of cache,
 *   multiprocessors and the version of CUDA that the driver is of
 * lowres-gpu memory
 *   prints what memory can do
 * lowres-gpu blas INPUTS OUTPUTS BATCHES
 *   prints what cuBLAS takes for a layer's products
 * lowres-gpu model LIBRARY NAME DATA KERNELS LABELS BATCHES
 *   runs a compiled model on the rows of DATA, prints how its results differ
 *   from those that stand there, and times; adds each kernel's to KERNELS
 *
 * All but the first print lines of CSV; run.sh has the columns.
 *
 *===----------------------------------------------------------------------===*/

#include "Gpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int printDevice(void) {
  char name[128] = "";
  size_t bytes;
  int version;
  check(gpu.DeviceGetName(name, sizeof(name) - 1, gpu.device), "name");
  check(gpu.DeviceTotalMem(&bytes, gpu.device), "memory of the device");
  check(gpu.DriverGetVersion(&version), "version of the driver");
  printf("name,capability,memory_mib,cache_kib,multiprocessors,driver_cuda\n");
  printf("%s,%d.%d,%llu,%d,%d,%d.%d\n", name,
         getAttribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
         getAttribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
         (unsigned long long)bytes >> 20, getAttribute(CACHE_SIZE) >> 10,
         getAttribute(MULTIPROCESSORS), version / 1000, version % 1000 / 10);
  return 0;
}

int main(int count, char **arguments) {
  const char *command = count > 1 ? arguments[1] : "";
  char **rest = arguments + 2;
  if (!strcmp(command, "device") && count == 2) {
    openGpu();
    return printDevice();
  }
  if (!strcmp(command, "memory") && count == 2) {
    openGpu();
    return printMemory();
  }
  if (!strcmp(command, "blas") && count == 5) {
    openGpu();
    return printBlas(atoll(rest[0]), atoll(rest[1]), rest[2]);
  }
  if (!strcmp(command, "model") && count == 8) {
    ModelFiles files = {rest[0], rest[1], rest[2], rest[3], rest[4]};
    openGpu();
    return printModel(&files, rest[5]);
  }
  fprintf(stderr, "usage: lowres-gpu device | memory"
                  " | blas INPUTS OUTPUTS BATCHES"
                  " | model LIBRARY NAME DATA KERNELS LABELS BATCHES\n");
  return 2;
}
