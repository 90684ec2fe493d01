//===- LayerBehind.h - The layer that a value comes from --------*- C++ -*-===//
//
// What fusing a bias or an activation into a lowres layer has in common for all
// dialects that they are written in.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_LAYERBEHIND_H
#define LOWRES_LIB_CONVERSION_LAYERBEHIND_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/IR/PatternMatch.h"

#include <optional>

namespace mlir::lowres {

/// A lowres.dense or lowres.conv_2d, and the operations that move its result's
/// elements on the way to a value. None of them has another use.
class LayerBehind {
public:
  /// The layer behind `value`, through operations for which `passes` holds.
  static std::optional<LayerBehind>
  find(Value value, function_ref<bool(Operation *)> passes);

  /// Gives the layer an activation function. False if it has one.
  bool setActivation(RewriterBase &rewriter, Activation activation) const;

  /// Whether it can add `bias` as `user` does, a tensor of as many elements as
  /// it has outputs: it has no bias and no activation function yet, and is in
  /// the block of `user`. (Moved into a loop it would run more often.)
  bool takesBias(Operation *user, Value bias) const;

  /// Adds `bias`, as a tensor of rank 1. The layer moves to `user`, since
  /// `bias` may be computed between the two.
  void setBias(RewriterBase &rewriter, Operation *user, Value bias) const;

private:
  LayerOpInterface layer;
  /// From the value on to the layer.
  SmallVector<Operation *> between;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_LAYERBEHIND_H
