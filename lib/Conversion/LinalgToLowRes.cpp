//===- LinalgToLowRes.cpp - Structured operations to lowres layers --------===//

#include "FloatLayer.h"
#include "lowres/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLINALGTOLOWRES
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct ConvertLinalgToLowResPass
    : lowres::impl::ConvertLinalgToLowResBase<ConvertLinalgToLowResPass> {
  using Base::Base;

  void runOnOperation() override {
    numAttention += recogniseAttention(getOperation());
    FailureOr<LayerCounts> counts =
        recogniseLayers(getOperation(), matchLinalgLayer, maxLevels);
    if (failed(counts))
      return signalPassFailure();
    numConverted += counts->converted;
    numFloat += counts->stayed;

    // Transposes of activations meet where layers of a model in another layout
    // follow one another.
    RewritePatternSet patterns(&getContext());
    populateLinalgEpiloguePatterns(patterns);
    linalg::TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns,
                                                         &getContext());
    // Only then, since projections have their biases now.
    RewritePatternSet attention(&getContext());
    populateAttentionLayerPatterns(attention);
    if (failed(applyPatterns(getOperation(), std::move(patterns))) ||
        failed(applyPatterns(getOperation(), std::move(attention))))
      signalPassFailure();
  }
};
} // namespace
