/*===- VulkanCode.h - Kernels as pipelines -------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_VULKANCODE_H
#define LOWRES_RUNTIME_GPU_VULKANCODE_H

#include "Model.h"
#include "VulkanDevice.h"

#pragma GCC visibility push(hidden)

/* Arguments that a kernel can have, if the device agrees. */
enum { lowresVulkanMaxArguments = 64 };

/* The pipeline of a kernel, made when it is first launched; NULL if it fails.
 * `numArguments` is the same each time. */
VkPipeline lowresVulkanPipeline(const GPUModel *model, int64_t kernel,
                                int64_t numArguments);

/* What kernels with a number of arguments have in common: NULL if it fails. */
typedef struct VulkanLayout {
  VkDescriptorSetLayout set;
  VkPipelineLayout pipeline;
} VulkanLayout;
const VulkanLayout *lowresVulkanLayout(int64_t numArguments);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_VULKANCODE_H */
