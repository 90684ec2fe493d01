/*===- Model.h - Models on the device ------------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_MODEL_H
#define LOWRES_RUNTIME_GPU_MODEL_H

#include "lowres_gpu.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* Kernels as the launcher keeps them. */
typedef struct DeviceCode DeviceCode;

/* Memory of the device that grows. */
typedef struct GPUMemory {
  int64_t address; /* 0: there is none yet. */
  uint64_t size;
} GPUMemory;

/* A tensor of a model whose tensors are in the host's memory. */
typedef struct GPUTensor {
  GPUMemory memory;
  uint64_t size; /* What this run needs. */
  void *host;
} GPUTensor;

typedef struct GPUModel {
  const lowres_gpu_model *model;
  DeviceCode *code;
  GPUMemory constants, workspace;
  /* Inputs, then outputs. */
  int64_t numTensors, *addresses;
  GPUTensor *tensors;
  /* Of each kernel; -1 until it is launched. */
  int64_t *numArguments;
  struct GPUModel *next;
} GPUModel;

/* The model on the device: the same at each call; NULL if it fails. */
GPUModel *lowresGPULoad(const lowres_gpu_model *model);

/* Frees what lowresGPULoad and runs made of it, if they did. */
void lowresGPUUnload(const lowres_gpu_model *model);

/* Makes memory that has at least `size` bytes of one that may have fewer; what
 * was in it is lost then. `what` is for messages. */
int lowresGPUGrow(GPUMemory *memory, uint64_t size, const char *what);

/* For messages. */
enum { lowresMaxText = 256 };
void lowresGPUDescribe(const lowres_gpu_model *model, int64_t tensor,
                       char text[lowresMaxText]);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_MODEL_H */
