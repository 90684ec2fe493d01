/*===- VulkanRun.c - Runs of kernels ---------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Device.h"
#include "VulkanArguments.h"
#include "VulkanMemory.h"

#include <string.h>

/*===----------------------------------------------------------------------===*
 * Tensors of the host
 *===----------------------------------------------------------------------===*/

static const VulkanBuffer *getBuffer(const GPUTensor *tensor) {
  uint64_t offset;
  return lowresVulkanFind(tensor->memory.address, &offset);
}

/* Where a tensor is in the buffer for copies, if the host does not reach the
 * device's memory: behind `copies`, which goes on. */
static uint64_t place(const GPUTensor *tensor, uint64_t *copies) {
  uint64_t offset = *copies;
  if (!getBuffer(tensor)->host)
    *copies += (tensor->size + 15) / 16 * 16;
  return offset;
}

static int reserveCopies(const GPUModel *loaded) {
  uint64_t size = 0;
  for (int64_t i = 0; i < loaded->numTensors; ++i)
    place(&loaded->tensors[i], &size);
  return size > 0 && !lowresVulkanCopies(size);
}

/* Copies in the host's memory, where `toDevice` comes before the device's own
 * copies, and the other direction behind them. */
static void copyOnHost(const GPUModel *loaded, bool toDevice) {
  uint64_t copies = 0;
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    const GPUTensor *tensor = &loaded->tensors[i];
    const VulkanBuffer *buffer = getBuffer(tensor);
    uint64_t offset = place(tensor, &copies);
    if ((i < loaded->model->num_inputs) != toDevice || tensor->size == 0)
      continue;
    void *host = buffer->host ? buffer->host
                              : (char *)lowresVulkanCopies(0)->host + offset;
    memcpy(toDevice ? host : tensor->host, toDevice ? tensor->host : host,
           tensor->size);
  }
}

/* Records the copies of tensors that the host does not reach. */
static void recordCopies(const GPUModel *loaded, bool toDevice) {
  uint64_t copies = 0;
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    const GPUTensor *tensor = &loaded->tensors[i];
    const VulkanBuffer *buffer = getBuffer(tensor);
    uint64_t offset = place(tensor, &copies);
    if ((i < loaded->model->num_inputs) != toDevice || tensor->size == 0 ||
        buffer->host)
      continue;
    VkBuffer other = lowresVulkanCopies(0)->buffer;
    VkBufferCopy region = {toDevice ? offset : 0, toDevice ? 0 : offset,
                           tensor->size};
    lowresVulkan.CmdCopyBuffer(lowresVulkan.commands,
                               toDevice ? other : buffer->buffer,
                               toDevice ? buffer->buffer : other, 1, &region);
  }
}

/*===----------------------------------------------------------------------===*
 * Runs
 *===----------------------------------------------------------------------===*/

int lowresDeviceBegin(const GPUModel *loaded, bool onHost) {
  if ((onHost && reserveCopies(loaded)) || lowresVulkanBegin() ||
      lowresVulkanResetArguments())
    return 1;
  if (onHost) {
    copyOnHost(loaded, /*toDevice=*/true);
    recordCopies(loaded, /*toDevice=*/true);
  }
  /* Behind copies from the host, and whatever ran before. */
  lowresVulkanBarrier(VK_PIPELINE_STAGE_TRANSFER_BIT |
                          VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_SHADER_WRITE_BIT,
                      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
  return 0;
}

int lowresDeviceLaunch(const GPUModel *loaded, const GPULaunch *launch) {
  int64_t count = launch->numArguments;
  VkPipeline pipeline = lowresVulkanPipeline(loaded, launch->kernel, count);
  VkDescriptorSet set;
  if (!pipeline ||
      lowresVulkanBindArguments(launch->arguments, count,
                                loaded->model->kernels[launch->kernel], &set))
    return 1;
  lowresVulkan.CmdBindPipeline(lowresVulkan.commands,
                               VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  lowresVulkan.CmdBindDescriptorSets(
      lowresVulkan.commands, VK_PIPELINE_BIND_POINT_COMPUTE,
      lowresVulkanLayout(count)->pipeline, 0, 1, &set, 0, NULL);
  lowresVulkan.CmdDispatch(lowresVulkan.commands, launch->x, launch->y, 1);
  lowresVulkanBarrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_WRITE_BIT,
                      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
  return 0;
}

int lowresDeviceEnd(const GPUModel *loaded, bool onHost) {
  /* Before copies to the host, of this call or of a later one. */
  lowresVulkanBarrier(
      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
      VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_HOST_BIT,
      VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_HOST_READ_BIT);
  if (!onHost)
    return lowresVulkanExecute();
  recordCopies(loaded, /*toDevice=*/false);
  lowresVulkanBarrier(VK_PIPELINE_STAGE_TRANSFER_BIT,
                      VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                      VK_ACCESS_HOST_READ_BIT);
  if (lowresVulkanExecute())
    return 1;
  copyOnHost(loaded, /*toDevice=*/false);
  return 0;
}

/* What was recorded is dropped when the next recording begins. */
void lowresDeviceAbandon(void) {}
