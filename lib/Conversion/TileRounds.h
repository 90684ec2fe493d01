//===- TileRounds.h - Rounds of a loop over tiles of outputs ----*- C++ -*-===//

#ifndef LOWRES_LIB_CONVERSION_TILEROUNDS_H
#define LOWRES_LIB_CONVERSION_TILEROUNDS_H

#include "LoopEmitter.h"

namespace mlir::lowres {

/// The rounds of a loop over the tiles of `outputs`: those of `step` tiles
/// each, and behind them those of `restStep`, which divides what is left over.
/// They are in one loop, so that the last ones do not wait for all others.
class TileRounds : LoopEmitter {
public:
  TileRounds(OpBuilder &builder, Location loc, int64_t outputs, int64_t lanes,
             int64_t step, int64_t restStep);

  int64_t getNumRounds() const { return parts.back().endRound; }
  Value getFirstTile(Value round) {
    return select(
        round, [&](const Part &part) { return apply(part.firstTile, round); });
  }
  OpFoldResult getNumOutputs(Value round);
  /// `body` for the tiles of a round, of which `slice` takes the outputs.
  Value build(Value round, Value slice,
              function_ref<Value(int64_t tiles, Value slice)> body);

private:
  /// Rounds that have `tiles` tiles each.
  struct Part {
    int64_t endRound, tiles;
    AffineExpr firstTile;
    /// Whether all these tiles have an output in every lane.
    bool isFull;
  };

  /// What `get` returns for the part that a round belongs to.
  Value select(Value round, function_ref<Value(const Part &)> get);
  Value isInFirstPart(Value round) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, round,
                                 index(parts.front().endRound));
  }

  int64_t outputs, lanes;
  SmallVector<Part, 2> parts;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_TILEROUNDS_H
