//===- InitAllPasses.h - Every pass and pipeline ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_INITALLPASSES_H
#define LOWRES_INITALLPASSES_H

namespace mlir {
namespace lowres {

/// Registers the passes and pipelines of lowres and of upstream by name.
void registerAllPasses();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_INITALLPASSES_H
