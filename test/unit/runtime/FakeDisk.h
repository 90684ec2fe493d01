//===- FakeDisk.h - A disk that tests look into -----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_FAKEDISK_H
#define LOWRES_UNITTEST_RUNTIME_FAKEDISK_H

#include <cstddef>
#include <vector>

namespace lowres {

/// Takes the place of fsync() while it lives: notes the sizes of the files and
/// fails with `error`, unless that is 0. One at a time. (Without one, the
/// tests' fsync() does nothing: they do not switch the power off.)
class FakeDisk {
public:
  explicit FakeDisk(int error = 0);
  ~FakeDisk();

  const int error;
  std::vector<size_t> flushedSizes;
};

} // namespace lowres

#endif // LOWRES_UNITTEST_RUNTIME_FAKEDISK_H
