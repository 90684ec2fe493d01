//===- InitAllDialects.h - Everything models may use ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_INITALLDIALECTS_H
#define LOWRES_INITALLDIALECTS_H

namespace mlir {
class DialectRegistry;

namespace lowres {

/// Registers the lowres dialect and all of upstream: dialects, extensions,
/// and translations to LLVM IR.
void registerAllDialects(DialectRegistry &registry);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_INITALLDIALECTS_H
