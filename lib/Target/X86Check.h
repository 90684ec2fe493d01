//===- X86Check.h - Questions to x86-64 processors --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The instructions CPUID and XGETBV, so that an object needs no compiler
// run-time library for them. A CPUWord is a leaf of CPUID, its subleaf, and a
// CPUIDRegister, or kX86XCR0.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_X86CHECK_H
#define LOWRES_LIB_TARGET_X86CHECK_H

#include "CPUCheck.h"

namespace mlir {
namespace lowres {

/// The lower half of XCR0: the registers that the operating system saves. (No
/// leaf has this number.)
inline constexpr CPUWord kX86XCR0{~uint32_t(0), 0, 0};

/// What code for `target` may use beyond the baseline of x86-64.
CPURequirements getX86Requirements(const TargetInfo &target);

/// Emits what CPUCheckBuilder does: `words`, each once, since on a virtual
/// machine one CPUID takes microseconds. XCR0 comes with the word that says
/// whether it can be read.
CPUWordValues emitX86Questions(llvm::IRBuilder<> &builder,
                               llvm::ArrayRef<CPUWord> words);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_X86CHECK_H
