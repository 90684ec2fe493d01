//===- Dispatch.h - Several variants of a model in one module ---*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For a model `net` and the targets x86-64-v3 and x86-64:
//
//   @net.chosen = internal global i32 0    ; the only word that is written
//
//   define internal void @net.choose()     ; asks the machine, stores 1 or 2
//
//   define i32 @net(...) {                 ; and so on for every entry
//     switch i32 @net.chosen, ...
//       0: musttail call i32 @net.first(...)
//       1: musttail call i32 @net.x86-64-v3(...)
//       2: musttail call i32 @net.x86-64(...)
//   }
//   define internal i32 @net.first(...) {
//     call void @net.choose()
//     musttail call i32 @net(...)
//   }
//
// Threads that ask at the same time find the same answer and store it: relaxed
// atomic accesses are enough.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_DISPATCH_H
#define LOWRES_LIB_TARGET_DISPATCH_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"
#include "llvm/IR/Module.h"

namespace mlir {
namespace lowres {

/// A model compiled for one target: a module that defines the functions of
/// ModelInterface::entryNames, where each function says for which CPU it is.
struct ModelVariant {
  std::unique_ptr<llvm::Module> module;
  TargetInfo target;
};

/// Puts `variants`, two or more in the order of parseTargetList and all of one
/// LLVMContext, into one module that defines the entries of `interface` and
/// NAME_supported, which always returns 1. Constants that variants have in
/// common are there once. LLVM reports failure to the context.
llvm::Expected<std::unique_ptr<llvm::Module>>
combineVariants(llvm::MutableArrayRef<ModelVariant> variants,
                const ModelInterface &interface);

/// Adds `int NAME_supported(void)` for a module with one variant: compiled for
/// the baseline of the target's triple, it returns 1 if the CPU that runs it
/// and its operating system have every feature of `target` that code may use,
/// else 0. Where a machine cannot be asked (canAskCPU) it always returns 1.
void addSupportedFunction(llvm::Module &module, const ModelInterface &interface,
                          const TargetInfo &target);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_DISPATCH_H
