/*===- VulkanMemory.h - Memory of the device, and its addresses ----*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_VULKANMEMORY_H
#define LOWRES_RUNTIME_GPU_VULKANMEMORY_H

#include "VulkanDevice.h"

#include <stddef.h>

#pragma GCC visibility push(hidden)

typedef enum VulkanMemoryKind {
  VulkanMemoryOfDevice,
  /* For copies between the host and the device. */
  VulkanMemoryForCopies,
  /* Written by the host, read by the device: a little. */
  VulkanMemoryForNumbers,
} VulkanMemoryKind;

typedef struct VulkanBuffer {
  VkBuffer buffer;
  VkDeviceMemory memory;
  uint64_t size;
  void *host; /* Where the host reads and writes it; may be NULL. */
} VulkanBuffer;

/* Leaves zeros in `buffer` if it fails. `what` is for messages. */
int lowresVulkanCreateBuffer(VulkanBuffer *buffer, uint64_t size,
                             VulkanMemoryKind kind, const char *what);
void lowresVulkanDestroyBuffer(VulkanBuffer *buffer);

/* Makes a buffer that has at least `size` bytes of one that may have fewer;
 * what was in it is lost then. */
int lowresVulkanGrowBuffer(VulkanBuffer *buffer, uint64_t size,
                           VulkanMemoryKind kind, const char *what);

/* Bytes of a buffer that a kernel sees from `offset` on. */
uint64_t lowresVulkanRange(const VulkanBuffer *buffer, uint64_t offset);

/* The buffer in which an address lies; NULL if there is none. Valid until
 * memory is allocated or freed. */
const VulkanBuffer *lowresVulkanFind(int64_t address, uint64_t *offset);

/* A buffer for copies of at least `size` bytes, shared by all that copy; NULL
 * if it fails. */
VulkanBuffer *lowresVulkanCopies(uint64_t size);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_VULKANMEMORY_H */
