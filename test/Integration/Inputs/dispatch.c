/*
 * Runs the network of conv-model.py on fixed inputs and writes its outputs.
 *
 *   dispatch OUTPUTS [VARIANT]
 *
 * Prints the variant that was chosen. To force VARIANT, counted from 1 in the
 * header's order, the test has made the object's one local variable visible; in
 * an object for one target there is none.
 */
#include "convnet.h"

#include <stdio.h>
#include <stdlib.h>

extern int chosen __asm__("convnet.chosen") __attribute__((weak));

enum { BATCH = 3 };
static float input[BATCH * CONVNET_INPUT0_SIZE];
static float output[BATCH * CONVNET_OUTPUT0_SIZE];

int main(int argc, char **argv) {
  unsigned i, state = 1;
  void *workspace;
  FILE *out = fopen(argv[1], "wb");

  if (argc > 2)
    chosen = atoi(argv[2]);
  if (!out || !convnet_supported())
    return 1;
  for (i = 0; i < BATCH * CONVNET_INPUT0_SIZE; ++i) {
    state = state * 1664525u + 1013904223u;
    input[i] = (float)(state >> 8) / (1 << 23) - 1;
  }
  workspace = aligned_alloc(64, (convnet_workspace_size(BATCH) + 63) / 64 * 64);
  if (convnet(input, output, BATCH, workspace))
    return 1;
  if (fwrite(output, sizeof(output), 1, out) != 1 || fclose(out))
    return 1;
  if (&chosen)
    printf("variant %d\n", chosen);
  return 0;
}
