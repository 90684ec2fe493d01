//===- PrefetchWeights.cpp - Ask for packed weights ahead -----------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPREFETCHWEIGHTS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Where a vector is less than half a line of the cache, most prefetches would
/// ask for a line that has been asked for, and take longer than they save.
static constexpr int64_t kMinVectorBytes = 32;

/// Whether `read` takes bytes of a constant of at least `minBytes` at a place
/// that changes with the loop around it.
static bool isStreamed(vector::TransferReadOp read, int64_t minBytes) {
  auto type = dyn_cast<MemRefType>(read.getBase().getType());
  auto global = read.getBase().getDefiningOp<memref::GetGlobalOp>();
  auto loop = dyn_cast<scf::ForOp>(read->getParentOp());
  return global && loop && type.getRank() == 1 &&
         read.getVectorType().getNumElements() >= kMinVectorBytes &&
         type.getElementType().isInteger(8) &&
         type.getNumElements() >= minBytes &&
         !loop.isDefinedOutsideOfLoop(read.getIndices().front());
}

namespace {
struct PrefetchWeightsPass
    : lowres::impl::LowResPrefetchWeightsBase<PrefetchWeightsPass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation()->walk([&](vector::TransferReadOp read) {
      if (!isStreamed(read, minBytes))
        return;
      OpBuilder builder(read);
      Location loc = read.getLoc();
      Value ahead = arith::ConstantIndexOp::create(builder, loc, distance);
      Value position =
          arith::AddIOp::create(builder, loc, read.getIndices().front(), ahead);
      memref::PrefetchOp::create(builder, loc, read.getBase(), position,
                                 /*isWrite=*/false, /*localityHint=*/3,
                                 /*isDataCache=*/true);
      ++numPrefetches;
    });
  }
};
} // namespace
