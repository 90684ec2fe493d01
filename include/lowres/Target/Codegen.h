//===- Codegen.h - From the LLVM dialect to machine code --------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The last stage: LLVM IR, optimised, then an object in memory. What the
// object promises:
//
// * it defines NAME, NAME_parallel, NAME_workspace_size and NAME_supported and
//   nothing else that a linker can see;
// * it has no writable data but single words (docs/Rationale/Interface.md):
//   with several targets one that says for which of them the processor was
//   found to be, and for each target with tiles of AMX one that says whether
//   the process may use them;
// * it needs nothing but functions of libm (and, on targets whose hardware
//   lacks an operation, of the compiler's own run-time library), and what a
//   program need not have: on AArch64 with Linux, a weak reference to
//   `getauxval`, and for a GPU the functions of a launcher; this is checked on
//   the finished object;
// * floating-point operations are fused only where the IR allows it
//   (`contract`), and not reordered;
// * weights lie aligned to a cache line in the read-only section
//   `.rodata.lowres` (ELF).
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_CODEGEN_H
#define LOWRES_TARGET_CODEGEN_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir {
namespace lowres {

/// The form of the generated code.
enum class CodegenOutput {
  Object,       ///< Relocatable object.
  Assembly,     ///< Text for the target's assembler.
  LLVMIR,       ///< LLVM IR text after optimisation.
  SharedObject, ///< Shared library; needs a linker on the machine.
};

/// What LLVM optimises for.
enum class OptimizationGoal {
  Speed,
  Size, ///< As C compilers' -Os: no loop is unrolled, no call is inlined for
        ///< speed alone. Kernels are those that were chosen.
};

/// A model in the LLVM dialect, and the target that it was lowered for.
struct LoweredModel {
  ModuleOp module;
  TargetInfo target;
};

/// Generates code for one model, lowered for one target or for several: two or
/// more in the order of parseTargetList, among which the processor decides.
/// Each module defines the functions of `interface.entryNames()`. The dialects'
/// translations to LLVM IR must be registered. Nothing is written to disk
/// (SharedObject: but temporary files). On failure a diagnostic is emitted at
/// the module.
FailureOr<SmallVector<char, 0>>
generateCode(ArrayRef<LoweredModel> models, const ModelInterface &interface,
             CodegenOutput output,
             OptimizationGoal goal = OptimizationGoal::Speed);

/// Fails if `object` (a relocatable object for `target`) refers to a symbol
/// that a C program without further libraries does not have.
llvm::Error checkUndefinedSymbols(llvm::StringRef object,
                                  const TargetInfo &target);

/// Links the relocatable `object` into a shared library. Fails if no linker is
/// found or if it fails; the message has the linker's own output.
llvm::Expected<SmallVector<char, 0>> linkSharedObject(llvm::StringRef object,
                                                      const TargetInfo &target);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_CODEGEN_H
