//===- BlockProductLoops.h - Loops of products of blocks --------*- C++ -*-===//

#ifndef LOWRES_LIB_CONVERSION_BLOCKPRODUCTLOOPS_H
#define LOWRES_LIB_CONVERSION_BLOCKPRODUCTLOOPS_H

#include "BlockProducts.h"
#include "LoopEmitter.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/AMX/AMXDialect.h"

namespace mlir::lowres {

/// Emits the loops of one product of memrefs.
class ProductEmitter : LoopEmitter {
public:
  /// Sums start from zero instead of what they are if `fromZero`.
  ProductEmitter(OpBuilder &builder, Location loc, const BlockProduct &product,
                 bool fromZero);

  /// Whether blocks are what AMX multiplies.
  bool fitsTiles() const {
    return PanelAttr::fitsTiles(blockRows, inputs, lanes);
  }
  /// Whether two rows of a block and two outputs are what usmmla multiplies.
  bool fitsPairs() const {
    return PanelAttr::fitsPairs(blockRows, inputs, lanes) &&
           cast<MemRefType>(rows.getType()).areTrailingDimsContiguous(2);
  }
  void emitTiles();
  void emitPairs();
  void emitDots();

private:
  /// A part of the sums that is in registers at a time.
  struct Part {
    Value block, tile;
    int64_t blocks, tiles;
  };
  /// Covers all sums, `blocks` times `tiles` at a time where so many are left.
  void forEachPart(int64_t blocks, int64_t tiles,
                   function_ref<void(const Part &)> body);
  void multiplyTiles(const Part &part);
  /// A tile of bytes, which need not stay in the nearest cache.
  Value streamTile(amx::TileType type, Value memory, ValueRange position);
  /// The largest divisor of the rows of a block that is a multiple of `unit`
  /// and at most `maxRows`.
  int64_t getRowsAtOnce(int64_t unit, int64_t maxRows) const;
  /// `numRows` rows of a block from `firstRow` on.
  void multiplyPairs(const Part &part, Value firstRow, int64_t numRows);
  void multiplyDots(const Part &part, Value firstRow, int64_t numRows);

  Value rows, panel, sums;
  bool fromZero;
  int64_t tiles, steps, blockRows, inputs, lanes;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_BLOCKPRODUCTLOOPS_H
