/* Runs a model on few rows and twice on many, writes the outputs, and says how
 * often the process was asked for the tiles of AMX.
 *
 *   tiles OUTPUTS [refuse]
 *
 * With `refuse` the process is not given them: the system call does not reach
 * the kernel.
 */

#define _GNU_SOURCE
#include "model.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

enum { few = 5, many = 77 };

static volatile sig_atomic_t asked = 0;
static float input[many * MODEL_INPUT0_SIZE];
static float output[many * MODEL_OUTPUT0_SIZE];

static void answer(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  ++asked;
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = -EPERM;
}

/* Makes arch_prctl a signal. */
static int refuse(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_arch_prctl, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {sizeof(filter) / sizeof(*filter), filter};
  struct sigaction action = {0};
  action.sa_sigaction = answer;
  action.sa_flags = SA_SIGINFO;
  return sigaction(SIGSYS, &action, NULL) ||
         prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int run(int64_t batch, void *workspace, FILE *out) {
  return model(input, output, batch, workspace) ||
         fwrite(output, MODEL_OUTPUT0_SIZE * sizeof(float), (size_t)batch,
                out) != (size_t)batch;
}

int main(int argc, char **argv) {
  unsigned i, state = 1;
  FILE *out = fopen(argv[1], "wb");
  void *workspace =
      aligned_alloc(64, (model_workspace_size(many) + 63) / 64 * 64);
  if (!out || !workspace || !model_supported() || (argc > 2 && refuse()))
    return 1;
  /* What is padded must not depend on what was there. */
  memset(workspace, 0x55, model_workspace_size(many));
  for (i = 0; i < many * MODEL_INPUT0_SIZE; ++i) {
    state = state * 1664525u + 1013904223u;
    input[i] = (float)(state >> 8) / (1 << 23) - 1;
  }
  if (run(few, workspace, out))
    return 1;
  printf("few rows: asked %d times\n", (int)asked);
  for (i = 0; i < 2; ++i) {
    if (run(many, workspace, out))
      return 1;
    printf("many rows: asked %d times\n", (int)asked);
  }
  return fclose(out) != 0;
}
