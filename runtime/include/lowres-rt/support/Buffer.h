//===- Buffer.h - Aligned float storage -------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_SUPPORT_BUFFER_H
#define LOWRES_RT_SUPPORT_BUFFER_H

#include <cstddef>
#include <memory>
#include <new>

namespace lowres {

/// A zero-filled array of floats aligned to a cache line; large ones ask for
/// huge pages, because kernels walk them with strides of several pages. Memory
/// comes from `operator new`, which calls the new-handler when there is none.
class Buffer {
public:
  Buffer() = default;
  explicit Buffer(size_t size);

  float *data() { return storage.get(); }
  const float *data() const { return storage.get(); }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  float &operator[](size_t i) { return storage[i]; }
  const float &operator[](size_t i) const { return storage[i]; }

private:
  struct Release {
    std::align_val_t alignment;
    void operator()(float *pointer) const {
      ::operator delete[](pointer, alignment);
    }
  };
  std::unique_ptr<float[], Release> storage;
  size_t count = 0;
};

} // namespace lowres

#endif // LOWRES_RT_SUPPORT_BUFFER_H
