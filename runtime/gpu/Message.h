/*===- Message.h - Lines on stderr, and the environment ------------*- C -*-===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#ifndef LOWRES_RUNTIME_GPU_MESSAGE_H
#define LOWRES_RUNTIME_GPU_MESSAGE_H

#include <stdarg.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* What lines begin with: each launcher defines it. */
extern const char lowresLauncherName[];

/* Prints one line to stderr. Returns 1. */
int lowresGPUError(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same, with a reason that may be NULL. */
int lowresGPUErrorWithReason(const char *reason, const char *format,
                             va_list arguments);

/* The device that a variable of the environment wants; -1 if it does not
 * say. */
int lowresGPUReadDevice(const char *variable, int64_t numDevices,
                        int64_t *device);

#pragma GCC visibility pop

#endif /* LOWRES_RUNTIME_GPU_MESSAGE_H */
