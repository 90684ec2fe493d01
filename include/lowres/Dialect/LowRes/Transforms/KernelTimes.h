//===- KernelTimes.h - Predicted times of kernels ---------------*- C++ -*-===//

#ifndef LOWRES_DIALECT_LOWRES_TRANSFORMS_KERNELTIMES_H
#define LOWRES_DIALECT_LOWRES_TRANSFORMS_KERNELTIMES_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Target/CoreInfo.h"

#include <optional>

namespace mlir::lowres {

/// The cycles in which `core`, which is one of `target`, should compute `op` by
/// the kernel it has, for `batch` elements of a batch. Nothing where there is
/// no model: for plain loops, depthwise convolutions, and other targets than
/// x86-64 with vectors (sums of floats: with AVX2), or if the number of rows in
/// an element is dynamic. The model is described in
/// docs/Rationale/Lowering.md.
std::optional<double> predictCycles(LayerOpInterface op,
                                    const TargetInfo &target,
                                    const CoreInfo &core, int64_t batch);

} // namespace mlir::lowres

#endif // LOWRES_DIALECT_LOWRES_TRANSFORMS_KERNELTIMES_H
