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
#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

/// Packed rows of about this many bytes stay in the second-level cache together
/// with a panel; so many of them hide the time to decode it.
static constexpr int64_t kPackedBytes = 512 * 1024;
static constexpr int64_t kMaxPackedRows = 512;

/// Rounds of the parallel loop over tiles: each has memory for its panel.
static constexpr int64_t kMaxRounds = 32;

Value LayerKernel::buildParallelPanels(Value numRows, Value output) {
  int64_t maxRows = std::clamp<int64_t>(kPackedBytes / getNumPaddedInputs(), 1,
                                        kMaxPackedRows);
  maxRows = llvm::alignTo(maxRows, 2 * kernel.getPanel().getRows());
  if (!ShapedType::isDynamic(rows.maxRows))
    maxRows = std::min(maxRows, rows.maxRows);
  int64_t tiles = kernel.getPanel().getTiles();
  int64_t step =
      llvm::alignTo(llvm::divideCeil(getNumTiles(), kMaxRounds), tiles);
  return buildLoop(
      index(0), numRows, maxRows, output, [&](Value first, Value output) {
        AffineExpr row, all;
        bindDims(builder.getContext(), row, all);
        Value count = applyMin(all - row, maxRows, {first, numRows});
        PackedRows packed = packRows(first, count, maxRows);
        auto buildTiles = [&](Value firstTile, int64_t count, Value output) {
          return buildPanels(packed, firstTile, count, output);
        };
        // What is left over is one round, not more panels that are narrow.
        return buildParallelTiles(step, /*restStep=*/getNumTiles() % step,
                                  output, buildTiles);
      });
}

LayerKernel::PackedRows LayerKernel::packRows(Value first, Value count,
                                              int64_t maxRows) {
  int64_t blockRows = kernel.getPanel().getRows();
  int64_t inputs = kernel.getPanel().getInputs();
  int64_t whole = getNumPaddedInputs() / inputs;
  auto type = VectorType::get({inputs}, builder.getI8Type());
  AffineExpr row = builder.getAffineDimExpr(0);
  int64_t numBlocks = llvm::divideCeil(maxRows, blockRows);
  Value packed = createScratch(
      builder, loc,
      {numBlocks, getNumSteps(getNumPaddedInputs()), blockRows, inputs},
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
    if (getNumPaddedInputs() % inputs != 0)
      packed = copy(index(whole), packed, /*inBounds=*/false);
    return packed;
  });
  return {first, count, packed};
}

Value LayerKernel::buildPanels(const PackedRows &packed, Value fromTile,
                               int64_t count, Value output) {
  // Tiles are counted from the layer's first one.
  firstTile = nullptr;
  int64_t tiles = kernel.getPanel().getTiles(), whole = count - count % tiles;
  if (whole > 0)
    output = buildLoop(whole, tiles, output, [&](Value tile, Value output) {
      return buildPanelTiles(packed, add(fromTile, tile), tile, tiles, output);
    });
  if (whole < count)
    output = buildPanelTiles(packed, add(fromTile, index(whole)), index(whole),
                             count - whole, output);
  return output;
}

Value LayerKernel::buildPanelTiles(const PackedRows &packed, Value fromTile,
                                   Value tile, int64_t count, Value output) {
  int64_t blockRows = kernel.getPanel().getRows();
  Value sums = multiplyTiles(packed, fromTile, count);
  Value group = index(0);
  SmallVector<Value> scales, biases;
  for (int64_t i = 0; i < count; ++i) {
    Value first = getFirstOutput(add(fromTile, index(i)));
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

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

int64_t LayerKernel::getPanelChunks() {
  PanelAttr panel = kernel.getPanel();
  int64_t together =
      std::lcm<int64_t>(layout.getChunkInputs(), panel.getInputs());
  int64_t depth = std::max<int64_t>(panel.getDepth() / together, 1) * together;
  return std::min(depth / layout.getChunkInputs(), chunks);
}

/// Part of `tensor`: `sizes` from `offsets` on.
static Value takeSlice(OpBuilder &builder, Location loc, Value tensor,
                       ArrayRef<OpFoldResult> offsets,
                       ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> ones(sizes.size(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, loc, tensor, offsets, sizes,
                                        ones);
}

Value LayerKernel::multiplyTiles(const PackedRows &packed, Value fromTile,
                                 int64_t count) {
  int64_t blockRows = kernel.getPanel().getRows();
  int64_t inputs = kernel.getPanel().getInputs();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  // Blocks with rows that count.
  OpFoldResult numBlocks =
      getAsOpFoldResult(apply(d0.ceilDiv(blockRows), packed.count));
  OpFoldResult zero = builder.getIndexAttr(0);
  auto attr = [&](int64_t value) -> OpFoldResult {
    return builder.getIndexAttr(value);
  };
  Value sums = createScratch(
      builder, loc,
      {packed.getNumBlocks(), count, blockRows, layout.getLanes()},
      builder.getI32Type());
  sums = takeSlice(
      builder, loc, sums, {zero, zero, zero, zero},
      {numBlocks, attr(count), attr(blockRows), attr(layout.getLanes())});

  auto addProduct = [&](Value firstChunk, int64_t numChunks,
                        function_ref<Value()> getSums) {
    int64_t steps = getNumSteps(numChunks * layout.getChunkInputs());
    Value firstStep =
        apply((d0 * layout.getChunkInputs()).floorDiv(inputs), firstChunk);
    Value part =
        takeSlice(builder, loc, packed.inputs,
                  {zero, getAsOpFoldResult(firstStep), zero, zero},
                  {numBlocks, attr(steps), attr(blockRows), attr(inputs)});
    Value panel = decodePanel(fromTile, count, firstChunk, numChunks);
    return createBlockProduct(builder, loc, {part, panel, getSums()});
  };
  int64_t panelChunks = getPanelChunks(), whole = chunks - chunks % panelChunks;
  // One product can start from zero itself if zeros come right before it.
  if (panelChunks == chunks)
    return addProduct(index(0), chunks, [&] {
      return linalg::FillOp::create(
                 builder, loc,
                 getIntConstant(builder, loc, builder.getI32Type(), 0), sums)
          .getResult(0);
    });
  sums = clearSums(sums);
  sums = buildLoop(whole, panelChunks, sums, [&](Value chunk, Value sums) {
    return addProduct(chunk, panelChunks, [&] { return sums; });
  });
  if (whole < chunks)
    sums = addProduct(index(whole), chunks - whole, [&] { return sums; });
  return sums;
}

Value LayerKernel::clearSums(Value sums) {
  Value zeros = getIntConstant(builder, loc, intVector, 0);
  ArrayRef<int64_t> shape = cast<ShapedType>(sums.getType()).getShape();
  Value numBlocks = getValueOrCreateConstantIndexOp(
      builder, loc, tensor::getMixedSize(builder, loc, sums, 0));
  return buildLoop(index(0), numBlocks, 1, sums, [&](Value block, Value sums) {
    return buildLoop(shape[1], 1, sums, [&](Value tile, Value sums) {
      return buildLoop(shape[2], 1, sums, [&](Value line, Value sums) {
        return store(zeros, sums, {block, tile, line, index(0)});
      });
    });
  });
}

Value LayerKernel::decodePanel(Value fromTile, int64_t tiles, Value firstChunk,
                               int64_t numChunks) {
  int64_t inputs = kernel.getPanel().getInputs();
  int64_t steps = getNumSteps(numChunks * layout.getChunkInputs());
  int64_t chunkQuads = layout.getChunkInputs() / 4;
  Value panel = createScratch(
      builder, loc, {tiles, steps * inputs / 4, layout.getVectorBytes()},
      builder.getI8Type());
  panel = buildLoop(tiles, 1, panel, [&](Value tile, Value panel) {
    return buildLoop(numChunks, 1, panel, [&](Value chunk, Value panel) {
      Block block{/*row=*/nullptr, add(fromTile, tile), /*rows=*/2,
                  /*tiles=*/1};
      SmallVector<Value> stored =
          loadChunk(block, 0, index(0), add(firstChunk, chunk));
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
      {tiles, steps, inputs / 4, layout.getLanes(), 4}, builder.getI8Type());
  return tensor::ExpandShapeOp::create(
      builder, loc, type, panel,
      ArrayRef<ReassociationIndices>{{0}, {1, 2}, {3, 4}});
}
