//===- FakeKernels.cpp - What the kernels of tests do on no device --------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeCuda.h"

using namespace lowres::test;

template <typename T> static T get(void *parameter) {
  return *static_cast<T *>(parameter);
}

static void add(uint32_t index, void *const *parameters) {
  if (index < get<uint32_t>(parameters[2]))
    get<float *>(parameters[1])[index] =
        get<const float *>(parameters[0])[index] +
        static_cast<float>(get<int32_t>(parameters[3]));
}

static void scale(uint32_t index, void *const *parameters) {
  if (index < get<uint32_t>(parameters[2]))
    get<float *>(parameters[1])[index] =
        get<const float *>(parameters[0])[index] *
        get<const int8_t *>(
            parameters[3])[index % get<uint32_t>(parameters[4])];
}

/// Before any test.
[[maybe_unused]] static const bool registered = [] {
  getFakeCuda().kernels = {{"add", add}, {"scale", scale}};
  return true;
}();
