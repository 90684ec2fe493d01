//===- MathFunctions.h - Names of the C math library ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_MATHFUNCTIONS_H
#define LOWRES_LIB_TARGET_MATHFUNCTIONS_H

#include "llvm/ADT/StringRef.h"

namespace mlir::lowres {

/// Whether `name` is a function of C's <math.h>, in any of its three types:
/// the only functions that an object may need from elsewhere.
bool isMathFunction(llvm::StringRef name);

} // namespace mlir::lowres

#endif // LOWRES_LIB_TARGET_MATHFUNCTIONS_H
