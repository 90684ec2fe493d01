/* Classifies images on a Cortex-M4 with a network that lowres-compile made for
 * it. There is no operating system: the C library reads files and prints
 * through the debugger ("semihosting"), which is QEMU here.
 *
 *   classify IMAGES.npy LABELS.npy COUNT
 *
 * The files are float32 as `lowres-train --dump-test` writes them, of images
 * [n, MLP_INPUT0_SIZE] and labels [n, 1]. Prints the class of each of the first
 * COUNT images, how many are right, the memory that the network works in, and
 * how long an image takes: in QEMU with `-icount shift=0`, where an instruction
 * takes a nanosecond, that is their number. */

#include "mlp.h"

#include <stdio.h>
#include <stdlib.h>

/* The core's timer, which counts down from 2^24 - 1, once in 40 ns. */
static volatile uint32_t *const timer = (volatile uint32_t *)0xE000E010;
enum { CONTROL = 0, RELOAD = 1, CURRENT = 2, NANOSECONDS = 40 };

static float image[MLP_INPUT0_SIZE], scores[MLP_OUTPUT0_SIZE];

/* A .npy file behind its header. */
static FILE *openNpy(const char *path) {
  unsigned char start[10];
  FILE *file = fopen(path, "rb");
  if (!file || fread(start, 1, sizeof start, file) != sizeof start ||
      fseek(file, 10 + start[8] + 256 * start[9], SEEK_SET) != 0) {
    printf("classify: %s cannot be read\n", path);
    exit(1);
  }
  return file;
}

static int findLargest(const float *values, int count) {
  int best = 0;
  for (int i = 1; i < count; ++i)
    if (values[i] > values[best])
      best = i;
  return best;
}

int main(int argc, char **argv) {
  int count = argc == 4 ? atoi(argv[3]) : 0, correct = 0;
  if (count < 1) {
    printf("usage: classify IMAGES.npy LABELS.npy COUNT\n");
    return 2;
  }
  FILE *images = openNpy(argv[1]), *labels = openNpy(argv[2]);
  char *memory = malloc(mlp_workspace_size(1) + 63);
  void *workspace = (void *)(((uintptr_t)memory + 63) / 64 * 64);
  uint32_t nanoseconds = 0;
  timer[RELOAD] = 0xFFFFFF;
  timer[CURRENT] = 0;
  timer[CONTROL] = 5; /* On, by the processor's clock, without interrupts. */
  for (int i = 0; i < count; ++i) {
    float label;
    if (!memory || fread(image, sizeof image, 1, images) != 1 ||
        fread(&label, sizeof label, 1, labels) != 1) {
      printf("classify: image %d: not enough memory or images\n", i);
      return 1;
    }
    uint32_t start = timer[CURRENT];
    if (mlp(image, scores, 1, workspace) != 0)
      return 1;
    nanoseconds = ((start - timer[CURRENT]) & 0xFFFFFF) * NANOSECONDS;
    int found = findLargest(scores, MLP_OUTPUT0_SIZE);
    printf("%d\n", found);
    correct += (float)found == label;
  }
  printf("correct: %d of %d\n", correct, count);
  printf("workspace: %u bytes\n", (unsigned)mlp_workspace_size(1));
  printf("nanoseconds: %lu\n", (unsigned long)nanoseconds);
  return 0;
}
