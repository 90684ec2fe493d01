//===- AArch64FeatureBits.h - Where Linux says a feature --------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_AARCH64FEATUREBITS_H
#define LOWRES_LIB_TARGET_AARCH64FEATUREBITS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace mlir {
namespace lowres {

/// A word of the auxiliary vector, as its number.
enum class AuxiliaryWord : uint8_t { HWCAP = 16, HWCAP2 = 26 };

/// One bit that a feature needs.
struct AArch64FeatureBit {
  /// LLVM's name.
  llvm::StringLiteral name;
  AuxiliaryWord word;
  uint8_t bit;
};

/// Every feature whose instructions LLVM may choose by itself, or that our
/// kernels use, beyond the baseline. Some need several bits.
llvm::ArrayRef<AArch64FeatureBit> getAArch64FeatureBits();

/// Extensions whose instructions appear in code only where an operating system,
/// a compiler option, a library or an intrinsic function asks for them; our
/// code does not. They need no check, and some must not have one: Linux hides
/// some of them on processors whose code we are, as SSBS on a Neoverse N1 with
/// an erratum. What LLVM has beside extensions tunes code for a CPU.
llvm::ArrayRef<llvm::StringLiteral> getUncheckedAArch64Features();

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_AARCH64FEATUREBITS_H
