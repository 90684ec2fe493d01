//===- X86FeatureBits.h - Where CPUID says a feature ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_X86FEATUREBITS_H
#define LOWRES_LIB_TARGET_X86FEATUREBITS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace mlir {
namespace lowres {

/// A register that CPUID writes, as the index of its result.
enum class CPUIDRegister : uint8_t { EAX, EBX, ECX, EDX };

/// One feature's bit, and what the operating system has to save for it.
struct X86FeatureBit {
  /// LLVM's name.
  llvm::StringLiteral name;
  uint32_t leaf;
  uint32_t subleaf;
  CPUIDRegister reg;
  uint8_t bit;
  /// Bits of XCR0 that must all be set.
  uint32_t xcr0;
};

/// Every feature whose instructions LLVM may choose by itself, or that our
/// kernels use, beyond the x86-64 baseline.
llvm::ArrayRef<X86FeatureBit> getX86FeatureBits();

/// Features of LLVM's CPUs whose instructions appear in code only where an
/// operating system, a library or an intrinsic function asks for them; our
/// code does not. They need no check.
llvm::ArrayRef<llvm::StringLiteral> getUncheckedX86Features();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_X86FEATUREBITS_H
