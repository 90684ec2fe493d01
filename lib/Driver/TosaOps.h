//===- TosaOps.h - Operations of TOSA that are lowered ----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_DRIVER_TOSAOPS_H
#define LOWRES_LIB_DRIVER_TOSAOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace mlir {
namespace lowres {

/// Fails, with an error at the operation, for the first operation of TOSA that
/// none of the input stage's conversions takes, whatever its types are.
LogicalResult verifyTosaOps(ModuleOp module);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_DRIVER_TOSAOPS_H
