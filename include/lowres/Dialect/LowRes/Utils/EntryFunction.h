//===- EntryFunction.h - The C form of entry functions ----------*- C++ -*-===//

#ifndef LOWRES_DIALECT_LOWRES_UTILS_ENTRYFUNCTION_H
#define LOWRES_DIALECT_LOWRES_UTILS_ENTRYFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::lowres {

/// Whether `lowres-c-interface` made `func`: a public function whose arguments
/// end in the batch and a pointer to bytes.
bool isEntryFunction(func::FuncOp func);

/// What `lowres-plan-workspace` gives the function NAME_workspace_size that it
/// makes: the bytes that it returns for the smallest batch, an integer
/// attribute.
inline constexpr llvm::StringLiteral kWorkspaceBytesAttr =
    "lowres.workspace_bytes";

} // namespace mlir::lowres

#endif // LOWRES_DIALECT_LOWRES_UTILS_ENTRYFUNCTION_H
