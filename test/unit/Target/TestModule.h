//===- TestModule.h - A small lowered model ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_TARGET_TESTMODULE_H
#define LOWRES_TEST_UNIT_TARGET_TESTMODULE_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace mlir {
namespace lowres {
namespace test {

/// A context that can lower what these tests need.
std::unique_ptr<MLIRContext> createContext();

/// Parses `text`; null with diagnostics on stderr if that fails.
OwningOpRef<ModuleOp> parse(MLIRContext &context, StringRef text);

/// A model in the LLVM dialect that gives, per row of two, their sum times a
/// value from a table that is 3 for the first eight rows. `extra` is more text
/// of the module.
OwningOpRef<ModuleOp> createSumModel(MLIRContext &context,
                                     StringRef extra = "");

/// The interface of createSumModel.
ModelInterface getSumInterface();

TargetInfo getTarget(StringRef text);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_TARGET_TESTMODULE_H
