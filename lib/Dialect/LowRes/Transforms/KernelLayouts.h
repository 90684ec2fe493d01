//===- KernelLayouts.h - Layouts to choose kernels from ---------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELLAYOUTS_H
#define LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELLAYOUTS_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"

namespace mlir::lowres {

/// Calls `visit` for all layouts of `op`'s weights whose fields take at most
/// `maxCount` values.
void forEachPacking(LayerOpInterface op, unsigned lanes, uint64_t maxCount,
                    function_ref<void(InterleavedAttr)> visit);

/// What the smallest layout has least of.
std::pair<int64_t, unsigned> getSizeRank(LayerOpInterface op,
                                         InterleavedAttr packing);

/// How many fields of one digit a byte's dot products can take as they lie,
/// without a shift. Each costs an accumulator. Where dot products are not
/// `exact`, bytes above 127 would have to be split.
unsigned getMaxPlaces(LayerOpInterface op, InterleavedAttr packing, bool exact);

/// Kernels of `op`, with predicted times in any unit.
class FastKernels {
public:
  explicit FastKernels(LayerOpInterface op) : op(op) {}

  void add(KernelAttr kernel, double time) {
    kernels.push_back({time, kernel});
  }

  /// That of the smallest layout of those whose time is not much longer than
  /// the shortest one.
  KernelAttr getSmallest() const;
  /// The `count` kernels with the shortest times, in that order.
  SmallVector<KernelAttr> getShortest(size_t count) const;

private:
  LayerOpInterface op;
  SmallVector<std::pair<double, KernelAttr>> kernels;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELLAYOUTS_H
