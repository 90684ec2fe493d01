/*===- VulkanDevice.c - The device that models run on ----------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "VulkanDevice.h"

#include "Device.h"
#include "Message.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char lowresLauncherName[] = "lowres_vulkan";

VulkanDevice lowresVulkan;

/*===----------------------------------------------------------------------===*
 * Messages
 *===----------------------------------------------------------------------===*/

int lowresVulkanCheck(VkResult result, const char *format, ...) {
  if (result >= 0)
    return 0;
  char number[32];
  const char *reason = number;
  snprintf(number, sizeof(number), "Vulkan's error %d", (int)result);
  if (result == VK_ERROR_OUT_OF_HOST_MEMORY)
    reason = "the host's memory is exhausted";
  if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY)
    reason = "the device's memory is exhausted";
  if (result == VK_ERROR_TOO_MANY_OBJECTS)
    reason = "the driver gives no more pieces of memory";
  if (result == VK_ERROR_DEVICE_LOST) {
    lowresVulkan.lost = true;
    reason = "the device was lost";
  }
  va_list arguments;
  va_start(arguments, format);
  lowresGPUErrorWithReason(reason, format, arguments);
  va_end(arguments);
  return 1;
}

/*===----------------------------------------------------------------------===*
 * The instance
 *===----------------------------------------------------------------------===*/

static int createInstance(PFN_vkGetInstanceProcAddr getAddress) {
  PFN_vkEnumerateInstanceVersion getVersion =
      (PFN_vkEnumerateInstanceVersion)getAddress(NULL,
                                                 "vkEnumerateInstanceVersion");
  PFN_vkCreateInstance create =
      (PFN_vkCreateInstance)getAddress(NULL, "vkCreateInstance");
  uint32_t version = VK_API_VERSION_1_0;
  if (getVersion)
    getVersion(&version);
  if (!create || version < VK_API_VERSION_1_1)
    return lowresGPUError("libvulkan.so.1 is of version %u.%u, expected at "
                          "least 1.1",
                          VK_API_VERSION_MAJOR(version),
                          VK_API_VERSION_MINOR(version));

  VkApplicationInfo application = {
      .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
      .pEngineName = "lowres",
      .apiVersion = VK_API_VERSION_1_2,
  };
  VkInstanceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
      .pApplicationInfo = &application,
  };
  VkResult result = create(&info, NULL, &lowresVulkan.instance);
  if (result == VK_ERROR_INCOMPATIBLE_DRIVER)
    return lowresGPUError("no Vulkan driver found");
  return lowresVulkanCheck(result, "cannot create a Vulkan instance");
}

static int loadLibrary(void) {
  lowresVulkan.library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!lowresVulkan.library)
    return lowresGPUError("no Vulkan driver found: %s", dlerror());
  PFN_vkGetInstanceProcAddr getAddress = (PFN_vkGetInstanceProcAddr)dlsym(
      lowresVulkan.library, "vkGetInstanceProcAddr");
  if (!getAddress)
    return lowresGPUError("libvulkan.so.1 has no vkGetInstanceProcAddr");
  if (createInstance(getAddress))
    return 1;
#define LOAD(name)                                                             \
  lowresVulkan.name =                                                          \
      (PFN_vk##name)getAddress(lowresVulkan.instance, "vk" #name);             \
  if (!lowresVulkan.name)                                                      \
    return lowresGPUError("libvulkan.so.1 has no vk" #name);
  LOWRES_VULKAN_INSTANCE_FUNCTIONS(LOAD)
#undef LOAD
  return 0;
}

/*===----------------------------------------------------------------------===*
 * The choice of a device
 *===----------------------------------------------------------------------===*/

/* What there is to know of a device before it is chosen. */
typedef struct Candidate {
  VkPhysicalDevice device;
  VkPhysicalDeviceProperties properties;
  int64_t family; /* Of queues; -1 if none computes. */
  /* Version 1.1 has them as extensions, 1.2 as parts of it. */
  bool needsExtensions;
  VkPhysicalDevice8BitStorageFeatures storage;
  VkPhysicalDeviceShaderFloat16Int8Features arithmetic;
} Candidate;

static const char *const extensions[] = {
    VK_KHR_8BIT_STORAGE_EXTENSION_NAME,
    VK_KHR_SHADER_FLOAT16_INT8_EXTENSION_NAME,
};
enum { numExtensions = sizeof(extensions) / sizeof(*extensions) };

static int64_t findFamily(VkPhysicalDevice device) {
  VkQueueFamilyProperties families[32];
  uint32_t count = sizeof(families) / sizeof(*families);
  lowresVulkan.GetPhysicalDeviceQueueFamilyProperties(device, &count, families);
  for (uint32_t i = 0; i < count; ++i)
    if ((families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) &&
        families[i].queueCount > 0)
      return i;
  return -1;
}

static bool hasExtensions(VkPhysicalDevice device) {
  uint32_t count = 0;
  if (lowresVulkan.EnumerateDeviceExtensionProperties(device, NULL, &count,
                                                      NULL) != VK_SUCCESS)
    return false;
  VkExtensionProperties *all = calloc(count ? count : 1, sizeof(*all));
  if (!all)
    return false;
  if (lowresVulkan.EnumerateDeviceExtensionProperties(device, NULL, &count,
                                                      all) < 0)
    count = 0;
  int found = 0;
  for (int i = 0; i < numExtensions; ++i)
    for (uint32_t j = 0; j < count; ++j)
      found += strcmp(extensions[i], all[j].extensionName) == 0;
  free(all);
  return found == numExtensions;
}

static void examine(VkPhysicalDevice device, Candidate *candidate) {
  memset(candidate, 0, sizeof(*candidate));
  candidate->device = device;
  lowresVulkan.GetPhysicalDeviceProperties(device, &candidate->properties);
  candidate->family = findFamily(device);
  uint32_t version = candidate->properties.apiVersion;
  candidate->needsExtensions = version < VK_API_VERSION_1_2;
  candidate->storage.sType =
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_8BIT_STORAGE_FEATURES;
  candidate->arithmetic.sType =
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_FLOAT16_INT8_FEATURES;
  if (version < VK_API_VERSION_1_1 ||
      (candidate->needsExtensions && !hasExtensions(device)))
    return;
  candidate->storage.pNext = &candidate->arithmetic;
  VkPhysicalDeviceFeatures2 features = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
      .pNext = &candidate->storage,
  };
  lowresVulkan.GetPhysicalDeviceFeatures2(device, &features);
  candidate->storage.pNext = NULL;
}

enum { maxMissing = 4 };

/* What a device that cannot run models lacks. Returns how many things. */
static int listMissing(const Candidate *candidate,
                       const char *missing[maxMissing]) {
  int count = 0;
  if (candidate->properties.apiVersion < VK_API_VERSION_1_1)
    missing[count++] = "Vulkan 1.1";
  if (candidate->family < 0)
    missing[count++] = "a queue that computes";
  if (!candidate->storage.storageBuffer8BitAccess)
    missing[count++] = "storageBuffer8BitAccess";
  if (!candidate->arithmetic.shaderInt8)
    missing[count++] = "shaderInt8";
  return count;
}

static int checkCandidate(const Candidate *candidate) {
  const char *missing[maxMissing];
  int count = listMissing(candidate, missing);
  if (count == 0)
    return 0;
  char list[128] = "";
  for (int i = 0; i < count; ++i) {
    strcat(list, i ? ", " : "");
    strcat(list, missing[i]);
  }
  return lowresGPUError("device '%s' lacks %s",
                        candidate->properties.deviceName, list);
}

/* Usable devices first, then by kind. */
static int rank(const Candidate *candidate) {
  const char *missing[maxMissing];
  VkPhysicalDeviceType type = candidate->properties.deviceType;
  return (listMissing(candidate, missing) == 0 ? 4 : 0) +
         (type == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU     ? 2
          : type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU ? 1
                                                           : 0);
}

static int choose(Candidate *chosen) {
  VkPhysicalDevice devices[64];
  uint32_t count = sizeof(devices) / sizeof(*devices);
  VkResult result = lowresVulkan.EnumeratePhysicalDevices(lowresVulkan.instance,
                                                          &count, devices);
  if (result == VK_ERROR_INITIALIZATION_FAILED)
    count = 0; /* The loader's word for it. */
  else if (lowresVulkanCheck(result, "cannot list Vulkan devices"))
    return 1;
  if (count == 0)
    return lowresGPUError("no Vulkan device found");
  int64_t choice;
  if (lowresGPUReadDevice("LOWRES_VULKAN_DEVICE", count, &choice))
    return 1;
  examine(devices[choice < 0 ? 0 : choice], chosen);
  for (uint32_t i = 1; choice < 0 && i < count; ++i) {
    Candidate candidate;
    examine(devices[i], &candidate);
    if (rank(&candidate) > rank(chosen))
      *chosen = candidate;
  }
  return checkCandidate(chosen);
}

/*===----------------------------------------------------------------------===*
 * The device
 *===----------------------------------------------------------------------===*/

static int createDevice(Candidate *chosen) {
  float priority = 1;
  VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
      .queueFamilyIndex = (uint32_t)chosen->family,
      .queueCount = 1,
      .pQueuePriorities = &priority,
  };
  VkPhysicalDevice8BitStorageFeatures storage = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_8BIT_STORAGE_FEATURES,
      .storageBuffer8BitAccess = VK_TRUE,
  };
  VkPhysicalDeviceShaderFloat16Int8Features arithmetic = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_FLOAT16_INT8_FEATURES,
      .pNext = &storage,
      .shaderInt8 = VK_TRUE,
  };
  VkDeviceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
      .pNext = &arithmetic,
      .queueCreateInfoCount = 1,
      .pQueueCreateInfos = &queue,
      .enabledExtensionCount = chosen->needsExtensions ? numExtensions : 0,
      .ppEnabledExtensionNames = extensions,
  };
  if (lowresVulkanCheck(lowresVulkan.CreateDevice(chosen->device, &info, NULL,
                                                  &lowresVulkan.device),
                        "cannot open device '%s'",
                        chosen->properties.deviceName))
    return 1;
#define LOAD(name)                                                             \
  lowresVulkan.name = (PFN_vk##name)lowresVulkan.GetDeviceProcAddr(            \
      lowresVulkan.device, "vk" #name);                                        \
  if (!lowresVulkan.name)                                                      \
    return lowresGPUError("device '%s' has no vk" #name,                       \
                          chosen->properties.deviceName);
  LOWRES_VULKAN_DEVICE_FUNCTIONS(LOAD)
#undef LOAD
  return 0;
}

static int createCommands(uint32_t family) {
  lowresVulkan.GetDeviceQueue(lowresVulkan.device, family, 0,
                              &lowresVulkan.queue);
  VkCommandPoolCreateInfo poolInfo = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
      .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
      .queueFamilyIndex = family,
  };
  VkResult result = lowresVulkan.CreateCommandPool(
      lowresVulkan.device, &poolInfo, NULL, &lowresVulkan.commandPool);
  VkCommandBufferAllocateInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
      .commandPool = lowresVulkan.commandPool,
      .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      .commandBufferCount = 1,
  };
  if (result == VK_SUCCESS)
    result = lowresVulkan.AllocateCommandBuffers(lowresVulkan.device, &info,
                                                 &lowresVulkan.commands);
  VkFenceCreateInfo fenceInfo = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  if (result == VK_SUCCESS)
    result = lowresVulkan.CreateFence(lowresVulkan.device, &fenceInfo, NULL,
                                      &lowresVulkan.fence);
  return lowresVulkanCheck(result, "cannot create a queue of commands");
}

/* Leaves what could be opened half as if nothing had been. */
static void closeDevice(void) {
  if (lowresVulkan.fence)
    lowresVulkan.DestroyFence(lowresVulkan.device, lowresVulkan.fence, NULL);
  if (lowresVulkan.commandPool)
    lowresVulkan.DestroyCommandPool(lowresVulkan.device,
                                    lowresVulkan.commandPool, NULL);
  if (lowresVulkan.device && lowresVulkan.DestroyDevice)
    lowresVulkan.DestroyDevice(lowresVulkan.device, NULL);
  if (lowresVulkan.instance && lowresVulkan.DestroyInstance)
    lowresVulkan.DestroyInstance(lowresVulkan.instance, NULL);
  if (lowresVulkan.library)
    dlclose(lowresVulkan.library);
  memset(&lowresVulkan, 0, sizeof(lowresVulkan));
}

int lowresDeviceEnter(void) {
  if (lowresVulkan.lost)
    return lowresGPUError("the device was lost by an earlier call");
  if (lowresVulkan.open)
    return 0;
  Candidate chosen = {0};
  if (loadLibrary() || choose(&chosen) || createDevice(&chosen) ||
      createCommands((uint32_t)chosen.family)) {
    closeDevice();
    return 1;
  }
  lowresVulkan.physical = chosen.device;
  lowresVulkan.limits = chosen.properties.limits;
  lowresVulkan.GetPhysicalDeviceMemoryProperties(chosen.device,
                                                 &lowresVulkan.memory);
  const char *staging = getenv("LOWRES_VULKAN_STAGING");
  lowresVulkan.staging = staging && strcmp(staging, "1") == 0;
  lowresVulkan.open = true;
  return 0;
}

void lowresDeviceLeave(void) {}

/*===----------------------------------------------------------------------===*
 * Commands
 *===----------------------------------------------------------------------===*/

int lowresVulkanBegin(void) {
  VkCommandBufferBeginInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
      .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
  };
  VkResult result = lowresVulkan.ResetCommandBuffer(lowresVulkan.commands, 0);
  if (result == VK_SUCCESS)
    result = lowresVulkan.BeginCommandBuffer(lowresVulkan.commands, &info);
  return lowresVulkanCheck(result, "cannot record commands");
}

void lowresVulkanBarrier(VkPipelineStageFlags fromStage, VkAccessFlags from,
                         VkPipelineStageFlags toStage, VkAccessFlags to) {
  VkMemoryBarrier barrier = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
      .srcAccessMask = from,
      .dstAccessMask = to,
  };
  lowresVulkan.CmdPipelineBarrier(lowresVulkan.commands, fromStage, toStage, 0,
                                  1, &barrier, 0, NULL, 0, NULL);
}

int lowresVulkanExecute(void) {
  VkSubmitInfo info = {
      .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
      .commandBufferCount = 1,
      .pCommandBuffers = &lowresVulkan.commands,
  };
  if (lowresVulkanCheck(lowresVulkan.EndCommandBuffer(lowresVulkan.commands),
                        "cannot record commands") ||
      lowresVulkanCheck(lowresVulkan.QueueSubmit(lowresVulkan.queue, 1, &info,
                                                 lowresVulkan.fence),
                        "cannot start the device"))
    return 1;
  VkResult result = lowresVulkan.WaitForFences(
      lowresVulkan.device, 1, &lowresVulkan.fence, VK_TRUE, UINT64_MAX);
  if (lowresVulkanCheck(result, "the device does not come to an end")) {
    /* It may still be at work on memory that would be used again. */
    lowresVulkan.lost = true;
    return 1;
  }
  return lowresVulkanCheck(
      lowresVulkan.ResetFences(lowresVulkan.device, 1, &lowresVulkan.fence),
      "cannot wait for the device again");
}
