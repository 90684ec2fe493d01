//===- PTX.h - Kernels for NVIDIA's GPUs ------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_PTX_H
#define LOWRES_TARGET_PTX_H

#include "mlir/IR/Operation.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mlir {
namespace lowres {

inline constexpr StringLiteral kPTXTriple = "nvptx64-nvidia-cuda";

/// PTX for `chip`, from a module of kernels in the LLVM and NVVM dialects whose
/// translations to LLVM IR are registered. Floats round after each operation,
/// denormals are kept, and nothing is called. On failure a diagnostic is
/// emitted at the module.
FailureOr<std::string> compileToPTX(Operation *kernels, StringRef chip);

/// What NVIDIA's assembler makes of PTX.
struct AssembledPTX {
  SmallVector<char, 0> code;
  /// What each kernel takes of the chip, for people to read.
  std::string log;
};

/// Runs ptxas for `chip`. Fails if there is none in PATH, $CUDA_PATH/bin,
/// $CUDA_HOME/bin or /usr/local/cuda/bin, or if it fails; the message has its
/// own output.
llvm::Expected<AssembledPTX> assemblePTX(StringRef ptx, StringRef chip);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_PTX_H
