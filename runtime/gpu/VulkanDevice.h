/*===- VulkanDevice.h - The device that models run on --------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_VULKANDEVICE_H
#define LOWRES_RUNTIME_GPU_VULKANDEVICE_H

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* What is called of an instance, and of a device, without `vk`. */
#define LOWRES_VULKAN_INSTANCE_FUNCTIONS(X)                                    \
  X(CreateDevice)                                                              \
  X(DestroyInstance)                                                           \
  X(EnumerateDeviceExtensionProperties)                                        \
  X(EnumeratePhysicalDevices)                                                  \
  X(GetDeviceProcAddr)                                                         \
  X(GetPhysicalDeviceFeatures2)                                                \
  X(GetPhysicalDeviceMemoryProperties)                                         \
  X(GetPhysicalDeviceProperties)                                               \
  X(GetPhysicalDeviceQueueFamilyProperties)

#define LOWRES_VULKAN_DEVICE_FUNCTIONS(X)                                      \
  X(AllocateCommandBuffers)                                                    \
  X(AllocateDescriptorSets)                                                    \
  X(AllocateMemory)                                                            \
  X(BeginCommandBuffer)                                                        \
  X(BindBufferMemory)                                                          \
  X(CmdBindDescriptorSets)                                                     \
  X(CmdBindPipeline)                                                           \
  X(CmdCopyBuffer)                                                             \
  X(CmdDispatch)                                                               \
  X(CmdPipelineBarrier)                                                        \
  X(CreateBuffer)                                                              \
  X(CreateCommandPool)                                                         \
  X(CreateComputePipelines)                                                    \
  X(CreateDescriptorPool)                                                      \
  X(CreateDescriptorSetLayout)                                                 \
  X(CreateFence)                                                               \
  X(CreatePipelineLayout)                                                      \
  X(CreateShaderModule)                                                        \
  X(DestroyBuffer)                                                             \
  X(DestroyCommandPool)                                                        \
  X(DestroyDescriptorPool)                                                     \
  X(DestroyDescriptorSetLayout)                                                \
  X(DestroyDevice)                                                             \
  X(DestroyFence)                                                              \
  X(DestroyPipeline)                                                           \
  X(DestroyShaderModule)                                                       \
  X(EndCommandBuffer)                                                          \
  X(FreeMemory)                                                                \
  X(GetBufferMemoryRequirements)                                               \
  X(GetDeviceQueue)                                                            \
  X(MapMemory)                                                                 \
  X(QueueSubmit)                                                               \
  X(ResetCommandBuffer)                                                        \
  X(ResetDescriptorPool)                                                       \
  X(ResetFences)                                                               \
  X(UpdateDescriptorSets)                                                      \
  X(WaitForFences)

#define LOWRES_VULKAN_MEMBER(name) PFN_vk##name name;

/* The device: nothing but zeros until it is open. */
typedef struct VulkanDevice {
  void *library;
  VkInstance instance;
  VkPhysicalDevice physical;
  VkPhysicalDeviceLimits limits;
  VkPhysicalDeviceMemoryProperties memory;
  VkDevice device;
  VkQueue queue;
  VkCommandPool commandPool;
  VkCommandBuffer commands;
  VkFence fence;
  /* Copies go through a buffer of their own even where the host could write to
   * the device's memory. */
  bool staging;
  bool open, lost;
  LOWRES_VULKAN_INSTANCE_FUNCTIONS(LOWRES_VULKAN_MEMBER)
  LOWRES_VULKAN_DEVICE_FUNCTIONS(LOWRES_VULKAN_MEMBER)
} VulkanDevice;

extern VulkanDevice lowresVulkan;

/* Starts recording into `lowresVulkan.commands`; drops what was recorded and
 * not executed. */
int lowresVulkanBegin(void);

/* What was written at one stage is seen at another. */
void lowresVulkanBarrier(VkPipelineStageFlags fromStage, VkAccessFlags from,
                         VkPipelineStageFlags toStage, VkAccessFlags to);

/* Executes what was recorded and waits for its end. */
int lowresVulkanExecute(void);

/* Prints a line if `result` is an error: what could not be done, and why. */
int lowresVulkanCheck(VkResult result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_VULKANDEVICE_H */
