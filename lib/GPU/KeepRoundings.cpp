//===- KeepRoundings.cpp - Products and sums that round by themselves -----===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESKEEPROUNDINGS
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct LowResKeepRoundingsPass
    : lowres::impl::LowResKeepRoundingsBase<LowResKeepRoundingsPass> {
  void runOnOperation() override {
    auto none = UnitAttr::get(&getContext());
    getOperation().walk([&](Operation *op) {
      if (isa<spirv::FAddOp, spirv::FSubOp, spirv::FMulOp>(op))
        op->setAttr("no_contraction", none);
    });
  }
};
} // namespace
