//===- Emulation.h - Run compiled networks on other machines ----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_EMULATION_H
#define LOWRES_TEST_UNIT_INTEGRATION_EMULATION_H

#include "Execution.h"

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"

namespace mlir {
namespace lowres {
namespace test {

/// Makes a program of the function `net` of a module in the LLVM dialect, for
/// `target` on Linux, where QEMU runs it. Fails with a diagnostic, also if
/// QEMU or the compiler is not installed.
FailureOr<std::unique_ptr<Program>>
createEmulatedProgram(ModuleOp module, const ModelInterface &interface,
                      const TargetInfo &target);

/// The same for this machine, of a module whose kernels run by Vulkan. Fails
/// also if the launcher was not built.
FailureOr<std::unique_ptr<Program>>
createVulkanProgram(ModuleOp module, const ModelInterface &interface,
                    const TargetInfo &target);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_EMULATION_H
