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
// * it defines NAME, NAME_workspace_size and NAME_supported and nothing else
//   that a linker can see;
// * it needs nothing but functions of libm (and, on targets whose hardware
//   lacks an operation, of the compiler's own run-time library); this is
//   checked on the finished object;
// * floating-point operations are fused and reordered only where the IR allows
//   it (`contract`, `reassoc`);
// * weights lie aligned to a cache line in the read-only section
//   `.rodata.lowres` (ELF).
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_CODEGEN_H
#define LOWRES_TARGET_CODEGEN_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace mlir {
namespace lowres {

/// The form of the generated code.
enum class CodegenOutput {
  Object,       ///< Relocatable object.
  Assembly,     ///< Text for the target's assembler.
  LLVMIR,       ///< LLVM IR text after optimisation.
  SharedObject, ///< Shared library; needs a linker on the machine.
};

/// Generates code for `module`, which is in the LLVM dialect and defines the
/// functions NAME and NAME_workspace_size of `interface`. The dialects'
/// translations to LLVM IR must be registered. Nothing is written to disk
/// (SharedObject: but temporary files). On failure a diagnostic is emitted at
/// the module.
FailureOr<SmallVector<char, 0>> generateCode(ModuleOp module,
                                             const ModelInterface &interface,
                                             const TargetInfo &target,
                                             CodegenOutput output);

/// Adds `int NAME_supported(void)` to `module`: compiled for the baseline of
/// the target's triple, it returns 1 if the CPU that runs it and its operating
/// system have every feature of `target` that code may use, else 0. On other
/// machines than x86-64 it always returns 1.
void addSupportedFunction(llvm::Module &module, llvm::StringRef name,
                          const TargetInfo &target);

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
