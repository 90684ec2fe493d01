/*===- Vulkan.c - Models on a GPU, by Vulkan -------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "VulkanArguments.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* One call at a time does something. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct lowres_gpu_queue {
  VulkanModel *model;
  bool failed; /* A line has been printed. */
};

/*===----------------------------------------------------------------------===*
 * Kernels
 *===----------------------------------------------------------------------===*/

/* Of a grid's first dimension: no device has less. Kernels count blocks along
 * the second, too. */
static const int64_t maxGridSize = 65535;

static int launch(VulkanModel *model, int64_t kernel, int64_t blocks,
                  const lowres_gpu_argument *arguments, int64_t count) {
  if (kernel < 0 || kernel >= model->model->num_kernels)
    return lowresVulkanError("model '%s' launches kernel %lld, but has %lld",
                             model->model->name, (long long)kernel,
                             (long long)model->model->num_kernels);
  const char *name = model->model->kernels[kernel];
  if (blocks < 0 || blocks > maxGridSize * maxGridSize)
    return lowresVulkanError("kernel '%s' of model '%s' is launched with %lld "
                             "blocks",
                             name, model->model->name, (long long)blocks);
  if (blocks == 0)
    return 0;
  VkPipeline pipeline = lowresVulkanPipeline(model, kernel, count);
  VkDescriptorSet set;
  if (!pipeline || lowresVulkanBindArguments(arguments, count, name, &set))
    return 1;
  int64_t x = blocks < maxGridSize ? blocks : maxGridSize;
  int64_t y = (blocks + x - 1) / x;
  lowresVulkan.CmdBindPipeline(lowresVulkan.commands,
                               VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  lowresVulkan.CmdBindDescriptorSets(
      lowresVulkan.commands, VK_PIPELINE_BIND_POINT_COMPUTE,
      lowresVulkanLayout(count)->pipeline, 0, 1, &set, 0, NULL);
  lowresVulkan.CmdDispatch(lowresVulkan.commands, (uint32_t)x, (uint32_t)y, 1);
  lowresVulkanBarrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_WRITE_BIT,
                      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
  return 0;
}

void lowres_gpu_launch(lowres_gpu_queue *queue, int64_t kernel, int64_t blocks,
                       const lowres_gpu_argument *arguments, int64_t count) {
  if (!queue->failed && launch(queue->model, kernel, blocks, arguments, count))
    queue->failed = true;
}

/* Records the model's kernels. */
static int enqueue(VulkanModel *loaded, const int64_t *tensors, int64_t batch) {
  const lowres_gpu_model *model = loaded->model;
  char what[256];
  snprintf(what, sizeof(what), "workspace of model '%s'", model->name);
  uint64_t size = batch > 0 ? model->workspace_size(batch) : 0;
  if (lowresVulkanGrow(&loaded->workspace, size, what) ||
      lowresVulkanResetArguments())
    return 1;
  /* Behind copies from the host, and whatever ran before. */
  lowresVulkanBarrier(VK_PIPELINE_STAGE_TRANSFER_BIT |
                          VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_SHADER_WRITE_BIT,
                      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                      VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
  lowres_gpu_queue queue = {loaded, false};
  int32_t result = model->enqueue(&queue, tensors, batch, loaded->workspace,
                                  loaded->constants);
  if (queue.failed)
    return 1;
  if (result)
    return lowresVulkanError("model '%s' does not take a batch of %lld",
                             model->name, (long long)batch);
  /* Before copies to the host, of this call or of a later one. */
  lowresVulkanBarrier(
      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
      VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_HOST_BIT,
      VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_HOST_READ_BIT);
  return 0;
}

/*===----------------------------------------------------------------------===*
 * Tensors
 *===----------------------------------------------------------------------===*/

/* For messages. */
static void describe(const VulkanModel *loaded, int64_t tensor, char *text,
                     size_t size) {
  int64_t numInputs = loaded->model->num_inputs;
  bool isInput = tensor < numInputs;
  snprintf(text, size, "%s %lld of model '%s'", isInput ? "input" : "output",
           (long long)(isInput ? tensor : tensor - numInputs),
           loaded->model->name);
}

static int getSize(const VulkanModel *loaded, int64_t tensor, int64_t batch,
                   uint64_t *size) {
  *size = 0;
  if (batch < 1)
    return 0; /* It is for the model to say what that means. */
  if (!__builtin_mul_overflow((uint64_t)loaded->model->row_sizes[tensor],
                              (uint64_t)batch, size) &&
      !__builtin_mul_overflow(*size, sizeof(float), size))
    return 0;
  return lowresVulkanError("model '%s' does not take a batch of %lld",
                           loaded->model->name, (long long)batch);
}

static const VulkanBuffer *getBuffer(const VulkanModel *loaded,
                                     int64_t tensor) {
  uint64_t offset;
  return lowresVulkanFind(loaded->addresses[tensor], &offset);
}

/* Finds out sizes and makes room: on the device, and for copies if the host
 * does not write to the device's memory. */
static int prepareTensors(VulkanModel *loaded, int64_t batch, char **copies) {
  uint64_t copySize = 0;
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    char what[256];
    VulkanTensor *tensor = &loaded->tensors[i];
    describe(loaded, i, what, sizeof(what));
    if (getSize(loaded, i, batch, &tensor->size) ||
        lowresVulkanGrow(&loaded->addresses[i], tensor->size, what))
      return 1;
    tensor->copyOffset = copySize;
    if (!getBuffer(loaded, i)->host)
      copySize += (tensor->size + 15) / 16 * 16;
  }
  *copies = NULL;
  if (copySize == 0)
    return 0;
  VulkanBuffer *buffer = lowresVulkanCopies(copySize);
  if (buffer)
    *copies = buffer->host;
  return !buffer;
}

/* Where the host writes a tensor, or reads it. */
static void *getHostMemory(const VulkanModel *loaded, int64_t tensor,
                           char *copies) {
  const VulkanBuffer *buffer = getBuffer(loaded, tensor);
  return buffer->host ? buffer->host
                      : copies + loaded->tensors[tensor].copyOffset;
}

/* Records the copies of tensors [begin, end) that the host does not reach. */
static void recordCopies(const VulkanModel *loaded, int64_t begin, int64_t end,
                         bool toDevice) {
  for (int64_t i = begin; i < end; ++i) {
    const VulkanBuffer *buffer = getBuffer(loaded, i);
    const VulkanTensor *tensor = &loaded->tensors[i];
    if (buffer->host || tensor->size == 0)
      continue;
    VkBuffer copies = lowresVulkanCopies(0)->buffer;
    VkBufferCopy region = {toDevice ? tensor->copyOffset : 0,
                           toDevice ? 0 : tensor->copyOffset, tensor->size};
    lowresVulkan.CmdCopyBuffer(lowresVulkan.commands,
                               toDevice ? copies : buffer->buffer,
                               toDevice ? buffer->buffer : copies, 1, &region);
  }
}

/*===----------------------------------------------------------------------===*
 * Runs
 *===----------------------------------------------------------------------===*/

static int runOnHost(VulkanModel *loaded, void *const *tensors, int64_t batch) {
  int64_t numInputs = loaded->model->num_inputs;
  char *copies;
  if (prepareTensors(loaded, batch, &copies) || lowresVulkanBegin())
    return 1;
  for (int64_t i = 0; i < numInputs; ++i)
    if (loaded->tensors[i].size > 0)
      memcpy(getHostMemory(loaded, i, copies), tensors[i],
             loaded->tensors[i].size);
  recordCopies(loaded, 0, numInputs, /*toDevice=*/true);
  if (enqueue(loaded, loaded->addresses, batch))
    return 1;
  recordCopies(loaded, numInputs, loaded->numTensors, /*toDevice=*/false);
  lowresVulkanBarrier(VK_PIPELINE_STAGE_TRANSFER_BIT,
                      VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                      VK_ACCESS_HOST_READ_BIT);
  if (lowresVulkanExecute())
    return 1;
  for (int64_t i = numInputs; i < loaded->numTensors; ++i)
    if (loaded->tensors[i].size > 0)
      memcpy(tensors[i], getHostMemory(loaded, i, copies),
             loaded->tensors[i].size);
  return 0;
}

static int runOnDevice(VulkanModel *loaded, const int64_t *tensors,
                       int64_t batch) {
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    char what[256];
    uint64_t size, offset;
    describe(loaded, i, what, sizeof(what));
    if (getSize(loaded, i, batch, &size) ||
        !lowresVulkanFindBytes(tensors[i], size, &offset, what))
      return 1;
  }
  return lowresVulkanBegin() || enqueue(loaded, tensors, batch) ||
         lowresVulkanExecute();
}

int lowres_gpu_run(const lowres_gpu_model *model, void *const *tensors,
                   int64_t batch) {
  pthread_mutex_lock(&mutex);
  VulkanModel *loaded = lowresVulkanOpen() ? NULL : lowresVulkanLoad(model);
  int result = !loaded || runOnHost(loaded, tensors, batch);
  pthread_mutex_unlock(&mutex);
  return result;
}

int lowres_gpu_run_on_device(const lowres_gpu_model *model,
                             const int64_t *tensors, int64_t batch) {
  pthread_mutex_lock(&mutex);
  VulkanModel *loaded = lowresVulkanOpen() ? NULL : lowresVulkanLoad(model);
  int result = !loaded || runOnDevice(loaded, tensors, batch);
  pthread_mutex_unlock(&mutex);
  return result;
}

/*===----------------------------------------------------------------------===*
 * Memory
 *===----------------------------------------------------------------------===*/

int64_t lowres_gpu_allocate(uint64_t size) {
  pthread_mutex_lock(&mutex);
  int64_t memory =
      lowresVulkanOpen() ? 0 : lowresVulkanAllocate(size, "the caller");
  pthread_mutex_unlock(&mutex);
  return memory;
}

void lowres_gpu_free(int64_t memory) {
  pthread_mutex_lock(&mutex);
  if (memory != 0)
    lowresVulkanFree(memory);
  pthread_mutex_unlock(&mutex);
}

int lowres_gpu_upload(int64_t memory, const void *data, uint64_t size) {
  pthread_mutex_lock(&mutex);
  int result = lowresVulkanOpen() ||
               lowresVulkanUpload(memory, data, size, "copy to the device");
  pthread_mutex_unlock(&mutex);
  return result;
}

int lowres_gpu_download(void *data, int64_t memory, uint64_t size) {
  pthread_mutex_lock(&mutex);
  int result = lowresVulkanOpen() ||
               lowresVulkanDownload(data, memory, size, "copy from the device");
  pthread_mutex_unlock(&mutex);
  return result;
}
