/*===- VulkanArguments.c - What kernels are called with --------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "VulkanArguments.h"

#include "Message.h"
#include "VulkanMemory.h"

#include <stdlib.h>
#include <string.h>

/* How many arguments a run has is only known at its end. So numbers lie in
 * pages, and descriptor sets come from pools, to which others are added; all
 * are kept for the next run. */

/*===----------------------------------------------------------------------===*
 * Numbers
 *===----------------------------------------------------------------------===*/

enum { pageSize = 1 << 16 };

typedef struct Page {
  VulkanBuffer buffer;
  struct Page *next;
} Page;

static Page *firstPage, *page; /* The one that is being filled. */
static uint64_t pageUsed;

static int addPage(void) {
  Page *added = calloc(1, sizeof(*added));
  if (!added)
    return lowresGPUError("cannot pass numbers to kernels: the host's memory "
                          "is exhausted");
  if (lowresVulkanCreateBuffer(&added->buffer, pageSize, VulkanMemoryForNumbers,
                               "numbers")) {
    free(added);
    return 1;
  }
  if (page)
    page->next = added;
  else
    firstPage = added;
  page = added;
  return 0;
}

static int bindNumber(int32_t number, VkDescriptorBufferInfo *info) {
  if (!page || pageUsed + sizeof(number) > pageSize) {
    if (page && page->next)
      page = page->next;
    else if (addPage())
      return 1;
    pageUsed = 0;
  }
  memcpy((char *)page->buffer.host + pageUsed, &number, sizeof(number));
  *info =
      (VkDescriptorBufferInfo){page->buffer.buffer, pageUsed, sizeof(number)};
  /* Limits of this kind are powers of two. */
  uint64_t alignment = lowresVulkan.limits.minStorageBufferOffsetAlignment;
  pageUsed += alignment > sizeof(number) ? alignment : sizeof(number);
  return 0;
}

/*===----------------------------------------------------------------------===*
 * Descriptor sets
 *===----------------------------------------------------------------------===*/

enum { setsOfPool = 256, descriptorsOfPool = 2048 };

typedef struct Pool {
  VkDescriptorPool pool;
  struct Pool *next;
} Pool;

static Pool *firstPool, *pool; /* The one that sets come from. */
static uint32_t setsLeft, descriptorsLeft;

static int addPool(void) {
  VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                               descriptorsOfPool};
  VkDescriptorPoolCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
      .maxSets = setsOfPool,
      .poolSizeCount = 1,
      .pPoolSizes = &size,
  };
  Pool *added = calloc(1, sizeof(*added));
  if (!added ||
      lowresVulkan.CreateDescriptorPool(lowresVulkan.device, &info, NULL,
                                        &added->pool) != VK_SUCCESS) {
    free(added);
    return lowresGPUError("cannot pass arguments to kernels: memory is "
                          "exhausted");
  }
  if (pool)
    pool->next = added;
  else
    firstPool = added;
  pool = added;
  return 0;
}

static int allocateSet(uint32_t numArguments, const VulkanLayout *layout,
                       VkDescriptorSet *set) {
  if (setsLeft == 0 || descriptorsLeft < numArguments) {
    if (pool && pool->next)
      pool = pool->next;
    else if (addPool())
      return 1;
    setsLeft = setsOfPool;
    descriptorsLeft = descriptorsOfPool;
  }
  VkDescriptorSetAllocateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
      .descriptorPool = pool->pool,
      .descriptorSetCount = 1,
      .pSetLayouts = &layout->set,
  };
  --setsLeft;
  descriptorsLeft -= numArguments;
  return lowresVulkanCheck(
      lowresVulkan.AllocateDescriptorSets(lowresVulkan.device, &info, set),
      "cannot pass %u arguments to a kernel", (unsigned)numArguments);
}

/*===----------------------------------------------------------------------===*
 * Arguments
 *===----------------------------------------------------------------------===*/

int lowresVulkanResetArguments(void) {
  page = firstPage;
  pageUsed = 0;
  pool = firstPool;
  setsLeft = pool ? setsOfPool : 0;
  descriptorsLeft = descriptorsOfPool;
  for (Pool *used = firstPool; used; used = used->next)
    if (lowresVulkanCheck(lowresVulkan.ResetDescriptorPool(lowresVulkan.device,
                                                           used->pool, 0),
                          "cannot pass arguments to kernels"))
      return 1;
  return 0;
}

static int bindMemory(int64_t address, int64_t index, const char *kernel,
                      VkDescriptorBufferInfo *info) {
  uint64_t offset;
  const VulkanBuffer *buffer = lowresVulkanFind(address, &offset);
  if (!buffer)
    return lowresGPUError("argument %lld of kernel '%s': 0x%llx is not an "
                          "address of device memory",
                          (long long)index, kernel,
                          (unsigned long long)address);
  uint64_t alignment = lowresVulkan.limits.minStorageBufferOffsetAlignment;
  if (offset % alignment != 0)
    return lowresGPUError("argument %lld of kernel '%s' lies %llu bytes "
                          "behind the start of its memory, expected a "
                          "multiple of %llu on this device",
                          (long long)index, kernel, (unsigned long long)offset,
                          (unsigned long long)alignment);
  *info = (VkDescriptorBufferInfo){buffer->buffer, offset,
                                   lowresVulkanRange(buffer, offset)};
  return 0;
}

int lowresVulkanBindArguments(const lowres_gpu_argument *arguments,
                              int64_t count, const char *kernel,
                              VkDescriptorSet *set) {
  VkDescriptorBufferInfo infos[lowresVulkanMaxArguments];
  VkWriteDescriptorSet writes[lowresVulkanMaxArguments];
  const VulkanLayout *layout = lowresVulkanLayout(count);
  if (!layout || allocateSet((uint32_t)count, layout, set))
    return 1;
  for (int64_t i = 0; i < count; ++i) {
    int64_t value = arguments[i].value;
    if (arguments[i].kind == LOWRES_GPU_NUMBER
            ? bindNumber((int32_t)value, &infos[i])
            : bindMemory(value, i, kernel, &infos[i]))
      return 1;
    writes[i] = (VkWriteDescriptorSet){
        .sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
        .dstSet = *set,
        .dstBinding = (uint32_t)i,
        .descriptorCount = 1,
        .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .pBufferInfo = &infos[i],
    };
  }
  lowresVulkan.UpdateDescriptorSets(lowresVulkan.device, (uint32_t)count,
                                    writes, 0, NULL);
  return 0;
}
