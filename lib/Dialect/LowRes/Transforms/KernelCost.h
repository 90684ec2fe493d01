//===- KernelCost.h - Predicted times of kernels ----------------*- C++ -*-===//
//
// An analytical model of kernels on x86-64 with vectors (sums of floats: with
// AVX2) and on AArch64. A kernel computes for as long as the busiest of
//
// * the ports for vector operations, for products and for lookups,
// * the ports for loads (stored weights, and inputs that are broadcast),
//
// and reads the bytes of the weights, from the second-level cache or, if those
// of all layers do not fit there, from beyond. The longer of the two hides most
// of the other.
//
// Rows in a panel have the time to decode it once, and that of the products,
// by AMX or by dot products of 512 bits. That many rows are decoded for again,
// and that rows are packed, is left out.
//
// What is counted is one chunk of a tile (see #lowres.interleaved; of several
// tiles that share it, a tile's part), decoded once for a block of rows.
// Everything outside of that loop is left out.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELCOST_H
#define LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELCOST_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Target/CoreInfo.h"

namespace mlir::lowres {

class KernelCost {
public:
  /// The description of the core, if there is one, has been checked
  /// (CoreInfo::getFor).
  KernelCost(LayerOpInterface op, const TargetInfo &target);
  KernelCost(LayerOpInterface op, const TargetInfo &target,
             const CoreInfo &core);

  /// Cycles in which `kernel` computes all outputs of a row, as a mean of a
  /// single row and a row of a block where a layer has both. With panels it is
  /// the mean of all rows if their number is known, else that of a single row.
  double getCyclesOfRow(KernelAttr kernel);

  /// Cycles in which `kernel` computes all outputs of `rows` rows.
  double getCyclesOfRows(KernelAttr kernel, int64_t rows);

  /// Whether the weights of all layers stay in the second-level cache from one
  /// call to the next.
  bool fitsCaches() const { return inCaches; }

private:
  /// For a row, if so many rows and tiles share the work.
  double getCycles(KernelAttr kernel, unsigned rows, unsigned tiles);
  /// To read all weights once.
  double getReadingCycles(InterleavedAttr layout);
  /// For all of `rows` rows, in panels.
  double getPanelCycles(KernelAttr kernel, int64_t rows);

  LayerOpInterface op;
  const TargetInfo &target;
  CoreInfo core;
  bool inCaches;
};

/// Whether a dot product of any bytes is one instruction, with sums of 32 bits.
/// Others take weights as signed bytes, or add pairs of products in 16 bits, so
/// that weights above 127 have to be split.
bool hasExactDot(const TargetInfo &target);

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_KERNELCOST_H
