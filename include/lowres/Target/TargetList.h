//===- TargetList.h - Several targets for one object ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   list ::= spec (`,` spec)*
//
// with `spec` as in TargetSpec.h, which has no commas. One target is compiled
// as it is. Several are variants of one model in one object, and the processor
// that runs it decides between them, so:
//
// * all are x86-64, or all AArch64 with Linux, and have the same operating
//   system, ABI and object format;
// * no two ask the same of a processor;
// * the one that asks for most features is preferred, whatever the order of
//   the list, so that a target never hides one that extends it; where two ask
//   for as many, the first;
// * the last asks for nothing beyond the baseline of its architecture. Where
//   the list has no such target, `x86-64` or AArch64's `generic` CPU is added.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_TARGETLIST_H
#define LOWRES_TARGET_TARGETLIST_H

#include "lowres/Target/TargetInfo.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir {
namespace lowres {

/// Parses the text form above. Returns one target, or several in the order in
/// which a processor takes the first that it supports. The error names the
/// target, or the two, that cannot be.
llvm::Expected<SmallVector<TargetInfo>> parseTargetList(llvm::StringRef text);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_TARGETLIST_H
