//===- Version.h - The version of lowres ------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_VERSION_H
#define LOWRES_SUPPORT_VERSION_H

#include "llvm/ADT/StringRef.h"

namespace mlir {
namespace lowres {

/// The version of lowres, `major.minor.patch`.
llvm::StringRef getVersion();

/// The version of the LLVM it was built with.
llvm::StringRef getLLVMVersion();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_VERSION_H
