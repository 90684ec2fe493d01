/*===- Memory.c - How fast memory is ----------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Gpu.h"

#include <stdio.h>

typedef struct Memory {
  CUdeviceptr from, to;
  uint64_t size;
} Memory;

static void copy(void *data) {
  const Memory *memory = data;
  check(gpu.MemcpyDtoDAsync(memory->to, memory->from, memory->size, NULL),
        "copy on the device");
}

static void sum(void *data) {
  const Memory *memory = data;
  launchSum(memory->from, memory->size);
}

int printMemory(void) {
  size_t bytes;
  check(gpu.DeviceTotalMem(&bytes, gpu.device), "memory of the device");
  /* Far more than caches hold. */
  uint64_t size = bytes / 8 < (1 << 30) ? bytes / 8 / 16 * 16 : 1 << 30;
  Memory memory = {createRandom(size), createRandom(size), size};
  double copied = timeWork(copy, &memory, /*cold=*/false);
  double read = timeWork(sum, &memory, /*cold=*/false);
  /* As many as a large layer has, which caches hold. */
  memory.size = size < 22 << 20 ? size : 22 << 20;
  double part = timeWork(sum, &memory, /*cold=*/true);
  printf("what,bytes,microseconds,GB/s\n");
  printf("copy (read and written),%llu,%.2f,%.1f\n", 2ULL * size, copied,
         2e-3 * (double)size / copied);
  printf("sum (read),%llu,%.2f,%.1f\n", (unsigned long long)size, read,
         1e-3 * (double)size / read);
  printf("sum (read) of little,%llu,%.2f,%.1f\n",
         (unsigned long long)memory.size, part,
         1e-3 * (double)memory.size / part);
  return 0;
}
