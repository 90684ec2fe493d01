//===- Header.h - The C header of a compiled model --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_HEADER_H
#define LOWRES_TARGET_HEADER_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"

namespace mlir {
namespace lowres {

/// What the header's comments say beyond the interface.
struct HeaderOptions {
  /// Activations are rounded to int8 per row, which decides what becomes of a
  /// NaN.
  bool int8Activations = false;
};

/// The text of a header, in C99 and C++, that declares NAME, NAME_parallel with
/// the type of its hook, NAME_workspace_size and NAME_supported, with the sizes
/// as macros. `targets` are those of the object: one, or several as
/// parseTargetList orders them.
std::string generateHeader(const ModelInterface &interface,
                           ArrayRef<TargetInfo> targets,
                           const HeaderOptions &options);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_HEADER_H
