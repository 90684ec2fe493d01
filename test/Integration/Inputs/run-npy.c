/* run-npy INPUT.npy OUTPUT.npy: runs the model `convnet` on all rows of a file
 * of floats, two rows at a time, and writes the results. */

#include "convnet.h"

#include <stdio.h>
#include <stdlib.h>

enum { IN = CONVNET_INPUT0_SIZE, OUT = CONVNET_OUTPUT0_SIZE, BATCH = 2 };
/* The header of a file of version 1 with a short shape. */
enum { HEADER = 128 };

int main(int argc, char **argv) {
  static float input[BATCH * IN], output[BATCH * OUT];
  char header[HEADER], text[HEADER];
  FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL;
  FILE *out = argc == 3 ? fopen(argv[2], "wb") : NULL;
  const size_t size = convnet_workspace_size(BATCH);
  void *workspace = aligned_alloc(64, (size + 63) / 64 * 64);
  size_t rows, total = 0;

  if (!in || !out || !workspace || !convnet_supported())
    return 1;
  if (fread(header, 1, HEADER, in) != HEADER || fseek(out, HEADER, SEEK_SET))
    return 2;
  while ((rows = fread(input, IN * sizeof(float), BATCH, in)) > 0) {
    if (convnet(input, output, (int64_t)rows, workspace) != 0 ||
        fwrite(output, OUT * sizeof(float), rows, out) != rows)
      return 3;
    total += rows;
  }
  rewind(out);
  snprintf(text, sizeof text,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %d), }",
           total, OUT);
  /* Magic number, version 1.0 and the size of what follows, 118. */
  fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, out);
  fprintf(out, "%-117s\n", text);
  free(workspace);
  return fclose(out) == 0 ? 0 : 4;
}
