//===- Buffer.cpp - Aligned float storage ---------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/Buffer.h"

#include <cstring>

#ifdef __linux__
#include <sys/mman.h>
#endif

using namespace lowres;

Buffer::Buffer(size_t size) : count(size) {
  constexpr size_t cacheLine = 64;
  constexpr size_t hugePage = size_t(2) << 20;
  size_t bytes = size * sizeof(float);
  size_t alignment = bytes >= hugePage ? hugePage : cacheLine;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  if (bytes == 0)
    return;
  std::align_val_t boundary{alignment};
  storage = {static_cast<float *>(::operator new[](bytes, boundary)),
             Release{boundary}};
#ifdef __linux__
  if (alignment == hugePage)
    (void)madvise(storage.get(), bytes, MADV_HUGEPAGE); // Only a hint.
#endif
  std::memset(storage.get(), 0, bytes);
}
