/* Runs the model `fcnn1` on a few rows of numbers and prints the bits of what
 * comes out, on Linux and without a C library: all that another machine's
 * emulator needs. With CHOSEN, prints first which variant was chosen: of an
 * object for several targets whose one local variable has been made visible. */

#include "fcnn1.h"

#ifdef CHOSEN
extern uint32_t chosen __asm__("fcnn1.chosen");
#endif

enum { ROWS = 5, IN = FCNN1_INPUT0_SIZE, OUT = FCNN1_OUTPUT0_SIZE };

static float input[ROWS * IN], output[ROWS * OUT];
static unsigned char workspace[1 << 20] __attribute__((aligned(64)));

static void call(long number, long a, const void *b, long c) {
#if defined(__x86_64__)
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
#elif defined(__i386__)
  __asm__ volatile("int $0x80"
                   : "+a"(number)
                   : "b"(a), "c"(b), "d"(c)
                   : "memory");
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = (long)b, x2 __asm__("x2") = c;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
#elif defined(__arm__)
  register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = (long)b, r2 __asm__("r2") = c;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
#elif defined(__riscv)
  register long a7 __asm__("a7") = number, a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = (long)b, a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
#elif defined(__s390x__)
  register long r1 __asm__("r1") = number, r2 __asm__("r2") = a;
  register long r3 __asm__("r3") = (long)b, r4 __asm__("r4") = c;
  __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4) : "memory");
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXIT = 60 };
__asm__(".globl _start\n_start: and $-16, %rsp\ncall run");
#elif defined(__i386__)
enum { WRITE = 4, EXIT = 1 };
__asm__(".globl _start\n_start: and $-16, %esp\ncall run");
#elif defined(__aarch64__)
enum { WRITE = 64, EXIT = 93 };
__asm__(".globl _start\n_start: bl run");
#elif defined(__arm__)
enum { WRITE = 4, EXIT = 1 };
__asm__(".thumb_func\n.globl _start\n_start: bl run");
#elif defined(__riscv)
enum { WRITE = 64, EXIT = 93 };
__asm__(".globl _start\n_start: call run");
#elif defined(__s390x__)
enum { WRITE = 4, EXIT = 1 };
__asm__(".globl _start\n_start: aghi %r15, -160\nbrasl %r14, run");
#endif

static void print(uint32_t bits) {
  char line[9];
  int i;
  for (i = 0; i < 8; ++i)
    line[i] = "0123456789abcdef"[bits >> (28 - 4 * i) & 15];
  line[8] = '\n';
  call(WRITE, 1, line, sizeof line);
}

void run(void) {
  uint32_t state = 1;
  int i;
  union {
    float value;
    uint32_t bits;
  } out;
  for (i = 0; i < ROWS * IN; ++i) {
    state = state * 1664525u + 1013904223u;
    input[i] = (float)(int32_t)(state >> 16) / 32768.0f - 1.0f;
  }
  if (fcnn1_workspace_size(ROWS) > sizeof workspace)
    call(EXIT, 2, 0, 0);
  /* Far more than an address of 32 bits tells, and no wrapped number. */
  if (fcnn1_workspace_size(1) && fcnn1_workspace_size(INT64_MAX) != SIZE_MAX)
    call(EXIT, 3, 0, 0);
  if (fcnn1(input, output, ROWS, workspace) != 0)
    call(EXIT, 4, 0, 0);
#ifdef CHOSEN
  print(chosen);
#endif
  for (i = 0; i < ROWS * OUT; ++i) {
    out.value = output[i];
    print(out.bits);
  }
  call(EXIT, 0, 0, 0);
}
