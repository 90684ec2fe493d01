//===- BlockProductLoops.cpp - Loops of products of blocks ----------------===//

#include "BlockProductLoops.h"

#include "VectorIntrinsics.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::lowres;

/// What of a panel stays in the nearest cache while rows stream by.
static constexpr int64_t kNearBytes = 32 * 1024;

ProductEmitter::ProductEmitter(OpBuilder &builder, Location loc,
                               const BlockProduct &product, bool fromZero)
    : LoopEmitter(builder, loc), rows(product.rows), sums(product.sums),
      fromZero(fromZero) {
  ArrayRef<int64_t> rowsShape = cast<MemRefType>(rows.getType()).getShape();
  ArrayRef<int64_t> panelShape =
      cast<MemRefType>(product.panel.getType()).getShape();
  tiles = panelShape[0];
  steps = rowsShape[1];
  blockRows = rowsShape[2];
  inputs = rowsShape[3];
  lanes = panelShape[3];
  // What one register holds.
  panel = memref::CollapseShapeOp::create(
      builder, loc, product.panel,
      ArrayRef<ReassociationIndices>{{0}, {1}, {2}, {3, 4}});
}

void ProductEmitter::forEachPart(int64_t blocks, int64_t tilesAtOnce,
                                 function_ref<void(const Part &)> body) {
  Value numBlocks = getValueOrCreateConstantIndexOp(
      builder, loc, memref::getMixedSize(builder, loc, sums, 0));
  Value rest = arith::RemUIOp::create(builder, loc, numBlocks, index(blocks));
  Value wholeBlocks = arith::SubIOp::create(builder, loc, numBlocks, rest);
  int64_t wholeTiles = tiles - tiles % tilesAtOnce;
  using Values = SmallVector<Value>;
  auto loopOverTiles = [&](Value block, int64_t blocks) {
    auto loop = [&](int64_t from, int64_t to, int64_t step) {
      if (from == to)
        return;
      buildLoop(index(from), index(to), step, ValueRange(),
                [&](Value tile, ValueRange) -> Values {
                  body({block, tile, blocks, step});
                  return {};
                });
    };
    loop(0, wholeTiles, tilesAtOnce);
    loop(wholeTiles, tiles, 1);
  };
  buildLoop(index(0), wholeBlocks, blocks, ValueRange(),
            [&](Value block, ValueRange) -> Values {
              loopOverTiles(block, blocks);
              return {};
            });
  if (blocks > 1)
    buildLoop(wholeBlocks, numBlocks, 1, ValueRange(),
              [&](Value block, ValueRange) -> Values {
                loopOverTiles(block, 1);
                return {};
              });
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

void ProductEmitter::emitTiles() {
  // Of eight registers, four hold sums.
  forEachPart(2, 2, [&](const Part &part) { multiplyTiles(part); });
}

void ProductEmitter::multiplyTiles(const Part &part) {
  auto sumType = amx::TileType::get({blockRows, lanes}, builder.getI32Type());
  auto rowType = amx::TileType::get({blockRows, inputs}, builder.getI8Type());
  auto panelType =
      amx::TileType::get({inputs / 4, 4 * lanes}, builder.getI8Type());
  Value zero = index(0);
  // Each block of rows meets this part of the panel once. The part itself is
  // used for all of them, from the nearest cache if that holds it and more.
  bool streamsPanel = part.tiles * steps * inputs * lanes > kNearBytes;
  auto loadTile = [&](amx::TileType type, Value memory, bool stream,
                      Value first, int64_t offset, Value second) -> Value {
    SmallVector<Value> position{add(first, index(offset)), second, zero, zero};
    if (stream)
      return streamTile(type, memory, position);
    return amx::TileLoadOp::create(builder, loc, type, memory, position);
  };
  auto getSumPosition = [&](int64_t block, int64_t tile) {
    return SmallVector<Value>{add(part.block, index(block)),
                              add(part.tile, index(tile)), zero, zero};
  };
  SmallVector<Value> totals;
  for (int64_t block = 0; block < part.blocks; ++block)
    for (int64_t tile = 0; tile < part.tiles; ++tile) {
      if (fromZero)
        totals.push_back(amx::TileZeroOp::create(builder, loc, sumType));
      else
        totals.push_back(amx::TileLoadOp::create(builder, loc, sumType, sums,
                                                 getSumPosition(block, tile)));
    }
  totals = buildLoop(steps, 1, totals, [&](Value step, ValueRange state) {
    SmallVector<Value> x, codes, results;
    for (int64_t block = 0; block < part.blocks; ++block)
      x.push_back(
          loadTile(rowType, rows, /*stream=*/true, part.block, block, step));
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      codes.push_back(
          loadTile(panelType, panel, streamsPanel, part.tile, tile, step));
    for (int64_t block = 0; block < part.blocks; ++block)
      for (int64_t tile = 0; tile < part.tiles; ++tile)
        results.push_back(amx::TileMulIOp::create(
            builder, loc, sumType, x[block], codes[tile],
            state[block * part.tiles + tile], /*isZextLhs=*/false,
            /*isZextRhs=*/true));
    return results;
  });
  for (int64_t block = 0; block < part.blocks; ++block)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      amx::TileStoreOp::create(builder, loc, sums, getSumPosition(block, tile),
                               totals[block * part.tiles + tile]);
}

/// The `amx` dialect has no operation for the instruction.
Value ProductEmitter::streamTile(amx::TileType type, Value memory,
                                 ValueRange position) {
  auto pointerType = LLVM::LLVMPointerType::get(builder.getContext());
  Type i64 = builder.getI64Type(), i16 = builder.getI16Type();
  auto metadata =
      memref::ExtractStridedMetadataOp::create(builder, loc, memory);
  Value address =
      add(memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memory),
          getValueOrCreateConstantIndexOp(builder, loc,
                                          metadata.getConstifiedMixedOffset()));
  SmallVector<OpFoldResult> strides = metadata.getConstifiedMixedStrides();
  auto getStride = [&](size_t dim) {
    return getValueOrCreateConstantIndexOp(builder, loc, strides[dim]);
  };
  for (auto [dim, offset] : llvm::enumerate(position))
    address = add(address,
                  arith::MulIOp::create(builder, loc, offset, getStride(dim)));
  Value stride = getStride(position.size() - 2);
  auto toI64 = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, i64, value);
  };
  Value pointer =
      LLVM::IntToPtrOp::create(builder, loc, pointerType, toI64(address));
  auto size = [&](int64_t value) {
    return getIntConstant(builder, loc, i16, value);
  };
  Value tile =
      LLVM::CallIntrinsicOp::create(
          builder, loc, LLVM::LLVMX86AMXType::get(builder.getContext()),
          builder.getStringAttr("llvm.x86.tileloaddt164.internal"),
          ValueRange{size(type.getDimSize(0)), size(type.getDimSize(1)),
                     pointer, toI64(stride)})
          .getResult(0);
  return UnrealizedConversionCastOp::create(builder, loc, type, tile)
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Dot products
//===----------------------------------------------------------------------===//

void ProductEmitter::emitPairs() {
  // With two tiles of two registers for two rows, half of the registers.
  int64_t rowsAtOnce = getRowsAtOnce(/*unit=*/2, /*maxRows=*/8);
  forEachPart(1, 2, [&](const Part &part) {
    buildLoop(blockRows, rowsAtOnce, ValueRange(),
              [&](Value row, ValueRange) -> SmallVector<Value> {
                multiplyPairs(part, row, rowsAtOnce);
                return {};
              });
  });
}

// usmmla adds the products of two outputs' eight weights and two rows' eight
// inputs to four sums, an output's two side by side. Sums in memory are those
// of four outputs, side by side for each row.
void ProductEmitter::multiplyPairs(const Part &part, Value firstRow,
                                   int64_t numRows) {
  auto sumType = VectorType::get({lanes}, builder.getI32Type());
  auto byteType = VectorType::get({4 * lanes}, builder.getI8Type());
  auto interleave = [&](Value a, Value b, bool upper) -> Value {
    static constexpr int64_t low[] = {0, 4, 1, 5}, high[] = {2, 6, 3, 7};
    return vector::ShuffleOp::create(builder, loc, a, b, upper ? high : low);
  };
  auto getSumPosition = [&](int64_t row, int64_t tile) {
    return SmallVector<Value>{part.block, add(part.tile, index(tile)),
                              add(firstRow, index(row)), index(0)};
  };
  SmallVector<Value> totals;
  for (int64_t row = 0; row < numRows; row += 2)
    for (int64_t tile = 0; tile < part.tiles; ++tile) {
      if (fromZero) {
        totals.append(2, getIntConstant(builder, loc, sumType, 0));
        continue;
      }
      Value first = load(sumType, sums, getSumPosition(row, tile)),
            second = load(sumType, sums, getSumPosition(row + 1, tile));
      for (bool upper : {false, true})
        totals.push_back(interleave(first, second, upper));
    }
  // Two rows, one after the other.
  Value pairs = memref::CollapseShapeOp::create(
      builder, loc, rows, ArrayRef<ReassociationIndices>{{0}, {1}, {2, 3}});
  totals = buildLoop(steps, 1, totals, [&](Value step, ValueRange state) {
    SmallVector<Value> codes, results;
    for (int64_t tile = 0; tile < part.tiles; ++tile) {
      auto loadQuads = [&](int64_t quad) {
        Value bytes =
            load(byteType, panel,
                 {add(part.tile, index(tile)), step, index(quad), index(0)});
        return vector::BitCastOp::create(builder, loc, sumType, bytes);
      };
      Value first = loadQuads(0), second = loadQuads(1);
      for (bool upper : {false, true})
        codes.push_back(vector::BitCastOp::create(
            builder, loc, byteType, interleave(first, second, upper)));
    }
    for (int64_t row = 0; row < numRows; row += 2) {
      Value x =
          load(byteType, pairs,
               {part.block, step, mul(add(firstRow, index(row)), inputs)});
      for (Value code : codes)
        results.push_back(
            callIntrinsic(builder, loc, "llvm.aarch64.neon.usmmla.v4i32.v16i8",
                          sumType, {state[results.size()], code, x}));
    }
    return results;
  });
  size_t i = 0;
  for (int64_t row = 0; row < numRows; row += 2)
    for (int64_t tile = 0; tile < part.tiles; ++tile, i += 2)
      for (int64_t line = 0; line < 2; ++line) {
        SmallVector<int64_t> lines = {line, line + 2, line + 4, line + 6};
        Value sum = vector::ShuffleOp::create(builder, loc, totals[i],
                                              totals[i + 1], lines);
        vector::TransferWriteOp::create(builder, loc, sum, sums,
                                        getSumPosition(row + line, tile),
                                        ArrayRef<bool>{true});
      }
}

int64_t ProductEmitter::getRowsAtOnce(int64_t unit, int64_t maxRows) const {
  int64_t rows = std::min(blockRows, maxRows) / unit * unit;
  while (blockRows % rows != 0)
    rows -= unit;
  return rows;
}

void ProductEmitter::emitDots() {
  // With two tiles, so many sums leave registers for the operands.
  int64_t rowsAtOnce = getRowsAtOnce(/*unit=*/1, /*maxRows=*/12);
  forEachPart(1, 2, [&](const Part &part) {
    buildLoop(blockRows, rowsAtOnce, ValueRange(),
              [&](Value row, ValueRange) -> SmallVector<Value> {
                multiplyDots(part, row, rowsAtOnce);
                return {};
              });
  });
}

void ProductEmitter::multiplyDots(const Part &part, Value firstRow,
                                  int64_t numRows) {
  auto sumType = VectorType::get({lanes}, builder.getI32Type());
  auto byteType = VectorType::get({4 * lanes}, builder.getI8Type());
  auto getSumPosition = [&](int64_t row, int64_t tile) {
    return SmallVector<Value>{part.block, add(part.tile, index(tile)),
                              add(firstRow, index(row)), index(0)};
  };
  SmallVector<Value> totals;
  for (int64_t row = 0; row < numRows; ++row)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      totals.push_back(fromZero
                           ? getIntConstant(builder, loc, sumType, 0)
                           : load(sumType, sums, getSumPosition(row, tile)));
  auto addQuad = [&](Value step, Value quad, ValueRange state) {
    SmallVector<Value> codes, results;
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      codes.push_back(
          load(byteType, panel,
               {add(part.tile, index(tile)), step, quad, index(0)}));
    for (int64_t row = 0; row < numRows; ++row) {
      Value x =
          loadQuad(byteType, rows,
                   {part.block, step, add(firstRow, index(row)), mul(quad, 4)});
      for (int64_t tile = 0; tile < part.tiles; ++tile)
        results.push_back(DotOp::create(
            builder, loc, state[results.size()], codes[tile], x,
            builder.getI32IntegerAttr(std::numeric_limits<uint8_t>::max())));
    }
    return results;
  };
  totals = buildLoop(steps, 1, totals, [&](Value step, ValueRange state) {
    if (inputs == 4)
      return addQuad(step, index(0), state);
    return buildLoop(inputs / 4, 1, state, [&](Value quad, ValueRange state) {
      return addQuad(step, quad, state);
    });
  });
  for (int64_t row = 0; row < numRows; ++row)
    for (int64_t tile = 0; tile < part.tiles; ++tile)
      vector::TransferWriteOp::create(
          builder, loc, totals[row * part.tiles + tile], sums,
          getSumPosition(row, tile), ArrayRef<bool>{true});
}
