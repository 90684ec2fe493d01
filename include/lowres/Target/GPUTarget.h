//===- GPUTarget.h - What --target= names of GPUs ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   gpu ::= `spirv-vulkan1.1` | `nvptx64-` chip
//
// A chip is what LLVM calls NVIDIA's compute capabilities: `sm_80`, `sm_90a`,
// from the first with dot products of four bytes on, sm_61.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_GPUTARGET_H
#define LOWRES_TARGET_GPUTARGET_H

#include "lowres/Target/ModelInterface.h"
#include "llvm/Support/Error.h"

namespace mlir {
namespace lowres {

/// A GPU to compile the layers of a model for.
struct GPUTarget {
  Device device;
  /// LLVM's name of the processor, where there is one code for each: empty for
  /// Vulkan.
  std::string chip;

  /// As parseGPUTarget takes it.
  std::string str() const;
};

/// Whether `text`, as a target, means a GPU, known or not.
bool isGPUTarget(StringRef text);

/// Parses the text form above. The error names the chips that there are.
llvm::Expected<GPUTarget> parseGPUTarget(StringRef text);

/// Fails, with the names that there are, if `chip` is none of NVIDIA's that
/// kernels can be compiled for.
llvm::Error checkNVIDIAChip(StringRef chip);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_GPUTARGET_H
