//===- LoopWork.h - How much a loop has to do -------------------*- C++ -*-===//

#ifndef LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_LOOPWORK_H
#define LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_LOOPWORK_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::lowres {

/// Whether one region of `op` runs at most, each time.
inline bool isBranch(Operation *op) {
  return isa<scf::IfOp, scf::IndexSwitchOp>(op);
}

/// About how many operations on floats, vectors and memory all rounds of
/// `loop`, which is one loop over [0, n), execute together: an index, computed
/// at the builder's position, in front of the loop. Every round counts like the
/// first one, loops in it as often as their bounds say (once if these are not
/// known in front of the loop), and of the sides of a branch the longest.
///
/// A copy of a buffer, and filling one, counts once for a cache line. An
/// operation on a tile counts for each of its rows: two for a product, one for
/// loading or storing it.
Value estimateWork(OpBuilder &builder, scf::ForallOp loop);

} // namespace mlir::lowres

#endif // LOWRES_LIB_DIALECT_LOWRES_TRANSFORMS_LOOPWORK_H
