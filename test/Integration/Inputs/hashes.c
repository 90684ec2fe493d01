/* Runs the network of int8-kernels.py on fixed inputs and prints a hash
 * (FNV-1a) of the bytes of its results, for a layer with `OUTPUTS` outputs
 * each. */

#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = KERNELS_BATCH, COLUMNS = KERNELS_OUTPUT0_SIZE, OUTPUTS = 37 };
static float input[ROWS][KERNELS_INPUT0_SIZE], output[ROWS][COLUMNS];

static uint64_t addFloat(uint64_t hash, float value) {
  const unsigned char *bytes = (const unsigned char *)&value;
  for (size_t i = 0; i < sizeof value; ++i)
    hash = (hash ^ bytes[i]) * 0x100000001b3u;
  return hash;
}

int main(void) {
  /* Rows with nothing but zeros, and of numbers large and small. */
  const float factors[] = {1, 0, 1e30f, 1e-30f, 1, 3};
  size_t size = (kernels_workspace_size(ROWS) + 63) / 64 * 64;
  unsigned state = 1;
  for (int row = 0; row < ROWS; ++row)
    for (int i = 0; i < KERNELS_INPUT0_SIZE; ++i) {
      state = state * 1664525u + 1013904223u;
      input[row][i] = ((float)(state >> 8) / (1 << 23) - 1) * factors[row % 6];
    }
  if (kernels(*input, *output, ROWS, aligned_alloc(64, size + 64)) != 0)
    return 1;
  for (int first = 0; first < COLUMNS; first += OUTPUTS) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (int row = 0; row < ROWS; ++row)
      for (int i = first; i < COLUMNS && i < first + OUTPUTS; ++i)
        hash = addFloat(hash, output[row][i]);
    printf("outputs from %d: %016llx\n", first, (unsigned long long)hash);
  }
  return 0;
}
