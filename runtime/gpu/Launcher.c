/*===- Launcher.c - Models on a GPU ----------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Device.h"
#include "Message.h"

#include <pthread.h>
#include <stdio.h>

/* One call at a time does something. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int enter(void) {
  pthread_mutex_lock(&mutex);
  if (!lowresDeviceEnter())
    return 0;
  pthread_mutex_unlock(&mutex);
  return 1;
}

static void leave(void) {
  lowresDeviceLeave();
  pthread_mutex_unlock(&mutex);
}

struct lowres_gpu_queue {
  GPUModel *model;
  bool failed; /* A line has been printed. */
};

/*===----------------------------------------------------------------------===*
 * Kernels
 *===----------------------------------------------------------------------===*/

/* Of a grid's first two dimensions: no device has less. Kernels count blocks
 * along both. */
static const int64_t maxGridSize = 65535;

static int checkArguments(const GPUModel *loaded, int64_t kernel,
                          const lowres_gpu_argument *arguments, int64_t count) {
  const char *name = loaded->model->kernels[kernel];
  int64_t before = loaded->numArguments[kernel];
  if (before >= 0 && count != before)
    return lowresGPUError("kernel '%s' of model '%s' has %lld arguments, and "
                          "had %lld before",
                          name, loaded->model->name, (long long)count,
                          (long long)before);
  if (count < 0 || count > lowresDeviceMaxArguments())
    return lowresGPUError("a kernel has %lld arguments, the device takes %lld",
                          (long long)count,
                          (long long)lowresDeviceMaxArguments());
  for (int64_t i = 0; i < count; ++i)
    if (arguments[i].kind != LOWRES_GPU_MEMORY &&
        arguments[i].kind != LOWRES_GPU_NUMBER)
      return lowresGPUError("argument %lld of kernel '%s' is of kind %lld, "
                            "expected 0 or 1",
                            (long long)i, name, (long long)arguments[i].kind);
  return 0;
}

static int launch(GPUModel *loaded, int64_t kernel, int64_t blocks,
                  int64_t threads, const lowres_gpu_argument *arguments,
                  int64_t count) {
  const lowres_gpu_model *model = loaded->model;
  if (kernel < 0 || kernel >= model->num_kernels)
    return lowresGPUError("model '%s' launches kernel %lld, but has %lld",
                          model->name, (long long)kernel,
                          (long long)model->num_kernels);
  if (blocks < 0 || blocks > maxGridSize * maxGridSize)
    return lowresGPUError("kernel '%s' of model '%s' is launched with %lld "
                          "blocks",
                          model->kernels[kernel], model->name,
                          (long long)blocks);
  if (blocks == 0)
    return 0;
  if (checkArguments(loaded, kernel, arguments, count))
    return 1;
  int64_t x = blocks < maxGridSize ? blocks : maxGridSize;
  int64_t y = (blocks + x - 1) / x;
  GPULaunch launch = {kernel,  (uint32_t)x, (uint32_t)y,
                      threads, arguments,   count};
  if (lowresDeviceLaunch(loaded, &launch))
    return 1;
  loaded->numArguments[kernel] = count;
  return 0;
}

void lowres_gpu_launch(lowres_gpu_queue *queue, int64_t kernel, int64_t blocks,
                       int64_t threads, const lowres_gpu_argument *arguments,
                       int64_t count) {
  if (!queue->failed &&
      launch(queue->model, kernel, blocks, threads, arguments, count))
    queue->failed = true;
}

static int enqueue(GPUModel *loaded, const int64_t *tensors, int64_t batch) {
  lowres_gpu_queue queue = {loaded, false};
  int32_t result =
      loaded->model->enqueue(&queue, tensors, batch, loaded->workspace.address,
                             loaded->constants.address);
  if (queue.failed)
    return 1;
  if (result)
    return lowresGPUError("model '%s' does not take a batch of %lld",
                          loaded->model->name, (long long)batch);
  return 0;
}

/*===----------------------------------------------------------------------===*
 * Runs
 *===----------------------------------------------------------------------===*/

static int getSize(const lowres_gpu_model *model, int64_t tensor, int64_t batch,
                   uint64_t *size) {
  *size = 0;
  if (batch < 1)
    return 0; /* It is for the model to say what that means. */
  if (!__builtin_mul_overflow((uint64_t)model->row_sizes[tensor],
                              (uint64_t)batch, size) &&
      !__builtin_mul_overflow(*size, sizeof(float), size))
    return 0;
  return lowresGPUError("model '%s' does not take a batch of %lld", model->name,
                        (long long)batch);
}

/* Gives all tensors of the host memory of the device. */
static int prepareTensors(GPUModel *loaded, void *const *tensors,
                          int64_t batch) {
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    char what[lowresMaxText];
    GPUTensor *tensor = &loaded->tensors[i];
    lowresGPUDescribe(loaded->model, i, what);
    if (getSize(loaded->model, i, batch, &tensor->size) ||
        lowresGPUGrow(&tensor->memory, tensor->size, what))
      return 1;
    tensor->host = tensors[i];
    loaded->addresses[i] = tensor->memory.address;
  }
  return 0;
}

static int checkTensors(const GPUModel *loaded, const int64_t *tensors,
                        int64_t batch) {
  for (int64_t i = 0; i < loaded->numTensors; ++i) {
    char what[lowresMaxText];
    uint64_t size;
    lowresGPUDescribe(loaded->model, i, what);
    if (getSize(loaded->model, i, batch, &size) ||
        lowresDeviceCheckBytes(tensors[i], size, what))
      return 1;
  }
  return 0;
}

static int compute(GPUModel *loaded, const int64_t *tensors, int64_t batch,
                   bool onHost) {
  char what[lowresMaxText];
  snprintf(what, sizeof(what), "workspace of model '%s'", loaded->model->name);
  uint64_t size = batch > 0 ? loaded->model->workspace_size(batch) : 0;
  if (lowresGPUGrow(&loaded->workspace, size, what))
    return 1;
  if (!lowresDeviceBegin(loaded, onHost) && !enqueue(loaded, tensors, batch) &&
      !lowresDeviceEnd(loaded, onHost))
    return 0;
  lowresDeviceAbandon();
  return 1;
}

int lowres_gpu_run(const lowres_gpu_model *model, void *const *tensors,
                   int64_t batch) {
  if (enter())
    return 1;
  GPUModel *loaded = lowresGPULoad(model);
  int result = !loaded || prepareTensors(loaded, tensors, batch) ||
               compute(loaded, loaded->addresses, batch, /*onHost=*/true);
  leave();
  return result;
}

int lowres_gpu_run_on_device(const lowres_gpu_model *model,
                             const int64_t *tensors, int64_t batch) {
  if (enter())
    return 1;
  GPUModel *loaded = lowresGPULoad(model);
  int result = !loaded || checkTensors(loaded, tensors, batch) ||
               compute(loaded, tensors, batch, /*onHost=*/false);
  leave();
  return result;
}

void lowres_gpu_forget(const lowres_gpu_model *model) {
  pthread_mutex_lock(&mutex);
  lowresGPUUnload(model);
  pthread_mutex_unlock(&mutex);
}

/*===----------------------------------------------------------------------===*
 * Memory
 *===----------------------------------------------------------------------===*/

int64_t lowres_gpu_allocate(uint64_t size) {
  if (enter())
    return 0;
  int64_t memory = lowresDeviceAllocate(size, "the caller");
  leave();
  return memory;
}

void lowres_gpu_free(int64_t memory) {
  pthread_mutex_lock(&mutex);
  if (memory != 0)
    lowresDeviceFree(memory);
  pthread_mutex_unlock(&mutex);
}

int lowres_gpu_upload(int64_t memory, const void *data, uint64_t size) {
  if (enter())
    return 1;
  int result = lowresDeviceUpload(memory, data, size, "copy to the device");
  leave();
  return result;
}

int lowres_gpu_download(void *data, int64_t memory, uint64_t size) {
  if (enter())
    return 1;
  int result = lowresDeviceDownload(data, memory, size, "copy from the device");
  leave();
  return result;
}
