//===- FloatLayer.h - Layers of float models --------------------*- C++ -*-===//
//
// What the conversions from upstream dialects to lowres layers share: each says
// which of its operations are layers and how to put a lowres layer in their
// place; what becomes of their weights is decided elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_FLOATLAYER_H
#define LOWRES_LIB_CONVERSION_FLOATLAYER_H

#include "ConstantWeights.h"

#include "mlir/IR/PatternMatch.h"

#include <functional>
#include <optional>

namespace mlir::lowres {

/// An operation that a lowres layer can stand for, whatever its weights are.
struct FloatLayer {
  WeightsOperand weights;
  /// The shape of the lowres layer's weights: [outputs, inputs], or
  /// [outputs, height, width, channels] of a convolution.
  SmallVector<int64_t> shape;
  /// Replaces the operation by a lowres layer with these weights.
  std::function<void(RewriterBase &, Value weights, Value scale)> replace;

  int64_t getNumOutputs() const { return shape.front(); }
};

/// A layer, or why the operation is none although it computes like one.
struct LayerMatch {
  std::optional<FloatLayer> layer;
  std::string whyNot;

  LayerMatch(FloatLayer layer) : layer(std::move(layer)) {}
  LayerMatch(const Twine &whyNot) : whyNot(whyNot.str()) {}
};

/// Nothing for operations that do not compute like a layer.
std::optional<LayerMatch> matchLinalgLayer(Operation *op);
std::optional<LayerMatch> matchTosaLayer(Operation *op);

/// N-level weights for a layer; nothing, with a reason, if it is to stay float.
/// What a model has dequantised comes as it is.
using WeightEncoder = function_ref<std::optional<LevelWeights>(
    Operation *op, const FloatLayer &layer, ConstantWeights weights,
    std::string &whyNot)>;

/// How many layers became lowres layers, and how many stayed float.
struct LayerCounts {
  unsigned converted = 0, stayed = 0;
};

/// A remark "<operation> stays float: <reason>", once: the location is marked,
/// and an operation with a marked location (what it is lowered to, as a rule)
/// is not reported again.
void reportStaysFloat(Operation *op, const Twine &whyNot);

/// Replaces every layer below `root` that `match` finds and that has N-level
/// weights by `encode`. Each of the others is reported by a remark.
LayerCounts
convertLayers(Operation *root,
              function_ref<std::optional<LayerMatch>(Operation *)> match,
              WeightEncoder encode);

/// convertLayers with the weights as they are, where they take at most
/// `maxLevels` values. Fails, with an error at `root`, for a number of levels
/// that no level type has.
FailureOr<LayerCounts>
recogniseLayers(Operation *root,
                function_ref<std::optional<LayerMatch>(Operation *)> match,
                unsigned maxLevels);

/// Replaces products, with a softmax between them, of structured operations by
/// `lowres.scaled_dot_product_attention`. A product with a softmax that is no
/// attention is reported by a remark. Returns how many became attention.
unsigned recogniseAttention(Operation *root);

/// Applies patterns greedily, and leaves everything else where it is.
LogicalResult applyPatterns(Operation *root, RewritePatternSet patterns);

/// A bias that is no constant zero; else null.
Value dropZeroBias(Value bias);

/// A tensor that is `source` repeated along the dimensions `added`.
struct Broadcast {
  Value source;
  SmallVector<int64_t> added;
};

/// What `value` is, if linalg makes it so.
std::optional<Broadcast> matchBroadcast(Value value);

/// Positions of a window on a line of `size` elements with its padding, as
/// `lowres.conv_2d` has them; 0 if the window is larger.
int64_t getNumPositions(int64_t size, int64_t window, int64_t dilation,
                        int64_t stride);

/// Make the addition of a bias, or a ReLU or ReLU6, part of the lowres layer
/// whose result it has, also through transposes and reshapes. (Those of linalg
/// also take the batch of a layer's result from its input.)
void populateLinalgEpiloguePatterns(RewritePatternSet &patterns);
void populateTosaEpiloguePatterns(RewritePatternSet &patterns);

/// Make attention and the four projections around it `lowres.attention`.
void populateAttentionLayerPatterns(RewritePatternSet &patterns);

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_FLOATLAYER_H
