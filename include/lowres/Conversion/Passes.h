//===- Passes.h - Conversions from the lowres dialect -----------*- C++ -*-===//

#ifndef LOWRES_CONVERSION_PASSES_H
#define LOWRES_CONVERSION_PASSES_H

#include "lowres/Quant/LevelFit.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir {
class RewritePatternSet;
class TypeConverter;

namespace lowres {
class TargetInfo;

#define GEN_PASS_DECL
#include "lowres/Conversion/Passes.h.inc"

/// Level tensors become i8 tensors of their storage.
void populateLevelTypeConversion(TypeConverter &converter);

/// Layers to linalg; `converter` as by populateLevelTypeConversion.
void populateLowResToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns);

/// Packed layers to loops over vectors.
void populateLowResToVectorPatterns(RewritePatternSet &patterns);

/// lowres.lookup and lowres.dot to x86 instructions that `target` has.
void populateLowResToX86Patterns(const TargetInfo &target,
                                 RewritePatternSet &patterns);

/// lowres.lookup and lowres.dot to AArch64 instructions that `target`, which
/// has vectors, has.
void populateLowResToAArch64Patterns(const TargetInfo &target,
                                     RewritePatternSet &patterns);

/// lowres.dot, and what weights in a word are computed with, to instructions of
/// 32-bit Arm with the DSP extension.
void populateLowResToARMPatterns(RewritePatternSet &patterns);

/// lowres.dot to an instruction of NVIDIA's GPUs, where one fits.
void populateLowResToNVVMPatterns(RewritePatternSet &patterns);

/// lowres.lookup and lowres.dot to arith and vector operations.
void populateLowResToArithPatterns(RewritePatternSet &patterns);

#define GEN_PASS_REGISTRATION
#include "lowres/Conversion/Passes.h.inc"

} // namespace lowres
} // namespace mlir

#endif // LOWRES_CONVERSION_PASSES_H
