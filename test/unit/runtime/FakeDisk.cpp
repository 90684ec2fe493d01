//===- FakeDisk.cpp - A disk that tests look into -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeDisk.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using namespace lowres;

static FakeDisk *current = nullptr;

FakeDisk::FakeDisk(int error) : error(error) { current = this; }

FakeDisk::~FakeDisk() { current = nullptr; }

// The linker prefers it to the C library's.
extern "C" int fsync(int descriptor) {
  if (!current)
    return 0;
  struct stat info;
  if (::fstat(descriptor, &info) == 0)
    current->flushedSizes.push_back(static_cast<size_t>(info.st_size));
  errno = current->error;
  return current->error == 0 ? 0 : -1;
}
