//===- Passes.h - Kernels for GPUs, and what launches them ------*- C++ -*-===//

#ifndef LOWRES_GPU_PASSES_H
#define LOWRES_GPU_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::lowres {

/// What a function that enqueues kernels knows of its model: elements of a row
/// of each tensor, and the kernels' names, whose places in the list launches
/// have.
inline constexpr llvm::StringLiteral kRowSizesAttr = "lowres.row_sizes";
inline constexpr llvm::StringLiteral kKernelsAttr = "lowres.kernels";

/// What follows a model's name in that of the global with its kernels.
inline constexpr llvm::StringLiteral kKernelCodeSuffix = "_code";

#define GEN_PASS_DECL
#include "lowres/GPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lowres/GPU/Passes.h.inc"

} // namespace mlir::lowres

#endif // LOWRES_GPU_PASSES_H
