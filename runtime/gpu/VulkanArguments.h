/*===- VulkanArguments.h - What kernels are called with ------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_VULKANARGUMENTS_H
#define LOWRES_RUNTIME_GPU_VULKANARGUMENTS_H

#include "VulkanCode.h"

#pragma GCC visibility push(hidden)

/* Forgets the arguments of an earlier run. */
int lowresVulkanResetArguments(void);

/* A descriptor set with the arguments of a kernel. `kernel` is for messages. */
int lowresVulkanBindArguments(const lowres_gpu_argument *arguments,
                              int64_t count, const char *kernel,
                              VkDescriptorSet *set);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_VULKANARGUMENTS_H */
