/*===- Gpu.c - A GPU to measure on ------------------------------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Gpu.h"

#include "lowres_gpu.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

Gpu gpu;

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "lowres-gpu: error: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  va_end(arguments);
  exit(1);
}

void check(CUresult result, const char *what) {
  const char *name = NULL;
  if (result == CUDA_SUCCESS)
    return;
  if (gpu.GetErrorName(result, &name) != CUDA_SUCCESS || !name)
    fail("%s: CUDA's error %d", what, result);
  fail("%s: %s", what, name);
}

/*===----------------------------------------------------------------------===*
 * The device
 *===----------------------------------------------------------------------===*/

/* Every thread takes 16 bytes, and then those that lie as far behind as all
 * threads take. The sum is written, or nothing would be read.
 * The other kernel lets one thread wait for nanoseconds to pass. */
static const char kernels[] =
    ".version 6.0\n"
    ".target sm_61\n"
    ".address_size 64\n"
    ".visible .entry sum(.param .u64 from, .param .u64 size, .param .u64 to)\n"
    "{\n"
    "  .reg .pred %p;\n"
    "  .reg .b32 %a, %b, %c, %d, %s, %x, %n, %t;\n"
    "  .reg .b64 %at, %end, %step, %to, %i;\n"
    "  ld.param.u64 %at, [from];\n"
    "  ld.param.u64 %end, [size];\n"
    "  ld.param.u64 %to, [to];\n"
    "  cvta.to.global.u64 %at, %at;\n"
    "  cvta.to.global.u64 %to, %to;\n"
    "  add.u64 %end, %end, %at;\n"
    "  mov.u32 %x, %ctaid.x;\n"
    "  mov.u32 %n, %ntid.x;\n"
    "  mov.u32 %t, %tid.x;\n"
    "  mad.lo.u32 %t, %x, %n, %t;\n"
    "  mul.wide.u32 %i, %t, 16;\n"
    "  add.u64 %at, %at, %i;\n"
    "  mov.u32 %x, %nctaid.x;\n"
    "  mul.lo.u32 %x, %x, %n;\n"
    "  mul.wide.u32 %step, %x, 16;\n"
    "  mov.u32 %s, 0;\n"
    "NEXT:\n"
    "  setp.ge.u64 %p, %at, %end;\n"
    "  @%p bra DONE;\n"
    "  ld.global.v4.u32 {%a, %b, %c, %d}, [%at];\n"
    "  add.u32 %s, %s, %a;\n"
    "  add.u32 %s, %s, %b;\n"
    "  add.u32 %s, %s, %c;\n"
    "  add.u32 %s, %s, %d;\n"
    "  add.u64 %at, %at, %step;\n"
    "  bra NEXT;\n"
    "DONE:\n"
    "  setp.eq.u32 %p, %s, 0x12345678;\n"
    "  @%p st.global.u32 [%to], %s;\n"
    "  ret;\n"
    "}\n"
    ".visible .entry wait(.param .u64 nanoseconds)\n"
    "{\n"
    "  .reg .pred %p;\n"
    "  .reg .b64 %now, %end;\n"
    "  ld.param.u64 %end, [nanoseconds];\n"
    "  mov.u64 %now, %globaltimer;\n"
    "  add.u64 %end, %end, %now;\n"
    "NEXT:\n"
    "  mov.u64 %now, %globaltimer;\n"
    "  setp.lt.u64 %p, %now, %end;\n"
    "  @%p bra NEXT;\n"
    "  ret;\n"
    "}\n";

static void loadDriver(void) {
  void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    fail("no CUDA driver found: %s", dlerror());
#define LOAD(name, version, parameters)                                        \
  *(void **)&gpu.name = dlsym(library, "cu" #name #version);                   \
  if (!gpu.name)                                                               \
    fail("libcuda.so.1 has no cu" #name #version);
  LOWRES_CUDA_FUNCTIONS(LOAD)
  GPU_FUNCTIONS(LOAD)
#undef LOAD
}

int getAttribute(int attribute) {
  int value = 0;
  check(gpu.DeviceGetAttribute(&value, attribute, gpu.device),
        "attributes of the device");
  return value;
}

void openGpu(void) {
  /* The launcher says what is wrong, and looks at the number. */
  int64_t memory = lowres_gpu_allocate(16);
  if (!memory)
    exit(1);
  lowres_gpu_free(memory);
  loadDriver();
  const char *number = getenv("LOWRES_CUDA_DEVICE");
  CUcontext context;
  CUmodule module;
  check(gpu.DeviceGet(&gpu.device, number ? atoi(number) : 0), "device");
  check(gpu.DevicePrimaryCtxRetain(&context, gpu.device), "device");
  check(gpu.CtxSetCurrent(context), "device");
  check(gpu.ModuleLoadDataEx(&module, kernels, 0, NULL, NULL),
        "lowres-gpu's own kernels");
  check(gpu.ModuleGetFunction(&gpu.sum, module, "sum"), "kernel 'sum'");
  check(gpu.ModuleGetFunction(&gpu.wait, module, "wait"), "kernel 'wait'");
  check(gpu.EventCreate(&gpu.begin, CU_EVENT_DEFAULT), "event");
  check(gpu.EventCreate(&gpu.end, CU_EVENT_DEFAULT), "event");
  uint64_t cache = (uint64_t)getAttribute(CACHE_SIZE);
  gpu.flushedSize = (cache > (32 << 20) ? 4 * cache : (uint64_t)(128 << 20));
  gpu.flushed = createRandom(gpu.flushedSize);
  gpu.result = createRandom(16);
}

/*===----------------------------------------------------------------------===*
 * Work
 *===----------------------------------------------------------------------===*/

CUdeviceptr createRandom(uint64_t size) {
  enum { PART = 1 << 20 };
  static uint32_t part[PART / 4];
  CUdeviceptr memory;
  uint32_t state = 1;
  for (int i = 0; i < PART / 4; ++i) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    /* Two halves, or four bytes: as floats of 16 bits between 1/8 and 2. */
    part[i] = (state & 0x8fff8fff) | 0x30003000;
  }
  check(gpu.MemAlloc(&memory, size), "memory of the device");
  for (uint64_t at = 0; at < size; at += PART)
    check(gpu.MemcpyHtoD(memory + at, part,
                         size - at < PART ? (size_t)(size - at) : PART),
          "copy to the device");
  return memory;
}

void launchSum(CUdeviceptr memory, uint64_t size) {
  void *parameters[] = {&memory, &size, &gpu.result};
  unsigned blocks = 8 * (unsigned)getAttribute(MULTIPROCESSORS);
  check(gpu.LaunchKernel(gpu.sum, blocks, 1, 1, 256, 1, 1, 0, NULL, parameters,
                         NULL),
        "kernel 'sum'");
}

void prepareGpu(bool cold, double microseconds) {
  uint64_t nanoseconds = (uint64_t)(microseconds * 1e3);
  void *parameters[] = {&nanoseconds};
  check(gpu.CtxSynchronize(), "the device");
  if (cold)
    launchSum(gpu.flushed, gpu.flushedSize);
  check(gpu.LaunchKernel(gpu.wait, 1, 1, 1, 1, 1, 1, 0, NULL, parameters, NULL),
        "kernel 'wait'");
}

/*===----------------------------------------------------------------------===*
 * Times
 *===----------------------------------------------------------------------===*/

double getSeconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare(const void *first, const void *second) {
  double a = *(const double *)first, b = *(const double *)second;
  return (a > b) - (a < b);
}

double timeRuns(double (*run)(void *data), void *data) {
  enum { MIN_RUNS = 5, MAX_RUNS = 40 };
  const double seconds = 0.2;
  double times[MAX_RUNS];
  int number = 0;
  run(data); /* What is only done once is over. */
  double end = getSeconds() + seconds;
  while (number < MIN_RUNS || (number < MAX_RUNS && getSeconds() < end))
    times[number++] = run(data);
  qsort(times, (size_t)number, sizeof(times[0]), compare);
  return times[number / 2];
}

typedef struct Work {
  void (*launch)(void *data);
  void *data;
  bool cold;
} Work;

static double timeOnce(void *data) {
  const Work *work = data;
  float milliseconds;
  prepareGpu(work->cold, 100);
  check(gpu.EventRecord(gpu.begin, NULL), "event");
  work->launch(work->data);
  check(gpu.EventRecord(gpu.end, NULL), "event");
  check(gpu.EventSynchronize(gpu.end), "the device");
  check(gpu.EventElapsedTime(&milliseconds, gpu.begin, gpu.end), "event");
  return milliseconds * 1e3;
}

double timeWork(void (*launch)(void *data), void *data, bool cold) {
  Work work = {launch, data, cold};
  return timeRuns(timeOnce, &work);
}

int64_t readNumber(const char **list) {
  char *end;
  if (!**list)
    return 0;
  long long number = strtoll(*list, &end, 10);
  if (end == *list || number < 1 || (*end && *end != ','))
    fail("'%s': expected numbers such as 1,2,4", *list);
  *list = *end ? end + 1 : end;
  return number;
}
