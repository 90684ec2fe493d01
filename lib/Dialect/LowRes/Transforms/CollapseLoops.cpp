//===- CollapseLoops.cpp - One loop over what lies in a row ---------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESCOLLAPSELOOPS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Whether each step of the loops of `op` is a place in row-major buffers.
static bool walksRows(linalg::LinalgOp op) {
  return op.hasPureBufferSemantics() && !op.hasIndexSemantics() &&
         llvm::all_of(
             op.getIndexingMapsArray(),
             [](AffineMap map) { return map.isProjectedPermutation(); }) &&
         llvm::all_of(op->getOperandTypes(), [](Type type) {
           auto buffer = dyn_cast<MemRefType>(type);
           return !buffer || buffer.areTrailingDimsContiguous(buffer.getRank());
         });
}

/// The loops of `op`, those together that one loop can replace.
static SmallVector<ReassociationIndices> groupLoops(linalg::LinalgOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> groups;
  for (int64_t loop = 0, e = op.getNumLoops(); loop < e; ++loop) {
    if (loop > 0 && iterators[loop] == iterators[loop - 1] &&
        linalg::areDimSequencesPreserved(maps,
                                         ReassociationIndices{loop - 1, loop}))
      groups.back().push_back(loop);
    else
      groups.push_back({loop});
  }
  return groups;
}

static void collapse(linalg::LinalgOp op) {
  if (!isa<linalg::GenericOp, linalg::FillOp, linalg::CopyOp>(op) ||
      !walksRows(op))
    return;
  SmallVector<ReassociationIndices> groups = groupLoops(op);
  if (groups.size() == op.getNumLoops())
    return;
  IRRewriter rewriter(op);
  if (isa<linalg::FillOp>(op))
    op = *linalg::generalizeNamedOp(rewriter, op);
  if (succeeded(linalg::collapseOpIterationDims(op, groups, rewriter)))
    rewriter.eraseOp(op);
}

namespace {
struct CollapseLoopsPass
    : lowres::impl::LowResCollapseLoopsBase<CollapseLoopsPass> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation()->walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops)
      collapse(op);
  }
};
} // namespace
