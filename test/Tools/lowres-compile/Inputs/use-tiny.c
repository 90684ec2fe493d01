/* Calls a compiled model the way its header says. */
#include "tiny.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  enum { BATCH = 3 };
  float input[BATCH][TINY_INPUT0_SIZE];
  float output[BATCH][TINY_OUTPUT0_SIZE];
  void *workspace;
  size_t size = tiny_workspace_size(BATCH);
  int row, i;

  printf("target %s\n", TINY_TARGET);
  if (!tiny_supported()) {
    puts("not supported");
    return 1;
  }
  /* Values that 8 bits hold exactly. */
  for (row = 0; row < BATCH; ++row)
    for (i = 0; i < TINY_INPUT0_SIZE; ++i)
      input[row][i] = (float)((i + row) % 3) - 1;
  input[1][5] = NAN;

  workspace = aligned_alloc(64, (size + 63) / 64 * 64);
  for (i = 0; i >= -1; --i)
    printf("batch %d: %d\n", i,
           tiny(&input[0][0], &output[0][0], i, workspace));
  printf("batch %d: %d\n", BATCH,
         tiny(&input[0][0], &output[0][0], BATCH, workspace));
  free(workspace);
  for (row = 0; row < BATCH; ++row) {
    printf("row");
    for (i = 0; i < TINY_OUTPUT0_SIZE; ++i)
      if (isnan(output[row][i]))
        printf(" nan");
      else
        printf(" %.3f", output[row][i]);
    printf("\n");
  }
  return 0;
}
