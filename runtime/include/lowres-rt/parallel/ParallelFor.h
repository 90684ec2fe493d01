/*===- ParallelFor.h - Threads for compiled models ---------------*- C -*-===*\
|*
|* Part of the lowres project, under the Apache License v2.0 with LLVM
|* Exceptions. See LICENSE for license information.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* A lowres_parallel_for, as the headers of compiled models want it:
|*
|*   lowres_threads *threads = lowres_threads_create(0);
|*   model_parallel(input, output, batch, workspace, lowres_threads_run,
|*                  threads);
|*   lowres_threads_destroy(threads);
|*
\*===----------------------------------------------------------------------===*/

#ifndef LOWRES_RT_PARALLEL_PARALLELFOR_H
#define LOWRES_RT_PARALLEL_PARALLELFOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A fixed set of threads. */
typedef struct lowres_threads lowres_threads;

/* `count` threads in all, the calling one included; 0 means all cores. There
 * are fewer if the system cannot start as many. */
lowres_threads *lowres_threads_create(unsigned count);
void lowres_threads_destroy(lowres_threads *threads);
unsigned lowres_threads_count(const lowres_threads *threads);

/*
 * Calls body(data, begin, end) for ranges that make up [0, iterations) and
 * returns when all are done. `threads` is what lowres_threads_create returned.
 *
 * There are never more threads at work than in the set: a call from inside of
 * `body`, or while another thread's call is at work, does all iterations
 * itself. Allocates nothing and leaves the floating-point environment alone.
 */
void lowres_threads_run(void *threads,
                        void (*body)(void *data, int64_t begin, int64_t end),
                        void *data, int64_t iterations);

#ifdef __cplusplus
}
#endif

#endif /* LOWRES_RT_PARALLEL_PARALLELFOR_H */
