//===- IRLegalization.h - LLVM IR that a machine does well ------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the back ends of LLVM would turn into calls, into wrong code or into too
// much of it.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_IRLEGALIZATION_H
#define LOWRES_LIB_TARGET_IRLEGALIZATION_H

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace mlir {
namespace lowres {

/// Replaces calls of memcpy, memset and the like by loops, where the back end
/// would not expand them in place.
void expandMemoryIntrinsics(llvm::Module &module, llvm::TargetMachine &machine);

/// Replaces llvm.maximum and llvm.minimum by comparisons where the machine has
/// no instruction for them: back ends call functions that not every C library
/// has, or look for zeros and numbers where there are none.
void expandExtrema(llvm::Module &module, const llvm::TargetMachine &machine);

/// Gives arithmetic shifts of vectors by constants fewer bits than there are.
/// The vectoriser leaves others in lanes that nothing reads, and the back end
/// of x86 (LLVM 22) takes those for zeros, which it unites with what is read.
void boundShifts(llvm::Module &module);

/// Makes one load of four bytes that are used as a word: as vectors they would
/// become one load each.
void loadWords(llvm::Module &module);

/// Turns vectors into scalars for targets that have none. LLVM's back ends
/// would do so too, but not all of them correctly: those of RISC-V and
/// LoongArch shift a <1 x i32> as 64 bits with a sign.
void scalarizeVectors(llvm::Module &module);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_IRLEGALIZATION_H
