/*===- lowres_gpu.h - Models on a GPU ------------------------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===
 *
 * What an object that lowres-compile made for a GPU asks of the program that
 * links it, and how the program keeps data on the device. One launcher
 * implements this for each interface of drivers: liblowres_vulkan and
 * liblowres_cuda, of which a program links one. It finds the driver's library
 * when it is first called.
 *
 * Functions that return int give 0, or 1 after printing one line to stderr:
 * there is no driver or no device, the device lacks something, memory is
 * exhausted. All may be called from several threads; what they do on the device
 * is done one after the other.
 *
 * Addresses of device memory are numbers to add offsets to, not to be read.
 *
 * In CUDA they are addresses in the device's primary context, the one that
 * CUDA's runtime uses: a pointer of cudaMalloc, as an int64_t, is one, too.
 * What the caller has put on CUDA's default stream is done before; what it has
 * put on other streams it must wait for.
 *
 * If LOWRES_CUDA_TIMES names a file when a model runs, a line of CSV is added
 * to that for each of its kernels: model, kernel, blocks, threads of a block,
 * and microseconds by the device's events, which include the launch where the
 * device has nothing else to do.
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_GPU_H
#define LOWRES_GPU_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a kernel is called with: memory of the device, or a number. */
enum { LOWRES_GPU_MEMORY = 0, LOWRES_GPU_NUMBER = 1 };
typedef struct lowres_gpu_argument {
  int64_t kind;
  int64_t value; /* An address, or a number of 32 bits. */
} lowres_gpu_argument;

/* Kernels that are to run in order. */
typedef struct lowres_gpu_queue lowres_gpu_queue;

/* A model, as objects describe theirs. */
typedef struct lowres_gpu_model {
  const char *name;
  /* For Vulkan a SPIR-V module: argument i of a kernel is binding i of
   * descriptor set 0, a storage buffer. For CUDA a cubin, or PTX that ends in
   * a zero, which `code_size` counts: argument i is parameter i, a pointer or
   * 32 bits. */
  const void *code;
  uint64_t code_size;
  /* Weights and other constants: copied to the device once. */
  const void *constants;
  uint64_t constants_size;
  /* Names of the entry points of `code`. */
  const char *const *kernels;
  int64_t num_kernels;
  /* Elements (float) of a row of each input, then of each output. */
  const int64_t *row_sizes;
  int64_t num_inputs, num_outputs;
  /* Bytes of device memory to work in. */
  uint64_t (*workspace_size)(int64_t batch);
  /* Calls lowres_gpu_launch for every kernel. `tensors` are the addresses of
   * inputs, then of outputs. Returns 0, or 1 for a batch that the model does
   * not take. */
  int32_t (*enqueue)(lowres_gpu_queue *queue, const int64_t *tensors,
                     int64_t batch, int64_t workspace, int64_t constants);
} lowres_gpu_model;

/* Called by `enqueue` only: `blocks` groups of `threads` each, which Vulkan's
 * code says, too. Groups lie in a grid of at most 65535 x 65535, row by row;
 * the last row may have more than there are. */
void lowres_gpu_launch(lowres_gpu_queue *queue, int64_t kernel, int64_t blocks,
                       int64_t threads, const lowres_gpu_argument *arguments,
                       int64_t count);

/* Computes `batch` rows. `tensors` are inputs, then outputs, in the host's
 * memory. */
int lowres_gpu_run(const lowres_gpu_model *model, void *const *tensors,
                   int64_t batch);

/* The same with all tensors in device memory. */
int lowres_gpu_run_on_device(const lowres_gpu_model *model,
                             const int64_t *tensors, int64_t batch);

/* What an object's NAME_forget calls.
 * Frees what the device keeps of a model between calls: its code, constants,
 * workspace and copies of tensors. A model is known by its address; before that
 * holds another one, or other contents, it must be forgotten. A later call
 * loads it again. Does nothing for a model that was not run. */
void lowres_gpu_forget(const lowres_gpu_model *model);

/* Device memory of `size` bytes (at least 1); 0 after printing a line. */
int64_t lowres_gpu_allocate(uint64_t size);
void lowres_gpu_free(int64_t memory);
int lowres_gpu_upload(int64_t memory, const void *data, uint64_t size);
int lowres_gpu_download(void *data, int64_t memory, uint64_t size);

#ifdef __cplusplus
}
#endif

#endif /* LOWRES_GPU_H */
