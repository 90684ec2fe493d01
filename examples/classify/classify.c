/* Classifies images with a network that lowres-compile made: no runtime, no
 * library, no allocation inside the network.
 *
 *   lowres-compile fcnn1.mlir --target=native -o fcnn1.o
 *   cc -std=c99 -O2 classify.c fcnn1.o -lm -o classify
 *   ./classify IMAGES.npy LABELS.npy [LOGITS.npy]
 *
 * All files are float32: the images [n, FCNN1_INPUT0_SIZE] and labels [n, 1],
 * which `lowres-train --dump-test` writes, and the network's outputs
 * [n, FCNN1_OUTPUT0_SIZE], which are written if a third name is given. */

#define _POSIX_C_SOURCE 200112L /* clock_gettime, posix_memalign */

#include "fcnn1.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 64 };

static void fail(const char *file, const char *what) {
  fprintf(stderr, "classify: %s: %s\n", file, what);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, bytes ? bytes : 64) != 0)
    fail("memory", "out of it");
  return memory;
}

/* Reads a .npy file of float32 [n, columns] (or [n] for one); its n in *rows.
 */
static float *readNpy(const char *path, long columns, long *rows) {
  FILE *file = fopen(path, "rb");
  if (!file)
    fail(path, "cannot be opened");
  unsigned char start[10];
  char header[4096] = "";
  if (fread(start, 1, 10, file) != 10 || memcmp(start, "\x93NUMPY\x01", 7) != 0)
    fail(path, "is no .npy file of version 1");
  size_t length = start[8] | (size_t)start[9] << 8;
  if (length >= sizeof header || fread(header, 1, length, file) != length)
    fail(path, "has a bad header");
  const char *shape = strstr(header, "'shape': (");
  if (!strstr(header, "'<f4'") || !strstr(header, "'fortran_order': False") ||
      !shape)
    fail(path, "is not float32 in C order");
  char *rest;
  *rows = strtol(shape + strlen("'shape': ("), &rest, 10);
  long found =
      rest[0] == ',' && rest[1] == ' ' ? strtol(rest + 1, NULL, 10) : 1;
  if (*rows < 1 || found != columns)
    fail(path, "has the wrong shape");
  size_t count = (size_t)*rows * (size_t)columns;
  float *data = allocate(count * sizeof *data);
  if (fread(data, sizeof *data, count, file) != count)
    fail(path, "is too short");
  fclose(file);
  return data;
}

static void writeNpy(const char *path, const float *data, long rows,
                     long columns) {
  char header[128];
  int length = snprintf(
      header, sizeof header,
      "{'descr': '<f4', 'fortran_order': False, 'shape': (%ld, %ld), }", rows,
      columns);
  size_t count = (size_t)rows * (size_t)columns;
  FILE *file = fopen(path, "wb");
  /* 10 + 118 bytes: the data start at a multiple of 64. */
  if (!file || fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file) != 10 ||
      fprintf(file, "%s%*s", header, 118 - length, "\n") != 118 ||
      fwrite(data, 4, count, file) != count || fclose(file) != 0)
    fail(path, "cannot be written");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Runs the network over all images, `batch` at a time; seconds. */
static double run(const float *images, float *logits, long n, long batch,
                  void *workspace) {
  double start = now();
  for (long i = 0; i < n; i += batch)
    if (fcnn1(images + i * FCNN1_INPUT0_SIZE, logits + i * FCNN1_OUTPUT0_SIZE,
              n - i < batch ? n - i : batch, workspace) != 0)
      fail("fcnn1", "returned an error");
  return now() - start;
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: %s IMAGES.npy LABELS.npy [LOGITS.npy]\n", argv[0]);
    return 2;
  }
  if (!fcnn1_supported())
    fail("fcnn1", "was compiled for another processor");

  long n, labelCount;
  float *images = readNpy(argv[1], FCNN1_INPUT0_SIZE, &n);
  float *labels = readNpy(argv[2], 1, &labelCount);
  if (labelCount != n)
    fail(argv[2], "has another number of rows than the images");
  float *logits = allocate((size_t)n * FCNN1_OUTPUT0_SIZE * sizeof *logits);
  void *workspace = allocate(fcnn1_workspace_size(BATCH));

  run(images, logits, n < BATCH ? n : BATCH, BATCH, workspace); /* warm up */
  double one = run(images, logits, n, 1, workspace);
  double many = run(images, logits, n, BATCH, workspace);

  long correct = 0;
  for (long i = 0; i < n; ++i) {
    const float *row = logits + i * FCNN1_OUTPUT0_SIZE;
    int best = 0;
    for (int j = 1; j < FCNN1_OUTPUT0_SIZE; ++j)
      if (row[j] > row[best])
        best = j;
    correct += (float)best == labels[i];
  }
  printf("accuracy: %.4f (%ld of %ld)\n", (double)correct / (double)n, correct,
         n);
  printf("microseconds per image: %.1f one at a time, %.1f in batches of %d\n",
         1e6 * one / (double)n, 1e6 * many / (double)n, BATCH);
  if (argc == 4)
    writeNpy(argv[3], logits, n, FCNN1_OUTPUT0_SIZE);
  free(workspace);
  free(logits);
  free(labels);
  free(images);
  return 0;
}
