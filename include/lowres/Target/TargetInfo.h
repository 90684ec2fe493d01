//===- TargetInfo.h - What a target can do ----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Questions about a target, answered from LLVM's own CPU tables. Every pass
// that depends on CPU features asks here.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_TARGETINFO_H
#define LOWRES_TARGET_TARGETINFO_H

#include "lowres/Target/TargetSpec.h"
#include "mlir/IR/Operation.h"
#include "llvm/TargetParser/Triple.h"

#include <memory>

namespace llvm {
class MCSubtargetInfo;
} // namespace llvm

namespace mlir {
namespace lowres {

/// The capabilities of one target. Cheap to copy.
class TargetInfo {
public:
  /// Looks `spec` up in LLVM. Fails where LLVM has no such triple, CPU or
  /// feature.
  static llvm::Expected<TargetInfo> get(const TargetSpec &spec);

  /// The target of `op`: its own `llvm.target` attribute or that of the
  /// closest ancestor with one. Fails with a diagnostic at `op` if there is
  /// none, or if LLVM does not know it.
  static FailureOr<TargetInfo> getFor(Operation *op);

  const TargetSpec &getSpec() const { return spec; }
  const llvm::Triple &getTriple() const { return triple; }

  bool isX86_64() const { return triple.getArch() == llvm::Triple::x86_64; }
  bool isAArch64() const { return triple.isAArch64(); }
  /// 32-bit Arm.
  bool isARM() const { return triple.isARM() || triple.isThumb(); }

  /// Whether code for the target may use `name` (LLVM's name of a subtarget
  /// feature, no sign: `avx512vbmi`, `dotprod`). False for a name the target
  /// does not have.
  bool hasFeature(llvm::StringRef name) const;

  /// Whether the target has vector registers.
  bool hasVectors() const;

  /// The size of the vector register that kernels should use, in bytes: 64
  /// with AVX-512BW, 32 with AVX2, 16 with any other vectors, and without
  /// them the 4 of one register.
  unsigned vectorBytes() const;

  /// Entries of the largest table of bytes that kernels look digits up in: 128
  /// with vpermi2b, 64 with tbl, 0 where there is no such instruction or it is
  /// not worth it.
  unsigned getMaxLookupEntries() const;

  // x86 shorthands. Names as in Intel's manuals.
  bool hasAVX2() const { return hasFeature("avx2"); }
  bool hasAVX512BW() const { return hasFeature("avx512bw"); }
  /// vpermb, vpermi2b on 512-bit vectors.
  bool hasVBMI() const { return hasAVX512BW() && hasFeature("avx512vbmi"); }
  /// vpdpbusd on 512-bit vectors.
  bool hasVNNI() const { return hasAVX512BW() && hasFeature("avx512vnni"); }
  /// vpdpbusd on 256-bit vectors, VEX or EVEX encoded.
  bool hasVNNI256() const {
    return hasFeature("avxvnni") ||
           (hasFeature("avx512vnni") && hasFeature("avx512vl"));
  }
  /// vpdpbusd in its VEX encoding.
  bool hasAVXVNNI() const { return hasFeature("avxvnni"); }

  // AArch64 shorthands. Names as in Arm's manuals.
  /// FEAT_DotProd: sdot and udot.
  bool hasDotProd() const { return isAArch64() && hasFeature("dotprod"); }
  /// FEAT_I8MM: usdot, usmmla.
  bool hasI8MM() const { return isAArch64() && hasFeature("i8mm"); }

  /// The DSP extension of 32-bit Arm: smlad, uxtb16, sxtb16. The short
  /// instructions of older Thumb have none of them, whatever the processor.
  bool hasDSP() const {
    return isARM() && hasFeature("dsp") &&
           (!hasFeature("thumb-mode") || hasFeature("thumb2"));
  }
  /// Whether dot products of int8 are those of words, by the DSP extension:
  /// without vectors, and beside Helium (MVE), for whose dot products there is
  /// no lowering.
  bool hasWordDots() const {
    return hasDSP() && (!hasVectors() || hasFeature("mve"));
  }

  /// AMX tiles of bytes, for processes that the operating system gives them to
  /// when they ask.
  bool hasTiles() const {
    return isX86_64() && triple.isOSLinux() && hasFeature("amx-int8");
  }

  /// All features that are on, each as `+name`, sorted: what a function of
  /// this target depends on.
  std::vector<std::string> getAllFeatures() const;

private:
  TargetInfo(TargetSpec spec,
             std::shared_ptr<const llvm::MCSubtargetInfo> subtarget);

  TargetSpec spec;
  llvm::Triple triple;
  std::shared_ptr<const llvm::MCSubtargetInfo> subtarget;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_TARGETINFO_H
