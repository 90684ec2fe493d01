//===- Passes.h - Passes on the lowres dialect ------------------*- C++ -*-===//

#ifndef LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_H
#define LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::lowres {
class TargetInfo;

/// Stages of the lowering, named for the state of the module after them.
enum class Stage { Loops, Buffers, LLVM };

#define GEN_PASS_DECL
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"

/// A kernel and the reason for it, in words for a report.
struct KernelChoice {
  KernelAttr kernel;
  std::string reason;
};

/// What `lowres-select-kernels` chooses for `op` on `target`.
KernelChoice chooseKernel(LayerOpInterface op, const TargetInfo &target);
/// What it chooses for the threads of a GPU.
KernelChoice chooseThreadKernel(LayerOpInterface op);

/// At most `count` different kernels to time for `op`: what chooseKernel()
/// gives, then those with the shortest predicted times, shortest first. None
/// where nothing is predicted: for plain loops, depthwise convolutions and the
/// targets that predictCycles() has no model of.
SmallVector<KernelAttr> getKernelCandidates(LayerOpInterface op,
                                            const TargetInfo &target,
                                            unsigned count);

#define GEN_PASS_REGISTRATION
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"

} // namespace mlir::lowres

#endif // LOWRES_DIALECT_LOWRES_TRANSFORMS_PASSES_H
