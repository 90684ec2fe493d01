//===- SpirvKernels.h - The kernels of tests for Vulkan ---------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_GPU_SPIRVKERNELS_H
#define LOWRES_UNITTEST_RUNTIME_GPU_SPIRVKERNELS_H

#include <cstdint>
#include <vector>

namespace lowres::test {

/// Assembled at the first call.
const std::vector<uint32_t> &getTestModule();

} // namespace lowres::test

#endif // LOWRES_UNITTEST_RUNTIME_GPU_SPIRVKERNELS_H
