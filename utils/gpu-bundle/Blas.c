/*===- Blas.c - The same products by cuBLAS ---------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Gpu.h"

#include <dlfcn.h>
#include <stdio.h>

/* As cuBLAS has it since CUDA 11. */
enum {
  CUDA_R_16F = 2,
  CUDA_R_8I = 3,
  CUDA_R_32I = 10,
  CUBLAS_COMPUTE_32F = 68,
  CUBLAS_COMPUTE_32I = 72,
  CUBLAS_GEMM_DEFAULT = -1,
  CUBLAS_OP_N = 0,
  CUBLAS_OP_T = 1,
};
typedef int (*Create)(void **handle);
typedef int (*GemmEx)(void *handle, int transposeA, int transposeB, int m,
                      int n, int k, const void *alpha, const void *a, int typeA,
                      int strideA, const void *b, int typeB, int strideB,
                      const void *beta, void *c, int typeC, int strideC,
                      int compute, int algorithm);

static void *handle;
static GemmEx gemmEx;

static const char *openBlas(void) {
  const char *const names[] = {"libcublas.so.13", "libcublas.so.12",
                               "libcublas.so.11", "libcublas.so"};
  void *library = NULL;
  for (int i = 0; i < 4 && !library; ++i)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return "no libcublas found";
  Create create;
  *(void **)&create = dlsym(library, "cublasCreate_v2");
  *(void **)&gemmEx = dlsym(library, "cublasGemmEx");
  if (!create || !gemmEx)
    return "libcublas has no cublasGemmEx";
  return create(&handle) ? "cuBLAS does not start on this device" : NULL;
}

/* outputs x batch = (inputs x outputs)^T * inputs x batch, column by column,
 * which is how rows of inputs, outputs and weights lie. */
typedef struct Product {
  int inputs, outputs, batch;
  bool isInt8;
  CUdeviceptr weights, in, out;
  int status;
} Product;

static void multiply(void *data) {
  Product *product = data;
  const float floatOne = 1, floatZero = 0;
  const int32_t one = 1, zero = 0;
  bool isInt8 = product->isInt8;
  int type = isInt8 ? CUDA_R_8I : CUDA_R_16F;
  product->status =
      gemmEx(handle, CUBLAS_OP_T, CUBLAS_OP_N, product->outputs, product->batch,
             product->inputs, isInt8 ? (const void *)&one : &floatOne,
             (const void *)(uintptr_t)product->weights, type, product->inputs,
             (const void *)(uintptr_t)product->in, type, product->inputs,
             isInt8 ? (const void *)&zero : &floatZero,
             (void *)(uintptr_t)product->out, isInt8 ? CUDA_R_32I : CUDA_R_16F,
             product->outputs, isInt8 ? CUBLAS_COMPUTE_32I : CUBLAS_COMPUTE_32F,
             CUBLAS_GEMM_DEFAULT);
}

static int roundUp(int64_t value, int unit) {
  return (int)((value + unit - 1) / unit * unit);
}

/* int8 wants sizes that are multiples of 4, or of more on some devices. */
static bool findBatch(Product *product, int64_t batch) {
  for (int unit = product->isInt8 ? 4 : 1; unit <= 32; unit *= 2) {
    product->batch = roundUp(batch, unit);
    multiply(product);
    if (product->status == 0)
      return true;
    if (!product->isInt8)
      break;
  }
  fprintf(stderr, "cuBLAS does not multiply %dx%d, batch %lld, %s: status %d\n",
          product->inputs, product->outputs, (long long)batch,
          product->isInt8 ? "int8" : "f16", product->status);
  return false;
}

static void printProduct(Product *product, int64_t inputs, int64_t outputs,
                         int64_t batch) {
  if (!findBatch(product, batch))
    return;
  double cold = timeWork(multiply, product, /*cold=*/true);
  double warm = timeWork(multiply, product, /*cold=*/false);
  printf("%lldx%lld,%s,%lld,%d,%.2f,%.2f\n", (long long)inputs,
         (long long)outputs, product->isInt8 ? "int8" : "f16", (long long)batch,
         product->batch, cold, warm);
  fflush(stdout);
}

int printBlas(int64_t inputs, int64_t outputs, const char *batches) {
  const char *reason = openBlas();
  if (reason)
    fail("%s", reason);
  int64_t largest = 0;
  for (const char *list = batches; *list;) {
    int64_t batch = readNumber(&list);
    largest = batch > largest ? batch : largest;
  }
  Product product = {.inputs = roundUp(inputs, 16),
                     .outputs = roundUp(outputs, 16)};
  uint64_t rows = (uint64_t)roundUp(largest, 32);
  product.weights =
      createRandom(2ULL * (unsigned)product.inputs * (unsigned)product.outputs);
  product.in = createRandom(2 * rows * (unsigned)product.inputs);
  product.out = createRandom(4 * rows * (unsigned)product.outputs);
  for (int isInt8 = 0; isInt8 <= 1; ++isInt8)
    for (const char *list = batches; *list;) {
      product.isInt8 = isInt8;
      printProduct(&product, inputs, outputs, readNumber(&list));
    }
  return 0;
}
