//===- TileRounds.cpp - Rounds of a loop over tiles of outputs ------------===//

#include "TileRounds.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::lowres;

TileRounds::TileRounds(OpBuilder &builder, Location loc, int64_t outputs,
                       int64_t lanes, int64_t step, int64_t restStep)
    : LoopEmitter(builder, loc), outputs(outputs), lanes(lanes) {
  int64_t tiles = llvm::divideCeil(outputs, lanes), whole = tiles / step;
  AffineExpr round = builder.getAffineDimExpr(0);
  if (whole > 0)
    parts.push_back(
        {whole, step, round * step, whole * step * lanes <= outputs});
  if (int64_t rest = tiles % step)
    parts.push_back({whole + rest / restStep, restStep,
                     (round - whole) * restStep + whole * step,
                     tiles * lanes == outputs});
}

Value TileRounds::select(Value round, function_ref<Value(const Part &)> get) {
  Value last = get(parts.back());
  if (parts.size() == 1)
    return last;
  return builder.createOrFold<arith::SelectOp>(loc, isInFirstPart(round),
                                               get(parts.front()), last);
}

OpFoldResult TileRounds::getNumOutputs(Value round) {
  return getAsOpFoldResult(select(round, [&](const Part &part) {
    return part.isFull ? index(part.tiles * lanes)
                       : applyMin(outputs - part.firstTile * lanes,
                                  part.tiles * lanes, round);
  }));
}

Value TileRounds::build(Value round, Value slice,
                        function_ref<Value(int64_t, Value)> body) {
  if (parts.size() == 1)
    return body(parts.front().tiles, slice);
  auto buildPart = [&](const Part &part) -> Value {
    auto buildTiles = [&](Value slice) { return body(part.tiles, slice); };
    if (!part.isFull)
      return buildTiles(slice);
    // A size that is known may save the masks of stores.
    OpFoldResult zero = builder.getIndexAttr(0);
    return updateSlice(slice,
                       {{zero, zero},
                        {tensor::getMixedSize(builder, loc, slice, 0),
                         builder.getIndexAttr(part.tiles * lanes)}},
                       buildTiles);
  };
  auto branch = [&](const Part &part) {
    return [&](OpBuilder &, Location) {
      scf::YieldOp::create(builder, loc, buildPart(part));
    };
  };
  return scf::IfOp::create(builder, loc, isInFirstPart(round),
                           branch(parts.front()), branch(parts.back()))
      .getResult(0);
}
