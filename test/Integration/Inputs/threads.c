/* Whether a model gives the same bytes however its loops are shared out: as
 * calls for all iterations, for one iteration at a time from the last on, and
 * from several threads.
 *
 *   threads <batch>
 */

#include "model.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*Body)(void *data, int64_t begin, int64_t end);

enum { maxThreads = 5 };

static int calls = 0;

static void runAll(void *context, Body body, void *data, int64_t iterations) {
  (void)context;
  ++calls;
  body(data, 0, iterations);
}

static void runBackwards(void *context, Body body, void *data,
                         int64_t iterations) {
  int64_t i;
  (void)context;
  ++calls;
  for (i = iterations; i > 0; --i)
    body(data, i - 1, i);
}

struct Share {
  Body body;
  void *data;
  int64_t begin, end;
};

static void *runShare(void *argument) {
  struct Share *share = (struct Share *)argument;
  if (share->begin < share->end)
    share->body(share->data, share->begin, share->end);
  return NULL;
}

/* `context` points to the number of threads. */
static void runThreads(void *context, Body body, void *data,
                       int64_t iterations) {
  int count = *(int *)context, i;
  pthread_t threads[maxThreads];
  struct Share shares[maxThreads];
  ++calls;
  for (i = 0; i < count; ++i) {
    struct Share share = {body, data, i * iterations / count,
                          (i + 1) * iterations / count};
    shares[i] = share;
    if (pthread_create(&threads[i], NULL, runShare, &shares[i]) != 0)
      exit(2);
  }
  for (i = 0; i < count; ++i)
    pthread_join(threads[i], NULL);
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, bytes + 64) != 0)
    exit(2);
  memset(memory, 0xff, bytes + 64);
  return memory;
}

static int check(const char *what, lowres_parallel_for hook, void *context,
                 const float *input, const float *expected, int64_t batch) {
  size_t bytes = (size_t)batch * MODEL_OUTPUT0_SIZE * sizeof(float);
  float *output = (float *)allocate(bytes);
  void *workspace = allocate(model_workspace_size(batch));
  int same =
      model_parallel(input, output, batch, workspace, hook, context) == 0 &&
      memcmp(output, expected, bytes) == 0;
  if (!same)
    printf("%s: other results\n", what);
  free(output);
  free(workspace);
  return same;
}

int main(int argc, char **argv) {
  int64_t batch = argc > 1 ? atoi(argv[1]) : 1, i;
  int64_t size = batch * MODEL_INPUT0_SIZE;
  float *input = (float *)allocate((size_t)size * sizeof(float));
  float *expected =
      (float *)allocate((size_t)batch * MODEL_OUTPUT0_SIZE * sizeof(float));
  void *workspace = allocate(model_workspace_size(batch));
  uint32_t state = 1;
  int counts[] = {1, 2, 3, maxThreads}, good = 1;
  size_t k;
  for (i = 0; i < size; ++i) {
    state = state * 1664525u + 1013904223u;
    input[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
  }
  if (model(input, expected, batch, workspace) != 0)
    return 2;
  good &= check("no hook", NULL, NULL, input, expected, batch);
  if (calls != 0)
    return 2;
  good &= check("all at once", runAll, NULL, input, expected, batch);
  printf("loops handed out: %d\n", calls);
  good &= check("backwards", runBackwards, NULL, input, expected, batch);
  for (k = 0; k < sizeof(counts) / sizeof(counts[0]); ++k)
    good &= check("threads", runThreads, &counts[k], input, expected, batch);
  printf(good ? "same\n" : "different\n");
  return !good;
}
