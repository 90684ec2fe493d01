/*===- VulkanCode.c - Kernels as pipelines ---------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "VulkanCode.h"

#include "Device.h"
#include "Message.h"

#include <stdlib.h>
#include <string.h>

/*===----------------------------------------------------------------------===*
 * SPIR-V
 *===----------------------------------------------------------------------===*/

/* Drivers believe that modules are as they should be: what a wrong object could
 * have got wrong is looked at here. */

enum {
  spirvMagic = 0x07230203,
  spirvHeaderWords = 5,
  opEntryPoint = 15,
  opExecutionMode = 16,
  opFunction = 54,
  executionModelGLCompute = 5,
  executionModeLocalSize = 17,
};

/* An instruction before the first function. */
typedef struct Instruction {
  const uint32_t *words;
  uint32_t opcode, count;
} Instruction;

/* Goes on to the next one. False at the end, where `words` is NULL if the
 * module is malformed. */
static bool next(Instruction *at, const uint32_t *end) {
  at->words += at->count;
  if (at->words == end)
    return false;
  at->opcode = at->words[0] & 0xFFFF;
  at->count = at->words[0] >> 16;
  if (at->opcode == opFunction)
    return false;
  if (at->count == 0 || at->count > (size_t)(end - at->words)) {
    at->words = NULL;
    return false;
  }
  return true;
}

static bool isEntryPoint(const Instruction *at, const char *name) {
  if (at->opcode != opEntryPoint || at->count < 4 ||
      at->words[1] != executionModelGLCompute)
    return false;
  size_t length = (at->count - 3) * sizeof(uint32_t);
  const char *text = (const char *)(at->words + 3);
  return memchr(text, 0, length) && strcmp(text, name) == 0;
}

/* Whether the device has as many threads in a group as the kernel wants. */
static int checkGroup(const lowres_gpu_model *model, const char *kernel,
                      const uint32_t sizes[3]) {
  const VkPhysicalDeviceLimits *limits = &lowresVulkan.limits;
  uint64_t threads = 1;
  bool fits = true;
  for (int i = 0; i < 3; ++i) {
    fits &= sizes[i] <= limits->maxComputeWorkGroupSize[i];
    threads *= fits ? sizes[i] : 1;
  }
  if (fits && threads <= limits->maxComputeWorkGroupInvocations)
    return 0;
  return lowresGPUError(
      "kernel '%s' of model '%s' wants groups of %u x %u x %u threads, the "
      "device has at most %u",
      kernel, model->name, (unsigned)sizes[0], (unsigned)sizes[1],
      (unsigned)sizes[2], (unsigned)limits->maxComputeWorkGroupInvocations);
}

static int checkKernel(const lowres_gpu_model *model, const uint32_t *words,
                       uint64_t numWords, const char *kernel) {
  const uint32_t *end = words + numWords;
  Instruction at = {words + spirvHeaderWords, 0, 0};
  bool found = false;
  uint32_t function = 0;
  while (next(&at, end)) {
    if (isEntryPoint(&at, kernel)) {
      found = true;
      function = at.words[2];
    } else if (found && at.opcode == opExecutionMode && at.count == 6 &&
               at.words[1] == function &&
               at.words[2] == executionModeLocalSize &&
               checkGroup(model, kernel, at.words + 3)) {
      return 1;
    }
  }
  if (!at.words)
    return lowresGPUError("the code of model '%s' is not a SPIR-V module",
                          model->name);
  if (!found)
    return lowresGPUError("the code of model '%s' has no kernel '%s'",
                          model->name, kernel);
  return 0;
}

static int createModule(const lowres_gpu_model *model, const uint32_t *words,
                        VkShaderModule *module) {
  uint64_t numWords = model->code_size / sizeof(uint32_t);
  if (model->code_size % sizeof(uint32_t) != 0 ||
      numWords <= spirvHeaderWords || words[0] != spirvMagic)
    return lowresGPUError("the code of model '%s' is not a SPIR-V module",
                          model->name);
  for (int64_t i = 0; i < model->num_kernels; ++i)
    if (checkKernel(model, words, numWords, model->kernels[i]))
      return 1;
  VkShaderModuleCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
      .codeSize = model->code_size,
      .pCode = words,
  };
  return lowresVulkanCheck(
      lowresVulkan.CreateShaderModule(lowresVulkan.device, &info, NULL, module),
      "cannot load the code of model '%s'", model->name);
}

/*===----------------------------------------------------------------------===*
 * Code
 *===----------------------------------------------------------------------===*/

struct DeviceCode {
  VkShaderModule module;
  int64_t numKernels;
  VkPipeline pipelines[];
};

static int loadModule(const lowres_gpu_model *model, DeviceCode *code) {
  /* Words must lie where words may lie. */
  uint32_t *words = malloc(model->code_size + sizeof(uint32_t));
  if (!words)
    return lowresGPUError("cannot load the code of model '%s': the host's "
                          "memory is exhausted",
                          model->name);
  memset(words, 0, sizeof(uint32_t));
  memcpy(words, model->code, model->code_size);
  int result = createModule(model, words, &code->module);
  free(words);
  return result;
}

DeviceCode *lowresDeviceLoadCode(const lowres_gpu_model *model) {
  DeviceCode *code = calloc(1, sizeof(*code) + (size_t)model->num_kernels *
                                                   sizeof(code->pipelines[0]));
  if (!code) {
    lowresGPUError("cannot load the code of model '%s': the host's memory is "
                   "exhausted",
                   model->name);
    return NULL;
  }
  code->numKernels = model->num_kernels;
  if (loadModule(model, code)) {
    free(code);
    return NULL;
  }
  return code;
}

void lowresDeviceUnloadCode(DeviceCode *code) {
  for (int64_t i = 0; i < code->numKernels; ++i)
    if (code->pipelines[i])
      lowresVulkan.DestroyPipeline(lowresVulkan.device, code->pipelines[i],
                                   NULL);
  lowresVulkan.DestroyShaderModule(lowresVulkan.device, code->module, NULL);
  free(code);
}

/*===----------------------------------------------------------------------===*
 * Kernels
 *===----------------------------------------------------------------------===*/

static int createLayout(uint32_t numArguments, VulkanLayout *layout) {
  VkDescriptorSetLayoutBinding bindings[lowresVulkanMaxArguments];
  for (uint32_t i = 0; i < numArguments; ++i)
    bindings[i] = (VkDescriptorSetLayoutBinding){
        .binding = i,
        .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .descriptorCount = 1,
        .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
    };
  VkDescriptorSetLayoutCreateInfo setInfo = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
      .bindingCount = numArguments,
      .pBindings = bindings,
  };
  VkResult result = lowresVulkan.CreateDescriptorSetLayout(
      lowresVulkan.device, &setInfo, NULL, &layout->set);
  VkPipelineLayoutCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
      .setLayoutCount = 1,
      .pSetLayouts = &layout->set,
  };
  if (result == VK_SUCCESS)
    result = lowresVulkan.CreatePipelineLayout(lowresVulkan.device, &info, NULL,
                                               &layout->pipeline);
  if (result != VK_SUCCESS && layout->set) {
    lowresVulkan.DestroyDescriptorSetLayout(lowresVulkan.device, layout->set,
                                            NULL);
    layout->set = VK_NULL_HANDLE;
  }
  return lowresVulkanCheck(result, "cannot describe %u arguments",
                           (unsigned)numArguments);
}

int64_t lowresDeviceMaxArguments(void) {
  const VkPhysicalDeviceLimits *limits = &lowresVulkan.limits;
  uint32_t count = lowresVulkanMaxArguments;
  if (count > limits->maxPerStageDescriptorStorageBuffers)
    count = limits->maxPerStageDescriptorStorageBuffers;
  if (count > limits->maxDescriptorSetStorageBuffers)
    count = limits->maxDescriptorSetStorageBuffers;
  return count;
}

const VulkanLayout *lowresVulkanLayout(int64_t numArguments) {
  static VulkanLayout layouts[lowresVulkanMaxArguments + 1];
  VulkanLayout *layout = &layouts[numArguments];
  if (!layout->pipeline && createLayout((uint32_t)numArguments, layout))
    return NULL;
  return layout;
}

VkPipeline lowresVulkanPipeline(const GPUModel *model, int64_t kernel,
                                int64_t numArguments) {
  VkPipeline *pipeline = &model->code->pipelines[kernel];
  if (*pipeline)
    return *pipeline;
  const VulkanLayout *layout = lowresVulkanLayout(numArguments);
  if (!layout)
    return VK_NULL_HANDLE;
  const char *name = model->model->kernels[kernel];
  VkComputePipelineCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                .module = model->code->module,
                .pName = name},
      .layout = layout->pipeline,
  };
  if (lowresVulkanCheck(
          lowresVulkan.CreateComputePipelines(
              lowresVulkan.device, VK_NULL_HANDLE, 1, &info, NULL, pipeline),
          "cannot compile kernel '%s' of model '%s'", name, model->model->name))
    *pipeline = VK_NULL_HANDLE;
  return *pipeline;
}
