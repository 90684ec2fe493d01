/* Runs the model `net` once, in an emulator of another processor.
 *
 * Standard input: three 64-bit numbers (rows, inputs and outputs of all rows),
 * then the inputs. Standard output: the outputs, twice, from memory that held
 * zeros and ones before. The exit code tells what is wrong; memory behind the
 * inputs and outputs cannot be accessed. */

#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int net(const float *input, float *output, int64_t rows, void *workspace);
size_t net_workspace_size(int64_t rows);

enum { PAGE = 65536, MARGIN = 256 };

static void check(int holds, int code) {
  if (!holds)
    exit(code);
}

/* `bytes` bytes, a multiple of 4, right before memory that is out of bounds. */
static void *allocate(size_t bytes) {
  size_t usable = (bytes + PAGE - 1) / PAGE * PAGE;
  char *memory = mmap(NULL, usable + PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, 10);
  check(mprotect(memory + usable, PAGE, PROT_NONE) == 0, 11);
  return memory + usable - bytes;
}

int main(void) {
  int64_t sizes[3];
  check(fread(sizes, sizeof sizes, 1, stdin) == 1, 12);
  size_t inputs = (size_t)sizes[1], outputs = (size_t)sizes[2];
  float *input = allocate(4 * inputs), *output = allocate(4 * outputs);
  check(fread(input, 4, inputs, stdin) == inputs, 13);
  float *before = allocate(4 * inputs);
  memcpy(before, input, 4 * inputs);
  size_t used = net_workspace_size(sizes[0]);
  size_t scratch = (used + MARGIN + 63) / 64 * 64;
  unsigned char *workspace = allocate(scratch);
  for (int byte = 0; byte <= 0xff; byte += 0xff) {
    memset(workspace, byte, scratch);
    memset(output, byte, 4 * outputs);
    check(net(input, output, sizes[0], workspace) == 0, 14);
    for (size_t i = used; i < scratch; ++i)
      check(workspace[i] == byte, 15);
    check(memcmp(input, before, 4 * inputs) == 0, 18);
    check(fwrite(output, 4, outputs, stdout) == outputs, 16);
  }
  check(fflush(stdout) == 0, 17);
  return 0;
}
