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
        PackedRows packed = packRows(first, count, maxRows, /*parallel=*/true);
        auto buildTiles = [&](Value firstTile, int64_t count, Value output) {
          return buildPanels(packed, firstTile, count, output);
        };
        return buildParallelTiles(step, output, buildTiles);
      });
}

SmallVector<int64_t> LayerKernel::getBlockShape(int64_t numRows) const {
  PanelAttr panel = kernel.getPanel();
  return {int64_t(llvm::divideCeil(numRows, panel.getRows())),
          getNumSteps(getNumPaddedInputs()), panel.getRows(),
          panel.getInputs()};
}

LayerKernel::PackedRows LayerKernel::packRows(Value first, Value count,
                                              int64_t maxRows, bool parallel) {
  int64_t blockRows = kernel.getPanel().getRows();
  SmallVector<int64_t> shape = getBlockShape(maxRows);
  Value packed = createScratch(builder, loc, shape, builder.getI8Type());
  AffineExpr row, all;
  bindDims(builder.getContext(), row, all);
  auto getSlice = [&](Value block) -> Slice {
    auto attr = [&](int64_t value) -> OpFoldResult {
      return builder.getIndexAttr(value);
    };
    return {{block, attr(0), attr(0), attr(0)},
            {attr(1), attr(shape[1]), attr(shape[2]), attr(shape[3])}};
  };
  auto packBlock = [&](Value block, Value packed) {
    Value from = mul(block, blockRows);
    Value lines = applyMin(all - row, blockRows, {from, count});
    return packLines(add(first, from), lines, packed);
  };
  if (shape[0] == 1)
    return {first, count, packBlock(index(0), packed)};
  Value blocks = apply(row.ceilDiv(blockRows), count);
  if (parallel)
    packed = buildParallelLoop(blocks, packed, getSlice, packBlock);
  else
    packed =
        buildLoop(index(0), blocks, 1, packed, [&](Value block, Value packed) {
          return updateSlice(packed, getSlice(block), [&](Value part) {
            return packBlock(block, part);
          });
        });
  return {first, count, packed};
}

Value LayerKernel::packLines(Value first, Value count, Value packed) {
  int64_t inputs = kernel.getPanel().getInputs();
  int64_t whole = getNumPaddedInputs() / inputs;
  auto type = VectorType::get({inputs}, builder.getI8Type());
  return buildLoop(index(0), count, 1, packed, [&](Value line, Value packed) {
    auto copy = [&](Value step, Value packed, bool inBounds) {
      Value x = load(type, rows.input, {add(first, line), mul(step, inputs)},
                     inBounds);
      return store(x, packed, {index(0), step, line, index(0)});
    };
    packed = buildLoop(whole, 1, packed, [&](Value step, Value packed) {
      return copy(step, packed, /*inBounds=*/true);
    });
    // Zeros, whatever the panel has for them.
    if (getNumPaddedInputs() % inputs != 0)
      packed = copy(index(whole), packed, /*inBounds=*/false);
    return packed;
  });
}

Value LayerKernel::sumBlocks(Value blocks, Value init) {
  ArrayRef<int64_t> shape = cast<ShapedType>(blocks.getType()).getShape();
  auto type = VectorType::get({shape[3] / 4}, builder.getI32Type());
  AffineExpr d0 = builder.getAffineDimExpr(0);
  Value numRows = getValueOrCreateConstantIndexOp(
      builder, loc, tensor::getMixedSize(builder, loc, init, 0));
  return buildLoop(index(0), numRows, 1, init, [&](Value row, Value sums) {
    Value block = apply(d0.floorDiv(shape[2]), row),
          line = apply(d0 % shape[2], row);
    auto addStep = [&](Value step, Value parts) {
      return addInputs(parts, blocks, {block, step, line, index(0)});
    };
    Value zeros = getIntConstant(builder, loc, type, 0);
    Value parts = buildLoop(shape[1], 1, zeros, addStep);
    Value sum = vector::ReductionOp::create(builder, loc,
                                            vector::CombiningKind::ADD, parts);
    return tensor::InsertOp::create(builder, loc, sum, sums,
                                    ValueRange{row, index(0)})
        .getResult();
  });
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
        for (int64_t t = 0; t < count; ++t) {
          Value sum = load(intVector, sums, {block, index(t), line, index(0)});
          sum = sumLevels(sum, extract(rows.sums, {from, group}));
          output = finish(scaleSum(sum, from, scales[t]), biases[t], from,
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
  sums = takeSlice(sums, {{zero, zero, zero, zero},
                          {numBlocks, attr(count), attr(blockRows),
                           attr(layout.getLanes())}});

  int64_t panelChunks = getPanelChunks(), whole = chunks - chunks % panelChunks;
  auto getNumQuads = [&](int64_t numChunks) {
    return getNumSteps(numChunks * layout.getChunkInputs()) * inputs / 4;
  };
  Value panel = createScratch(
      builder, loc, {count, getNumQuads(panelChunks), layout.getVectorBytes()},
      builder.getI8Type());

  using Values = SmallVector<Value>;
  // The sums and a panel, of which only the memory is handed on.
  auto addProduct = [&](Value firstChunk, int64_t numChunks, ValueRange state,
                        bool fromZero = false) -> Values {
    Value firstStep =
        apply((d0 * layout.getChunkInputs()).floorDiv(inputs), firstChunk);
    int64_t steps = getNumSteps(numChunks * layout.getChunkInputs());
    Value part =
        takeSlice(packed.inputs,
                  {{zero, getAsOpFoldResult(firstStep), zero, zero},
                   {numBlocks, attr(steps), attr(blockRows), attr(inputs)}});
    Value sums = state[0];
    Value panel = decodePanel(state[1], fromTile, count, firstChunk, numChunks);
    // A product starts from zero by itself if zeros come right before it.
    if (fromZero) {
      Value none = getIntConstant(builder, loc, builder.getI32Type(), 0);
      sums = linalg::FillOp::create(builder, loc, none, sums).getResult(0);
    }
    sums = createBlockProduct(builder, loc, {part, splitPanel(panel), sums});
    return {sums, panel};
  };
  Values state =
      addProduct(index(0), panelChunks, {sums, panel}, /*fromZero=*/true);
  if (panelChunks < whole)
    state = buildLoop(index(panelChunks), index(whole), panelChunks, state,
                      [&](Value chunk, ValueRange state) {
                        return addProduct(chunk, panelChunks, state);
                      });
  if (whole < chunks) {
    state[1] =
        takeSlice(state[1], {{zero, zero, zero},
                             {attr(count), attr(getNumQuads(chunks - whole)),
                              attr(layout.getVectorBytes())}});
    state = addProduct(index(whole), chunks - whole, state);
  }
  return state[0];
}

Value LayerKernel::decodePanel(Value panel, Value fromTile, int64_t tiles,
                               Value firstChunk, int64_t numChunks) {
  int64_t chunkQuads = layout.getChunkInputs() / 4;
  auto decodeTiles = [&](Value tile, Value panel) {
    Block block{/*row=*/nullptr, add(fromTile, tile), /*rows=*/2, /*tiles=*/1};
    return buildLoop(numChunks, 1, panel, [&](Value chunk, Value panel) {
      SmallVector<Value> stored =
          loadChunk(block, 0, index(0), add(firstChunk, chunk));
      return storeCodes(panel, tile, mul(chunk, chunkQuads), stored);
    });
  };
  return buildLoop(tiles, layout.getTilesPerChunk(), panel, decodeTiles);
}

Value LayerKernel::storeCodes(Value panel, Value tile, Value quad,
                              ArrayRef<Value> stored) {
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    SmallVector<Value> digits = blockDecoder.getDigits(stored, field);
    for (auto [digit, codes] : llvm::enumerate(digits))
      panel =
          store(codes, panel,
                {add(tile, index(layout.getTileOf(field, digit))),
                 add(quad, index(layout.getStepOf(field, digit))), index(0)});
  }
  return panel;
}

Value LayerKernel::splitPanel(Value panel) {
  int64_t quads = kernel.getPanel().getInputs() / 4;
  ArrayRef<int64_t> shape = cast<ShapedType>(panel.getType()).getShape();
  auto type = RankedTensorType::get(
      {shape[0], shape[1] / quads, quads, layout.getLanes(), 4},
      builder.getI8Type());
  return tensor::ExpandShapeOp::create(
      builder, loc, type, panel,
      ArrayRef<ReassociationIndices>{{0}, {1, 2}, {3, 4}});
}
