/*===- Model.c - What a model computes, and how fast -----------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Gpu.h"

#include "lowres_gpu.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*Function)(const float *input, float *output, int64_t batch);

/* A model on the device, and rows with what they are to give. */
typedef struct Model {
  const ModelFiles *files;
  Function function;
  int64_t rows, inputs, outputs; /* Of a row, the latter. */
  float *given, *expected;
  /* Of a batch. */
  int64_t batch, in, out;
  float *found;
  /* Where the launcher writes times. */
  char times[4096];
  bool cold;
  int64_t kernels;
} Model;

/*===----------------------------------------------------------------------===*
 * Files
 *===----------------------------------------------------------------------===*/

static void *allocate(int64_t count) {
  void *memory = malloc((size_t)count * sizeof(float));
  if (!memory)
    fail("the host's memory is exhausted");
  return memory;
}

static float *readRows(FILE *file, int64_t count, const char *path) {
  float *values = allocate(count);
  if (fread(values, sizeof(float), (size_t)count, file) != (size_t)count)
    fail("%s: too short", path);
  return values;
}

/* Three numbers of 64 bits (rows, inputs and outputs of one), the inputs of all
 * rows, and their outputs. */
static void readData(Model *model, const char *path) {
  int64_t sizes[3];
  FILE *file = fopen(path, "rb");
  if (!file || fread(sizes, sizeof(sizes), 1, file) != 1 || sizes[0] < 1 ||
      sizes[1] < 1 || sizes[2] < 1)
    fail("%s: expected rows of a model", path);
  model->rows = sizes[0];
  model->inputs = sizes[1];
  model->outputs = sizes[2];
  model->given = readRows(file, sizes[0] * sizes[1], path);
  model->expected = readRows(file, sizes[0] * sizes[2], path);
  fclose(file);
}

static void loadLibrary(Model *model, const ModelFiles *files) {
  char name[256];
  void *library = dlopen(files->library, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    fail("%s", dlerror());
  snprintf(name, sizeof(name), "%s_cuda", files->name);
  *(void **)&model->function = dlsym(library, name);
  if (!model->function)
    fail("%s: it has no %s", files->library, name);
}

/*===----------------------------------------------------------------------===*
 * Results
 *===----------------------------------------------------------------------===*/

static uint64_t getBytes(const Model *model, int64_t rowSize) {
  return (uint64_t)(model->batch * rowSize) * sizeof(float);
}

/* The rows of the file, again and again: how many there are does not divide
 * what kernels compute at a time. */
static void upload(Model *model) {
  float *rows = allocate(model->batch * model->inputs);
  for (int64_t i = 0; i < model->batch; ++i)
    memcpy(rows + i * model->inputs,
           model->given + i % model->rows * model->inputs,
           (size_t)model->inputs * sizeof(float));
  model->in = lowres_gpu_allocate(getBytes(model, model->inputs));
  model->out = lowres_gpu_allocate(getBytes(model, model->outputs));
  if (!model->in || !model->out ||
      lowres_gpu_upload(model->in, rows, getBytes(model, model->inputs)))
    exit(1);
  free(rows);
}

static void call(const Model *model) {
  if (model->function((const float *)(uintptr_t)model->in,
                      (float *)(uintptr_t)model->out, model->batch))
    exit(1);
}

/* Every result has to be written. */
static void compute(Model *model) {
  const uint64_t bytes = getBytes(model, model->outputs);
  model->found = allocate(model->batch * model->outputs);
  memset(model->found, 0xff, bytes);
  if (lowres_gpu_upload(model->out, model->found, bytes))
    exit(1);
  call(model);
  if (lowres_gpu_download(model->found, model->out, bytes))
    exit(1);
}

static int64_t getClass(const float *row, int64_t size) {
  int64_t largest = 0;
  for (int64_t i = 1; i < size; ++i)
    if (row[i] > row[largest])
      largest = i;
  return largest;
}

typedef struct Difference {
  int64_t otherRows, otherClasses;
  float largest, value; /* Difference, and what is expected. */
} Difference;

static Difference compareRows(const Model *model) {
  Difference difference = {0, 0, 0, 0};
  const int64_t size = model->outputs;
  for (int64_t i = 0; i < model->batch; ++i) {
    const float *expected = model->expected + i % model->rows * size;
    const float *found = model->found + i * size;
    difference.otherRows +=
        memcmp(expected, found, (size_t)size * sizeof(float)) != 0;
    difference.otherClasses +=
        getClass(expected, size) != getClass(found, size);
    for (int64_t j = 0; j < size; ++j) {
      float apart = fabsf(expected[j] - found[j]);
      difference.value = fmaxf(difference.value, fabsf(expected[j]));
      /* What is no number is as far as can be. */
      difference.largest =
          isnan(apart) ? INFINITY : fmaxf(difference.largest, apart);
    }
  }
  return difference;
}

/*===----------------------------------------------------------------------===*
 * Times
 *===----------------------------------------------------------------------===*/

/* Calls `visit` for every line that the launcher has written, and returns the
 * sum of its microseconds. */
static double readTimes(Model *model,
                        void (*visit)(const char *line, const void *data),
                        const void *data) {
  char line[1024];
  double sum = 0;
  FILE *file = fopen(model->times, "r");
  if (!file || !fgets(line, sizeof(line), file))
    fail("the launcher writes no times");
  model->kernels = 0;
  while (fgets(line, sizeof(line), file)) {
    ++model->kernels;
    sum += atof(strrchr(line, ',') + 1);
    if (visit)
      visit(line, data);
  }
  fclose(file);
  return sum;
}

/* What kernels take: the device waits until all are launched. */
static double timeKernels(void *data) {
  Model *model = data;
  remove(model->times);
  setenv("LOWRES_CUDA_TIMES", model->times, 1);
  prepareGpu(model->cold, 100 + 10 * (double)model->kernels);
  call(model);
  unsetenv("LOWRES_CUDA_TIMES");
  return readTimes(model, NULL, NULL);
}

static double timeCall(void *data) {
  double begin = getSeconds();
  call(data);
  return 1e6 * (getSeconds() - begin);
}

typedef struct Lines {
  FILE *file;
  const char *labels;
  int64_t batch;
} Lines;

/* Without the model's name, which the labels have. */
static void writeLine(const char *line, const void *data) {
  const Lines *lines = data;
  fprintf(lines->file, "%s,%lld%s", lines->labels, (long long)lines->batch,
          strchr(line, ','));
}

static void writeKernels(Model *model) {
  FILE *file = fopen(model->files->kernels, "a");
  Lines lines = {file, model->files->labels, model->batch};
  if (!file)
    fail("%s: cannot be written", model->files->kernels);
  readTimes(model, writeLine, &lines);
  if (fclose(file))
    fail("%s: cannot be written", model->files->kernels);
}

/*===----------------------------------------------------------------------===*
 * Batches
 *===----------------------------------------------------------------------===*/

static void printBatch(Model *model) {
  upload(model);
  compute(model);
  Difference difference = compareRows(model);
  free(model->found);
  double called = timeRuns(timeCall, model);
  model->cold = false;
  double warm = timeRuns(timeKernels, model);
  model->cold = true;
  double cold = timeRuns(timeKernels, model);
  writeKernels(model);
  lowres_gpu_free(model->in);
  lowres_gpu_free(model->out);
  printf("%s,%lld,%lld,%lld,%.3g,%.3g,%lld,%.2f,%.2f,%.2f\n",
         model->files->labels, (long long)model->batch,
         (long long)(model->batch - difference.otherRows),
         (long long)(model->batch - difference.otherClasses),
         (double)difference.largest, (double)difference.value,
         (long long)model->kernels, cold, warm, called);
  fflush(stdout);
}

int printModel(const ModelFiles *files, const char *batches) {
  static Model model;
  model.files = files;
  unsetenv("LOWRES_CUDA_TIMES");
  loadLibrary(&model, files);
  readData(&model, files->data);
  snprintf(model.times, sizeof(model.times), "%s.launches", files->kernels);
  while ((model.batch = readNumber(&batches)))
    printBatch(&model);
  remove(model.times);
  return 0;
}
