//===- AArch64Check.h - Questions to AArch64 processors ---------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs cannot ask the processor itself; Linux tells them what it has, in
// words of the auxiliary vector (AT_HWCAP, AT_HWCAP2) that `getauxval` of the C
// library reads. Objects refer to it weakly, so that programs without one link,
// too: there nothing beyond the baseline is found. A CPUWord is the number of
// such a word and two zeros.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_AARCH64CHECK_H
#define LOWRES_LIB_TARGET_AARCH64CHECK_H

#include "CPUCheck.h"

namespace mlir {
namespace lowres {

inline constexpr llvm::StringLiteral kAArch64QuestionFunction = "getauxval";

/// Whether `triple` is that of AArch64 machines with Linux (and so Android).
bool canAskAArch64(const llvm::Triple &triple);

/// What code for `target` may use beyond the baseline of AArch64, which is
/// Armv8.0-A with floats and vectors.
CPURequirements getAArch64Requirements(const TargetInfo &target);

/// Emits what CPUCheckBuilder does.
CPUWordValues emitAArch64Questions(llvm::IRBuilder<> &builder,
                                   llvm::ArrayRef<CPUWord> words);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_AARCH64CHECK_H
