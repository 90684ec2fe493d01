/* Runs the model `net` once, on Linux for AArch64 and without a C library: all
 * that an emulator of the processor needs.
 *
 * Standard input: three 64-bit numbers (rows, inputs and outputs of all rows),
 * then the inputs. Standard output: the outputs, twice, from memory that held
 * zeros and ones before. The exit code tells what is wrong; memory behind the
 * inputs and outputs cannot be accessed. */

#include <stddef.h>
#include <stdint.h>

int net(const float *input, float *output, int64_t rows, void *workspace);
size_t net_workspace_size(int64_t rows);

enum { READ = 63, WRITE = 64, EXIT = 93, MMAP = 222, MPROTECT = 226 };
enum { PAGE = 65536, MARGIN = 256 };

static long call(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d, x4 __asm__("x4") = -1;
  register long x5 __asm__("x5") = 0;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}

static void leave(int code) { call(EXIT, code, 0, 0, 0); }

/* Calls READ or WRITE until all of `bytes` are there. */
static void transfer(int number, int file, void *data, size_t bytes) {
  char *next = data;
  while (bytes > 0) {
    long done = call(number, file, (long)next, (long)bytes, 0);
    if (done <= 0)
      leave(10);
    next += done;
    bytes -= (size_t)done;
  }
}

/* `bytes` bytes, a multiple of 4, right before memory that is out of bounds. */
static void *allocate(size_t bytes) {
  size_t usable = (bytes + PAGE - 1) / PAGE * PAGE;
  long memory = call(MMAP, 0, (long)(usable + PAGE), 3, 0x22);
  if (memory < 0 || call(MPROTECT, memory + (long)usable, PAGE, 0, 0) != 0)
    leave(11);
  return (char *)memory + usable - bytes;
}

static void fill(void *data, int byte, size_t bytes) {
  volatile unsigned char *next = data;
  while (bytes-- > 0)
    *next++ = (unsigned char)byte;
}

__asm__(".globl _start\n_start: bl run");

void run(void) {
  int64_t sizes[3];
  transfer(READ, 0, sizes, sizeof sizes);
  size_t inBytes = (size_t)sizes[1] * 4, outBytes = (size_t)sizes[2] * 4;
  float *input = allocate(inBytes), *output = allocate(outBytes);
  transfer(READ, 0, input, inBytes);
  size_t used = net_workspace_size(sizes[0]);
  size_t scratch = (used + MARGIN + 63) / 64 * 64;
  unsigned char *workspace = allocate(scratch);
  for (int byte = 0; byte <= 0xff; byte += 0xff) {
    fill(workspace, byte, scratch);
    fill(output, byte, outBytes);
    if (net(input, output, sizes[0], workspace) != 0)
      leave(12);
    for (size_t i = used; i < scratch; ++i)
      if (workspace[i] != byte)
        leave(13);
    transfer(WRITE, 1, output, outBytes);
  }
  leave(0);
}
