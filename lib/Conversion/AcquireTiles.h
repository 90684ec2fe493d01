//===- AcquireTiles.h - Permission to use AMX -------------------*- C++ -*-===//

#ifndef LOWRES_LIB_CONVERSION_ACQUIRETILES_H
#define LOWRES_LIB_CONVERSION_ACQUIRETILES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::lowres {

/// Adds a function that says whether the process may use tiles. Linux gives
/// them to processes that ask for it; the first call does so, for all threads.
func::FuncOp addAcquireFunction(ModuleOp module);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_ACQUIRETILES_H
