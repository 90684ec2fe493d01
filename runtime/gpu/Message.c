/*===- Message.c - Lines on stderr, and the environment --------------------===
 *
 * Part of the lowres project, under the Apache License v2.0 with LLVM
 * Exceptions. See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*/

#include "Message.h"

#include <stdio.h>
#include <stdlib.h>

int lowresGPUErrorWithReason(const char *reason, const char *format,
                             va_list arguments) {
  /* In one piece: other threads print, too. */
  char text[512];
  vsnprintf(text, sizeof(text), format, arguments);
  fprintf(stderr, "%s: error: %s%s%s\n", lowresLauncherName, text,
          reason ? ": " : "", reason ? reason : "");
  return 1;
}

int lowresGPUError(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  lowresGPUErrorWithReason(NULL, format, arguments);
  va_end(arguments);
  return 1;
}

int lowresGPUReadDevice(const char *variable, int64_t numDevices,
                        int64_t *device) {
  const char *text = getenv(variable);
  *device = -1;
  if (!text || !*text)
    return 0;
  char *end;
  long number = strtol(text, &end, 10);
  if (*end || number < 0 || number >= numDevices)
    return lowresGPUError("%s is '%s', expected a number below %lld, the "
                          "number of devices",
                          variable, text, (long long)numDevices);
  *device = number;
  return 0;
}
