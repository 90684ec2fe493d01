/*===- VulkanMemory.c - Memory of the device, and its addresses ------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

/* MAP_ANONYMOUS */
#define _DEFAULT_SOURCE

#include "VulkanMemory.h"

#include "Device.h"
#include "Message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*===----------------------------------------------------------------------===*
 * Buffers
 *===----------------------------------------------------------------------===*/

/* A type of memory out of `types` with all the properties and, if there is one,
 * none of those to avoid; -1 if there is none. */
static int64_t findType(uint32_t types, VkMemoryPropertyFlags properties,
                        VkMemoryPropertyFlags avoided) {
  const VkPhysicalDeviceMemoryProperties *memory = &lowresVulkan.memory;
  int64_t found = -1;
  for (uint32_t i = 0; i < memory->memoryTypeCount; ++i) {
    VkMemoryPropertyFlags flags = memory->memoryTypes[i].propertyFlags;
    if (!(types >> i & 1) || (flags & properties) != properties)
      continue;
    if (!(flags & avoided))
      return i;
    if (found < 0)
      found = i;
  }
  return found;
}

static int64_t chooseType(uint32_t types, VulkanMemoryKind kind) {
  const VkMemoryPropertyFlags device = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
                              cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
                              host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                     VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  /* The best first. The host reads what is not cached a byte at a time across
   * the bus: copies by the device are better. */
  VkMemoryPropertyFlags wishes[3] = {device | host | cached, device, 0};
  if (kind == VulkanMemoryForCopies)
    wishes[0] = host | cached, wishes[1] = wishes[2] = host;
  else if (kind == VulkanMemoryForNumbers)
    wishes[0] = device | host, wishes[1] = wishes[2] = host;
  else if (lowresVulkan.staging)
    wishes[0] = device;
  for (int i = 0; i < 3; ++i) {
    int64_t type = findType(types, wishes[i], wishes[i] & host ? 0 : host);
    if (type >= 0)
      return type;
  }
  return -1;
}

static bool isMapped(int64_t type, VulkanMemoryKind kind) {
  const VkMemoryPropertyFlags needed = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                       VK_MEMORY_PROPERTY_HOST_COHERENT_BIT |
                                       VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
  if (kind != VulkanMemoryOfDevice)
    return true;
  return !lowresVulkan.staging &&
         (lowresVulkan.memory.memoryTypes[type].propertyFlags & needed) ==
             needed;
}

static int allocateMemory(VulkanBuffer *buffer, VulkanMemoryKind kind,
                          const char *what) {
  VkMemoryRequirements requirements;
  lowresVulkan.GetBufferMemoryRequirements(lowresVulkan.device, buffer->buffer,
                                           &requirements);
  int64_t type = chooseType(requirements.memoryTypeBits, kind);
  if (type < 0)
    return lowresGPUError("the device has no memory for %s", what);
  VkMemoryAllocateInfo info = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
      .allocationSize = requirements.size,
      .memoryTypeIndex = (uint32_t)type,
  };
  VkResult result = lowresVulkan.AllocateMemory(lowresVulkan.device, &info,
                                                NULL, &buffer->memory);
  if (result == VK_SUCCESS)
    result = lowresVulkan.BindBufferMemory(lowresVulkan.device, buffer->buffer,
                                           buffer->memory, 0);
  if (result == VK_SUCCESS && isMapped(type, kind))
    result = lowresVulkan.MapMemory(lowresVulkan.device, buffer->memory, 0,
                                    VK_WHOLE_SIZE, 0, &buffer->host);
  return lowresVulkanCheck(result, "cannot allocate %llu bytes for %s",
                           (unsigned long long)buffer->size, what);
}

int lowresVulkanCreateBuffer(VulkanBuffer *buffer, uint64_t size,
                             VulkanMemoryKind kind, const char *what) {
  memset(buffer, 0, sizeof(*buffer));
  uint64_t limit = lowresVulkan.limits.maxStorageBufferRange;
  if (kind != VulkanMemoryForCopies && size > limit)
    return lowresGPUError("cannot allocate %llu bytes for %s: kernels see "
                          "at most %llu bytes of a buffer on this device",
                          (unsigned long long)size, what,
                          (unsigned long long)limit);
  buffer->size = size;
  VkBufferCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
      /* Kernels read bytes as words and vectors of four of them, to the last
       * one. */
      .size = (size + 15) / 16 * 16,
      .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
               VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT,
      .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
  };
  if (lowresVulkanCheck(lowresVulkan.CreateBuffer(lowresVulkan.device, &info,
                                                  NULL, &buffer->buffer),
                        "cannot allocate %llu bytes for %s",
                        (unsigned long long)size, what) ||
      allocateMemory(buffer, kind, what)) {
    lowresVulkanDestroyBuffer(buffer);
    return 1;
  }
  return 0;
}

void lowresVulkanDestroyBuffer(VulkanBuffer *buffer) {
  if (buffer->buffer)
    lowresVulkan.DestroyBuffer(lowresVulkan.device, buffer->buffer, NULL);
  if (buffer->memory)
    lowresVulkan.FreeMemory(lowresVulkan.device, buffer->memory, NULL);
  memset(buffer, 0, sizeof(*buffer));
}

int lowresVulkanGrowBuffer(VulkanBuffer *buffer, uint64_t size,
                           VulkanMemoryKind kind, const char *what) {
  if (buffer->buffer && buffer->size >= size)
    return 0;
  /* The old one first: both may be more than there is. */
  lowresVulkanDestroyBuffer(buffer);
  return lowresVulkanCreateBuffer(buffer, size, kind, what);
}

uint64_t lowresVulkanRange(const VulkanBuffer *buffer, uint64_t offset) {
  uint64_t range = (buffer->size + 15) / 16 * 16 - offset;
  uint64_t limit = lowresVulkan.limits.maxStorageBufferRange;
  return range < limit ? range : limit;
}

/*===----------------------------------------------------------------------===*
 * Addresses
 *===----------------------------------------------------------------------===*/

/* Buffers by their addresses, which are those of pieces of the process's own
 * address space that nobody may touch: so they differ from one another and from
 * addresses of the host's memory. */
static struct Allocation {
  int64_t address;
  VulkanBuffer buffer;
} *allocations;
static size_t numAllocations, maxAllocations;

/* The first allocation that lies behind `address`. */
static size_t findBehind(int64_t address) {
  size_t begin = 0, end = numAllocations;
  while (begin < end) {
    size_t middle = begin + (end - begin) / 2;
    if (allocations[middle].address > address)
      end = middle;
    else
      begin = middle + 1;
  }
  return begin;
}

static int reserve(uint64_t size, int64_t *address, const char *what) {
  if (numAllocations == maxAllocations) {
    size_t count = maxAllocations ? 2 * maxAllocations : 64;
    void *larger = realloc(allocations, count * sizeof(*allocations));
    if (!larger)
      return lowresGPUError("cannot allocate %s: the host's memory is "
                            "exhausted",
                            what);
    allocations = larger;
    maxAllocations = count;
  }
  void *range = mmap(NULL, (size_t)size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED)
    return lowresGPUError("cannot reserve %llu addresses for %s: %s",
                          (unsigned long long)size, what, strerror(errno));
  *address = (int64_t)(intptr_t)range;
  return 0;
}

int64_t lowresDeviceAllocate(uint64_t size, const char *what) {
  if (size == 0) {
    lowresGPUError("cannot allocate 0 bytes for %s", what);
    return 0;
  }
  VulkanBuffer buffer;
  int64_t address = 0;
  if (lowresVulkanCreateBuffer(&buffer, size, VulkanMemoryOfDevice, what))
    return 0;
  if (reserve(size, &address, what)) {
    lowresVulkanDestroyBuffer(&buffer);
    return 0;
  }
  size_t place = findBehind(address);
  memmove(allocations + place + 1, allocations + place,
          (numAllocations - place) * sizeof(*allocations));
  allocations[place].address = address;
  allocations[place].buffer = buffer;
  ++numAllocations;
  return address;
}

int lowresDeviceFree(int64_t address) {
  size_t behind = findBehind(address);
  if (behind == 0 || allocations[behind - 1].address != address)
    return lowresGPUError("address 0x%llx is not one of memory that was "
                          "allocated",
                          (unsigned long long)address);
  struct Allocation *allocation = &allocations[behind - 1];
  munmap((void *)(intptr_t)address, (size_t)allocation->buffer.size);
  lowresVulkanDestroyBuffer(&allocation->buffer);
  memmove(allocation, allocation + 1,
          (numAllocations - behind) * sizeof(*allocations));
  --numAllocations;
  return 0;
}

const VulkanBuffer *lowresVulkanFind(int64_t address, uint64_t *offset) {
  size_t behind = findBehind(address);
  if (behind == 0)
    return NULL;
  const struct Allocation *allocation = &allocations[behind - 1];
  *offset = (uint64_t)(address - allocation->address);
  return *offset < allocation->buffer.size ? &allocation->buffer : NULL;
}

/* The same for `size` bytes; prints a line if they are not in one buffer. */
static const VulkanBuffer *findBytes(int64_t address, uint64_t size,
                                     uint64_t *offset, const char *what) {
  const VulkanBuffer *buffer = lowresVulkanFind(address, offset);
  if (!buffer)
    lowresGPUError("%s: 0x%llx is not an address of device memory", what,
                   (unsigned long long)address);
  else if (size > buffer->size - *offset) {
    lowresGPUError("%s: device memory of %llu bytes, expected %llu", what,
                   (unsigned long long)(buffer->size - *offset),
                   (unsigned long long)size);
    buffer = NULL;
  }
  return buffer;
}

int lowresDeviceCheckBytes(int64_t address, uint64_t size, const char *what) {
  uint64_t offset;
  return !findBytes(address, size, &offset, what);
}

/*===----------------------------------------------------------------------===*
 * Copies
 *===----------------------------------------------------------------------===*/

static VulkanBuffer copies;

VulkanBuffer *lowresVulkanCopies(uint64_t size) {
  if (lowresVulkanGrowBuffer(&copies, size, VulkanMemoryForCopies,
                             "copies to and from the device"))
    return NULL;
  return &copies;
}

/* Large data goes in pieces, so that the host need not hold all of it twice. */
static const uint64_t pieceSize = 64 << 20;

/* Between the beginning of the buffer for copies and a part of another one. */
static int copyPiece(VkBuffer buffer, uint64_t offset, uint64_t length,
                     bool toDevice) {
  if (lowresVulkanBegin())
    return 1;
  VkBufferCopy region = {toDevice ? 0 : offset, toDevice ? offset : 0, length};
  lowresVulkan.CmdCopyBuffer(lowresVulkan.commands,
                             toDevice ? copies.buffer : buffer,
                             toDevice ? buffer : copies.buffer, 1, &region);
  lowresVulkanBarrier(VK_PIPELINE_STAGE_TRANSFER_BIT,
                      VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                      VK_ACCESS_HOST_READ_BIT);
  return lowresVulkanExecute();
}

/* Between the host and the device: one of `from` and `to` is NULL, and stands
 * for the bytes at `address`. */
static int copyBytes(int64_t address, const char *from, char *to, uint64_t size,
                     const char *what) {
  uint64_t offset, length;
  const VulkanBuffer *buffer = findBytes(address, size, &offset, what);
  if (!buffer)
    return 1;
  if (size > 0 && buffer->host) {
    char *host = (char *)buffer->host + offset;
    memcpy(from ? host : to, from ? from : host, size);
    return 0;
  }
  for (uint64_t i = 0; i < size; i += length) {
    length = size - i < pieceSize ? size - i : pieceSize;
    if (!lowresVulkanCopies(length))
      return 1;
    if (from)
      memcpy(copies.host, from + i, length);
    if (copyPiece(buffer->buffer, offset + i, length, /*toDevice=*/from))
      return 1;
    if (to)
      memcpy(to + i, copies.host, length);
  }
  return 0;
}

int lowresDeviceUpload(int64_t address, const void *data, uint64_t size,
                       const char *what) {
  return copyBytes(address, data, NULL, size, what);
}

int lowresDeviceDownload(void *data, int64_t address, uint64_t size,
                         const char *what) {
  return copyBytes(address, NULL, data, size, what);
}
