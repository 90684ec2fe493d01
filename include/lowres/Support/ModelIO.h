//===- ModelIO.h - Model files ----------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Models as MLIR text or bytecode; which of the two is seen from the contents.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_MODELIO_H
#define LOWRES_SUPPORT_MODELIO_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace mlir {
namespace lowres {

/// A context that knows every dialect a model may use. Single-threaded: models
/// have one function.
std::unique_ptr<MLIRContext> createModelContext();

/// Reads and verifies the model at `path` (`-`: standard input). Null on
/// failure, which has been reported as a diagnostic of `context`; a
/// `dense_resource` without data is one. Locations begin with the file's name,
/// also in bytecode, which has those of the text that it was made from.
OwningOpRef<ModuleOp> readModel(StringRef path, MLIRContext &context);

/// Writes `module` as bytecode to `path` (an OutputFile).
llvm::Error writeModelBytecode(ModuleOp module, StringRef path);

/// Parses and verifies the MLIR text of a model and writes it as bytecode to
/// `path` (an OutputFile). The error has the diagnostics.
llvm::Error writeBytecodeModel(StringRef mlirText, StringRef path);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_MODELIO_H
