/*===- VulkanModel.h - Models on the device ------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_VULKANMODEL_H
#define LOWRES_RUNTIME_GPU_VULKANMODEL_H

#include "VulkanMemory.h"
#include "lowres_gpu.h"

#pragma GCC visibility push(hidden)

/* Arguments that a kernel can have, if the device agrees. */
enum { lowresVulkanMaxArguments = 64 };

typedef struct VulkanKernel {
  VkPipeline pipeline; /* Made when it is first launched. */
  int64_t numArguments;
} VulkanKernel;

/* A tensor of a model whose tensors are in the host's memory. */
typedef struct VulkanTensor {
  uint64_t size;
  uint64_t copyOffset; /* In the buffer for copies. */
} VulkanTensor;

typedef struct VulkanModel {
  const lowres_gpu_model *model;
  VkShaderModule module;
  VulkanKernel *kernels;
  int64_t constants, workspace; /* Addresses. */
  /* Inputs, then outputs. */
  int64_t numTensors, *addresses;
  VulkanTensor *tensors;
  struct VulkanModel *next;
} VulkanModel;

/* The model on the device: the same at each call; NULL if it fails. A model
 * stays until the process ends. */
VulkanModel *lowresVulkanLoad(const lowres_gpu_model *model);

/* The pipeline of a kernel; NULL if it fails. */
VkPipeline lowresVulkanPipeline(VulkanModel *model, int64_t kernel,
                                int64_t numArguments);

/* What kernels with a number of arguments have in common: NULL if it fails. Of
 * all devices' limits, only that number is checked. */
typedef struct VulkanLayout {
  VkDescriptorSetLayout set;
  VkPipelineLayout pipeline;
} VulkanLayout;
const VulkanLayout *lowresVulkanLayout(int64_t numArguments);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_VULKANMODEL_H */
