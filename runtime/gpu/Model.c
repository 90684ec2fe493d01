/*===- Model.c - Models on the device --------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Model.h"

#include "Device.h"
#include "Message.h"

#include <stdio.h>
#include <stdlib.h>

static GPUModel *models;

void lowresGPUDescribe(const lowres_gpu_model *model, int64_t tensor,
                       char text[lowresMaxText]) {
  bool isInput = tensor < model->num_inputs;
  snprintf(text, lowresMaxText, "%s %lld of model '%s'",
           isInput ? "input" : "output",
           (long long)(isInput ? tensor : tensor - model->num_inputs),
           model->name);
}

/*===----------------------------------------------------------------------===*
 * Memory
 *===----------------------------------------------------------------------===*/

static void release(GPUMemory *memory) {
  if (memory->address)
    lowresDeviceFree(memory->address);
  *memory = (GPUMemory){0, 0};
}

int lowresGPUGrow(GPUMemory *memory, uint64_t size, const char *what) {
  if (memory->address && memory->size >= size)
    return 0;
  /* The old one first: both may be more than there is. */
  release(memory);
  /* Kernels may be called with the address even of nothing. */
  memory->address = lowresDeviceAllocate(size ? size : 1, what);
  memory->size = memory->address ? size : 0;
  return !memory->address;
}

/*===----------------------------------------------------------------------===*
 * Models
 *===----------------------------------------------------------------------===*/

static void destroy(GPUModel *loaded) {
  if (loaded->code)
    lowresDeviceUnloadCode(loaded->code);
  release(&loaded->constants);
  release(&loaded->workspace);
  for (int64_t i = 0; loaded->tensors && i < loaded->numTensors; ++i)
    release(&loaded->tensors[i].memory);
  free(loaded->addresses);
  free(loaded->tensors);
  free(loaded->numArguments);
  free(loaded);
}

static int loadConstants(GPUModel *loaded) {
  const lowres_gpu_model *model = loaded->model;
  char what[lowresMaxText];
  snprintf(what, sizeof(what), "constants of model '%s'", model->name);
  return lowresGPUGrow(&loaded->constants, model->constants_size, what) ||
         lowresDeviceUpload(loaded->constants.address, model->constants,
                            model->constants_size, what);
}

static GPUModel *create(const lowres_gpu_model *model) {
  GPUModel *loaded = calloc(1, sizeof(*loaded));
  if (!loaded)
    return NULL;
  loaded->model = model;
  loaded->numTensors = model->num_inputs + model->num_outputs;
  size_t numKernels = (size_t)model->num_kernels,
         numTensors = (size_t)loaded->numTensors;
  loaded->addresses = calloc(numTensors + 1, sizeof(*loaded->addresses));
  loaded->tensors = calloc(numTensors + 1, sizeof(*loaded->tensors));
  loaded->numArguments = calloc(numKernels + 1, sizeof(*loaded->numArguments));
  if (!loaded->addresses || !loaded->tensors || !loaded->numArguments) {
    destroy(loaded);
    return NULL;
  }
  for (size_t i = 0; i < numKernels; ++i)
    loaded->numArguments[i] = -1;
  return loaded;
}

/* Where a pointer to the model is, or to NULL behind the last one. */
static GPUModel **find(const lowres_gpu_model *model) {
  GPUModel **place = &models;
  while (*place && (*place)->model != model)
    place = &(*place)->next;
  return place;
}

GPUModel *lowresGPULoad(const lowres_gpu_model *model) {
  GPUModel *loaded = *find(model);
  if (loaded)
    return loaded;
  loaded = create(model);
  if (!loaded) {
    lowresGPUError("cannot load model '%s': the host's memory is exhausted",
                   model->name);
    return NULL;
  }
  loaded->code = lowresDeviceLoadCode(model);
  if (!loaded->code || loadConstants(loaded)) {
    destroy(loaded);
    return NULL;
  }
  loaded->next = models;
  return models = loaded;
}

void lowresGPUUnload(const lowres_gpu_model *model) {
  GPUModel **place = find(model), *loaded = *place;
  if (!loaded)
    return;
  *place = loaded->next;
  destroy(loaded);
}
