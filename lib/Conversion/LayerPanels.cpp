//===- LayerPanels.cpp - Many rows of a layer -----------------------------===//
//
// The products themselves are linalg.generic operations on blocks of bytes,
// for `convert-block-products`.
//
//===----------------------------------------------------------------------===//

#include "BlockProducts.h"
#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;
using namespace mlir::lowres;

/// Packed rows of about this many bytes stay in the second-level cache together
/// with a panel; so many of them hide the time to decode it.
static constexpr int64_t kPackedBytes = 1024 * 1024;
static constexpr int64_t kMaxPackedRows = 512;

/// Rounds of the parallel loop over tiles: each has memory for its panel.
static constexpr int64_t kMaxRounds = 32;

int64_t LayerKernel::getMaxPackedRows() {
  int64_t rows = std::clamp<int64_t>(kPackedBytes / getNumPaddedInputs(), 1,
                                     kMaxPackedRows);
  int64_t all = cast<ShapedType>(this->rows.input.getType()).getDimSize(0);
  if (!ShapedType::isDynamic(all))
    rows = std::min(rows, all);
  // Blocks are multiplied in pairs.
  int64_t block = kernel.getPanel().getRows();
  return rows <= block ? block : llvm::alignTo(rows, 2 * block);
}

Value LayerKernel::buildParallelPanels(Value output) {
  int64_t maxRows = getMaxPackedRows(), tiles = kernel.getPanel().getTiles();
  int64_t step =
      llvm::alignTo(llvm::divideCeil(getNumTiles(), kMaxRounds), tiles);
  Value numRows = getValueOrCreateConstantIndexOp(
      builder, loc, tensor::getMixedSize(builder, loc, rows.input, 0));
  return buildLoop(
      index(0), numRows, maxRows, output, [&](Value first, Value output) {
        AffineExpr row, all;
        bindDims(builder.getContext(), row, all);
        Value count = applyMin(all - row, maxRows, {first, numRows});
        PackedRows packed = packRows(first, count);
        auto buildTiles = [&](Value firstTile, int64_t count, Value output) {
          return buildPanels(packed, firstTile, count, output);
        };
        return buildParallelTiles(step, output, buildTiles);
      });
}

LayerKernel::PackedRows LayerKernel::packRows(Value first, Value count) {
  int64_t blockRows = kernel.getPanel().getRows();
  int64_t inputs = kernel.getPanel().getInputs();
  int64_t whole = getNumPaddedInputs() / inputs;
  auto type = VectorType::get({inputs}, builder.getI8Type());
  AffineExpr row = builder.getAffineDimExpr(0);
  Value packed = createScratch(
      builder, loc,
      {getMaxPackedRows() / blockRows, getNumSteps(), blockRows, inputs},
      builder.getI8Type());
  packed = buildLoop(index(0), count, 1, packed, [&](Value i, Value packed) {
    Value from = add(first, i), block = apply(row.floorDiv(blockRows), i),
          line = apply(row % blockRows, i);
    auto copy = [&](Value step, Value packed, bool inBounds) {
      Value x = load(type, rows.input, {from, mul(step, inputs)}, inBounds);
      return store(x, packed, {block, step, line, index(0)});
    };
    packed = buildLoop(whole, 1, packed, [&](Value step, Value packed) {
      return copy(step, packed, /*inBounds=*/true);
    });
    // Zeros, whatever the panel has for them.
    if (whole < getNumSteps())
      packed = copy(index(whole), packed, /*inBounds=*/false);
    return packed;
  });
  return {first, count, packed};
}

Value LayerKernel::buildPanels(const PackedRows &packed, Value firstTile,
                               int64_t count, Value output) {
  int64_t tiles = kernel.getPanel().getTiles(), whole = count - count % tiles;
  if (whole > 0)
    output = buildLoop(whole, tiles, output, [&](Value tile, Value output) {
      return buildPanel(packed, add(firstTile, tile), tile, tiles, output);
    });
  if (whole < count)
    output = buildPanel(packed, add(firstTile, index(whole)), index(whole),
                        count - whole, output);
  return output;
}

Value LayerKernel::buildPanel(const PackedRows &packed, Value firstTile,
                              Value tile, int64_t count, Value output) {
  int64_t blockRows = kernel.getPanel().getRows();
  Value sums = multiplyPanel(packed, decodePanel(firstTile, count));
  Value group = index(0);
  SmallVector<Value> scales, biases;
  for (int64_t i = 0; i < count; ++i) {
    Value first = getFirstOutput(add(firstTile, index(i)));
    scales.push_back(getWeightScale(group, first));
    biases.push_back(getBias(first));
  }
  AffineExpr row = builder.getAffineDimExpr(0);
  return buildLoop(
      index(0), packed.count, 1, output, [&](Value i, Value output) {
        Value from = add(packed.first, i),
              block = apply(row.floorDiv(blockRows), i),
              line = apply(row % blockRows, i);
        Value inputScale = rows.scale ? rows.scale(from) : Value();
        for (int64_t t = 0; t < count; ++t) {
          Value sum = load(intVector, sums, {block, index(t), line, index(0)});
          Value value =
              arith::MulFOp::create(builder, loc, convertSum(sum, from, group),
                                    getFactor(scales[t], inputScale));
          output = finish(value, biases[t], from,
                          getFirstOutput(add(tile, index(t))), output);
        }
        return output;
      });
}

Value LayerKernel::decodePanel(Value firstTile, int64_t count) {
  int64_t inputs = kernel.getPanel().getInputs();
  int64_t quads = getNumSteps() * inputs / 4;
  int64_t chunkQuads = layout.getChunkInputs() / 4;
  Value panel =
      createScratch(builder, loc, {count, quads, layout.getVectorBytes()},
                    builder.getI8Type());
  panel = buildLoop(count, 1, panel, [&](Value tile, Value panel) {
    return buildLoop(chunks, 1, panel, [&](Value chunk, Value panel) {
      Block block{/*row=*/nullptr, add(firstTile, tile), /*rows=*/2,
                  /*tiles=*/1};
      SmallVector<Value> stored = loadChunk(block, 0, index(0), chunk);
      Value quad = mul(chunk, chunkQuads);
      int64_t position = 0;
      for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field)
        for (Value codes : blockDecoder.getDigits(stored, field))
          panel = store(codes, panel,
                        {tile, add(quad, index(position++)), index(0)});
      return panel;
    });
  });
  auto type = RankedTensorType::get(
      {count, getNumSteps(), inputs / 4, layout.getLanes(), 4},
      builder.getI8Type());
  return tensor::ExpandShapeOp::create(
      builder, loc, type, panel,
      ArrayRef<ReassociationIndices>{{0}, {1, 2}, {3, 4}});
}

Value LayerKernel::multiplyPanel(const PackedRows &packed, Value panel) {
  int64_t blockRows = kernel.getPanel().getRows();
  int64_t tiles = cast<ShapedType>(panel.getType()).getDimSize(0);
  AffineExpr count = builder.getAffineDimExpr(0);
  Value numBlocks = apply(count.ceilDiv(blockRows), packed.count);
  // Blocks with rows that count.
  auto takeBlocks = [&](Value tensor) -> Value {
    ArrayRef<int64_t> shape = cast<ShapedType>(tensor.getType()).getShape();
    SmallVector<OpFoldResult> sizes =
        getAsIndexOpFoldResult(builder.getContext(), shape);
    sizes[0] = getAsOpFoldResult(numBlocks);
    SmallVector<OpFoldResult> offsets(shape.size(), builder.getIndexAttr(0)),
        strides(shape.size(), builder.getIndexAttr(1));
    return tensor::ExtractSliceOp::create(builder, loc, tensor, offsets, sizes,
                                          strides);
  };
  Type i32 = builder.getI32Type();
  Value sums = takeBlocks(createScratch(
      builder, loc,
      {getMaxPackedRows() / blockRows, tiles, blockRows, layout.getLanes()},
      i32));
  sums = linalg::FillOp::create(builder, loc,
                                getIntConstant(builder, loc, i32, 0), sums)
             .getResult(0);

  return createBlockProduct(builder, loc,
                            {takeBlocks(packed.inputs), panel, sums});
}
