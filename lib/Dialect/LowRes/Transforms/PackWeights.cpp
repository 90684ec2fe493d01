//===- PackWeights.cpp - Store weights in the layout of their kernel ------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPACKWEIGHTS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// `constant` in the encoding of `type`; nothing if decoding that does not give
/// the same codes.
static FailureOr<ConstantOp> repack(OpBuilder &builder, ConstantOp constant,
                                    RankedTensorType type) {
  SmallVector<uint8_t, 0> codes = constant.getCodes();
  SmallVector<uint8_t, 0> storage = encodeCodes(codes, type);
  auto decoded =
      decodeCodes(storage, type, [&] { return constant.emitOpError(); });
  if (failed(decoded))
    return failure();
  if (*decoded != codes)
    return constant.emitOpError("codes do not survive the encoding ")
           << type.getEncoding();
  return ConstantOp::create(builder, constant.getLoc(), type,
                            getBytesAttr(constant.getContext(), storage));
}

namespace {
struct PackWeightsPass : lowres::impl::LowResPackWeightsBase<PackWeightsPass> {
  void runOnOperation() override {
    // Layers that share weights and a packing go on sharing them.
    DenseMap<std::pair<ConstantOp, InterleavedAttr>, ConstantOp> packed;
    SetVector<ConstantOp> originals;
    WalkResult result = getOperation()->walk([&](LayerOpInterface op) {
      std::optional<KernelAttr> kernel = op.getKernel();
      if (!kernel || !kernel->getPacking())
        return WalkResult::advance();
      auto type = op.getWeights().getType();
      if (type.getEncoding() == kernel->getPacking())
        return WalkResult::advance();
      auto constant = op.getWeights().getDefiningOp<ConstantOp>();
      if (!constant) {
        op->emitOpError("has a kernel with a packing, but its weights are not "
                        "a constant");
        return WalkResult::interrupt();
      }
      ConstantOp &shared = packed[{constant, kernel->getPacking()}];
      if (!shared) {
        auto packedType = RankedTensorType::get(
            type.getShape(), type.getElementType(), kernel->getPacking());
        OpBuilder builder(constant);
        FailureOr<ConstantOp> repacked = repack(builder, constant, packedType);
        if (failed(repacked))
          return WalkResult::interrupt();
        shared = *repacked;
        originals.insert(constant);
        ++numPacked;
      }
      op.getWeightsMutable().assign(shared);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    for (ConstantOp original : originals)
      if (original->use_empty())
        original.erase();
  }
};
} // namespace
