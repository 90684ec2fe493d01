/* A driver of CUDA, and cuBLAS, whose device does not compute: memory is the
 * host's, kernels do nothing and take 5 microseconds. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long Address;
static float milliseconds;

int cuInit(unsigned flags) { return (int)flags; }
int cuGetErrorName(int error, const char **name) {
  *name = error ? "CUDA_ERROR" : "CUDA_SUCCESS";
  return 0;
}
int cuDriverGetVersion(int *version) {
  *version = 12040;
  return 0;
}
int cuDeviceGetCount(int *count) {
  *count = 1;
  return 0;
}
int cuDeviceGet(int *device, int ordinal) {
  *device = ordinal;
  return 0;
}
int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, device ? "" : "idle", (size_t)length);
  return 0;
}
int cuDeviceTotalMem_v2(size_t *bytes, int device) {
  *bytes = device ? 0 : 64 << 20;
  return 0;
}
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? 8 : attribute == 76 ? 6 : 4;
  return device;
}
int cuDevicePrimaryCtxRetain(void **context, int device) {
  *context = &milliseconds;
  return device;
}
int cuDevicePrimaryCtxRelease_v2(int device) { return device; }
int cuCtxPushCurrent_v2(void *context) { return !context; }
int cuCtxPopCurrent_v2(void **context) {
  *context = &milliseconds;
  return 0;
}
int cuCtxSetCurrent(void *context) { return !context; }
int cuCtxSynchronize(void) { return 0; }
int cuStreamCreate(void **stream, unsigned flags) {
  *stream = &milliseconds;
  return (int)flags;
}
int cuStreamSynchronize(void *stream) { return !stream; }
int cuEventCreate(float **event, unsigned flags) {
  *event = calloc(1, sizeof(float));
  return (int)flags;
}
int cuEventRecord(float *event, void *stream) {
  (void)stream;
  *event = milliseconds;
  return 0;
}
int cuEventSynchronize(float *event) { return !event; }
int cuEventElapsedTime(float *result, float *begin, float *end) {
  *result = *end - *begin;
  return 0;
}
int cuMemAlloc_v2(Address *address, size_t size) {
  *address = (uintptr_t)calloc(1, size);
  return 0;
}
int cuMemFree_v2(Address address) {
  free((void *)(uintptr_t)address);
  return 0;
}
int cuMemGetAddressRange_v2(Address *base, size_t *size, Address address) {
  *base = address;
  *size = (size_t)1 << 40;
  return 0;
}
static int copy(Address to, const void *from, size_t size) {
  memcpy((void *)(uintptr_t)to, from, size);
  milliseconds += (float)size * 1e-9f;
  return 0;
}
int cuMemcpyHtoD_v2(Address to, const void *from, size_t size) {
  return copy(to, from, size);
}
int cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t size,
                         void *stream) {
  return copy(to, from, size) || !stream;
}
int cuMemcpyDtoHAsync_v2(void *to, Address from, size_t size, void *stream) {
  return copy((uintptr_t)to, (void *)(uintptr_t)from, size) || !stream;
}
int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t size, void *stream) {
  return copy(to, (void *)(uintptr_t)from, size) || stream;
}
int cuModuleLoadDataEx(void **module, const void *image, unsigned numOptions,
                       int *options, void **values) {
  (void)numOptions, (void)options, (void)values;
  *module = &milliseconds;
  return !strstr(image, ".version");
}
int cuModuleUnload(void *module) { return !module; }
int cuModuleGetFunction(void **function, void *module, const char *name) {
  *function = module;
  return !*name;
}
int cuFuncGetAttribute(int *value, int attribute, void *function) {
  *value = 1024;
  return attribute || !function;
}
int cuLaunchKernel(void *function, unsigned x, unsigned y, unsigned z,
                   unsigned blockX, unsigned blockY, unsigned blockZ,
                   unsigned shared, void *stream, void **parameters,
                   void **extra) {
  (void)shared, (void)stream, (void)parameters, (void)extra;
  milliseconds += 5e-3f;
  return !(function && x && y && z && blockX && blockY && blockZ);
}

int cublasCreate_v2(void **handle) {
  *handle = &milliseconds;
  return 0;
}
/* int8 in steps of 8 only. */
int cublasGemmEx(void *handle, int a, int b, int m, int n, int k,
                 const void *alpha, const void *matrixA, int typeA, int strideA,
                 const void *matrixB, int typeB, int strideB, const void *beta,
                 void *matrixC, int typeC, int strideC, int compute,
                 int algorithm) {
  (void)alpha, (void)matrixA, (void)matrixB, (void)beta, (void)matrixC;
  milliseconds += 10e-3f;
  if (typeA == 3 && n % 8)
    return 15;
  return !(handle && a == 1 && b == 0 && m > 0 && strideA == k &&
           strideB == k && strideC == m && typeA == typeB && algorithm == -1 &&
           (typeA == 2 ? typeC == 2 && compute == 68
                       : typeA == 3 && typeC == 10 && compute == 72));
}
