//===- ModelValues.h - Values of --model and --levels -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_SUPPORT_MODELVALUES_H
#define LOWRES_TOOLS_SUPPORT_MODELVALUES_H

#include "lowres-rt/nn/ModelZoo.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

namespace lowres {

/// The names and descriptions of the built-in networks, for a cl::opt<Model>.
llvm::cl::ValuesClass modelValues();

/// The number of levels that a value of --levels means, 0 for float weights.
/// Errors: it is neither a number from 2 to 256 nor "f32".
llvm::Expected<int> parseLevelsFlag(const std::string &text);

} // namespace lowres

#endif // LOWRES_TOOLS_SUPPORT_MODELVALUES_H
