//===- LayerKernel.cpp - Loops over packed weights ------------------------===//

#include "LayerKernel.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

/// What a pass over the weights computes with `kernel`.
static KernelAttr getPass(KernelAttr kernel) {
  return kernel.getThreads() ? kernel.getOfLane() : kernel;
}

LayerKernel::LayerKernel(OpBuilder &builder, LayerOpInterface op)
    : LoopEmitter(builder, op->getLoc()), op(op),
      storage(op.getKernel()->getPacking()), kernel(getPass(*op.getKernel())),
      layout(kernel.getPacking()), level(op.getLevelType()),
      integer(kernel.getStrategy() == Strategy::DecodeDot),
      outputs(op.getNumOutputs()), groups(op.getNumScaleGroups()),
      chunks(layout.getChunksPerGroup(op.getNumInputs())),
      decoder(builder, loc, kernel, level.getLevels()),
      blockDecoder(builder, loc, kernel.getOfRows(2), level.getLevels()),
      floatVector(vectorOf(builder.getF32Type())),
      intVector(vectorOf(builder.getI32Type())),
      byteVector(
          VectorType::get({layout.getVectorBytes()}, builder.getI8Type())) {
  weights = kernel.getThreads() ? createWords() : createBytes();
  scale =
      getScaleTable(builder, loc, op,
                    level.isUniform() ? IntegerGrid::get(level).step : 1.0f);
}

Value LayerKernel::createBytes() {
  auto type = RankedTensorType::get({getStorageSize(op.getWeights().getType())},
                                    builder.getI8Type());
  return StorageCastOp::create(builder, loc, type, op.getWeights());
}

Type LayerKernel::getInputType() const {
  return integer ? Type(builder.getI8Type()) : builder.getF32Type();
}

Value LayerKernel::addInputs(Value sums, Value tensor, ValueRange position) {
  int64_t lanes = cast<VectorType>(sums.getType()).getNumElements();
  auto type = VectorType::get({4 * lanes}, builder.getI8Type());
  return DotOp::create(
      builder, loc, sums, getIntConstant(builder, loc, type, 1),
      load(type, tensor, position), builder.getI32IntegerAttr(1));
}

// The sum of a group's inputs turns sums over codes into sums over integer
// levels. It is a dot product with ones.
Value LayerKernel::sumInput(Value grouped, Value init) {
  int64_t size = getPaddedGroup();
  int64_t whole = size - size % layout.getVectorBytes();
  Type i32 = builder.getI32Type();
  auto sumGroup = [&](Value row, Value group) {
    Value sum = getIntConstant(builder, loc, i32, 0);
    auto addUp = [&](Value sums) {
      Value part = vector::ReductionOp::create(
          builder, loc, vector::CombiningKind::ADD, sums);
      sum = add(sum, part);
    };
    if (whole > 0)
      addUp(buildLoop(whole, layout.getVectorBytes(),
                      getIntConstant(builder, loc, intVector, 0),
                      [&](Value first, Value sums) {
                        return addInputs(sums, grouped, {row, group, first});
                      }));
    if (int64_t rest = size - whole) {
      Value zero =
          getIntConstant(builder, loc, VectorType::get({rest / 4}, i32), 0);
      addUp(addInputs(zero, grouped, {row, group, index(whole)}));
    }
    return sum;
  };

  Value numRows = getValueOrCreateConstantIndexOp(
      builder, loc, tensor::getMixedSize(builder, loc, grouped, 0));
  return buildLoop(index(0), numRows, 1, init, [&](Value row, Value sums) {
    return buildLoop(groups, 1, sums, [&](Value group, Value sums) -> Value {
      return tensor::InsertOp::create(builder, loc, sumGroup(row, group), sums,
                                      ValueRange{row, group});
    });
  });
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Value LayerKernel::buildParallel(const KernelRows &allRows, Value output) {
  rows = allRows;
  firstRow = index(0);
  PanelAttr panel = kernel.getPanel();
  if (!panel)
    return buildParallelBlocks(output);
  Value numRows = getNumRows(output);
  if (!ShapedType::isDynamic(rows.maxRows))
    return hasPanels(rows.maxRows) ? buildParallelPanels(numRows, output)
                                   : buildParallelBlocks(output);
  // All rows or none: one of the two has nothing to do.
  Value enough = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                       numRows, index(panel.getMinRows()));
  firstRow = arith::SelectOp::create(builder, loc, enough, numRows, index(0));
  return buildParallelBlocks(buildParallelPanels(firstRow, output));
}

Value LayerKernel::buildParallelBlocks(Value output) {
  // Whole blocks of tiles, whatever the number of rows.
  int64_t step = 1;
  for (auto [blockRows, tiles] : kernel.getBlocks(level.getLevels()))
    step = std::lcm(step, tiles);
  if (getNumTiles() <= step)
    return buildBlocks(/*firstTile=*/nullptr, getNumTiles(), output);
  auto buildTiles = [&](Value firstTile, int64_t count, Value output) {
    return buildBlocks(firstTile, count, output);
  };
  return buildParallelTiles(step, output, buildTiles);
}

Value LayerKernel::buildParallelTiles(int64_t step, Value output,
                                      TilesBuilder body) {
  int64_t whole = getNumTiles() / step, rest = getNumTiles() % step;
  int64_t columns = step * layout.getLanes();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  auto getRowsAnd = [&](OpFoldResult first, OpFoldResult size) -> Slice {
    return {{builder.getIndexAttr(0), first},
            {tensor::getMixedSize(builder, loc, rows.input, 0), size}};
  };
  auto getSlice = [&](Value round) {
    OpFoldResult size =
        builder.getIndexAttr(std::min<int64_t>(columns, outputs));
    if (whole > 0 && outputs % columns != 0)
      size = applyMin(outputs - d0 * columns, columns, round);
    return getRowsAnd(apply(d0 * columns, round), size);
  };
  auto buildRound = [&](Value round, Value slice) -> Value {
    Value first = apply(d0 * step, round);
    if (rest == 0 || whole == 0)
      return body(first, rest == 0 ? step : rest, slice);
    // A size that is known may save the masks of stores.
    auto build = [&](int64_t count, int64_t size) {
      return [&, count, size](OpBuilder &, Location) {
        Slice all =
            getRowsAnd(builder.getIndexAttr(0), builder.getIndexAttr(size));
        Value result = updateSlice(
            slice, all, [&](Value part) { return body(first, count, part); });
        scf::YieldOp::create(builder, loc, result);
      };
    };
    Value isWhole = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, round, index(whole));
    return scf::IfOp::create(builder, loc, isWhole, build(step, columns),
                             build(rest, outputs - whole * columns))
        .getResult(0);
  };
  // What is left over is in the same loop, so that it does not wait.
  return buildParallelLoop(builder.getIndexAttr(whole + (rest > 0)), output,
                           getSlice, buildRound);
}

Value LayerKernel::getNumRows(Value output) {
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      tensor::getMixedSize(builder, loc, rows.input ? rows.input : output, 0));
}

Value LayerKernel::build(const KernelRows &allRows, Value fromTile,
                         int64_t tileCount, Value output) {
  rows = allRows;
  firstRow = index(0);
  if (hasPanels(rows.maxRows)) {
    Value numRows = getNumRows(output);
    PackedRows packed{firstRow, numRows, rows.blocks};
    if (!rows.blocks)
      packed = packRows(firstRow, numRows, rows.maxRows, /*parallel=*/false);
    return buildPanels(packed, fromTile ? fromTile : index(0), tileCount,
                       output);
  }
  return buildBlocks(fromTile, tileCount, output);
}

Value LayerKernel::buildBlocks(Value fromTile, int64_t tileCount,
                               Value output) {
  firstTile = fromTile;
  numTiles = tileCount;
  Value numRows = getNumRows(output), first = firstRow;
  for (auto [blockRows, tiles] : kernel.getBlocks(level.getLevels())) {
    Value left = arith::SubIOp::create(builder, loc, numRows, first);
    Value rest = arith::RemUIOp::create(builder, loc, left, index(blockRows));
    Value end = arith::SubIOp::create(builder, loc, numRows, rest);
    output = buildTileLoops(output, first, end, blockRows, tiles);
    first = end;
  }
  return output;
}

Value LayerKernel::buildTileLoops(Value output, Value begin, Value end,
                                  unsigned blockRows, unsigned tiles) {
  tiles = std::min<int64_t>(tiles, numTiles);
  // Rows run inside tiles: a tile's weights stay in the nearest cache.
  auto buildLoops = [&](Value output, int64_t from, int64_t to,
                        unsigned tiles) -> Value {
    if (from == to)
      return output;
    return buildLoop(
        index(from), index(to), tiles, output, [&](Value tile, Value output) {
          return buildLoop(
              begin, end, blockRows, output, [&](Value row, Value output) {
                return buildBlock({row, tile, blockRows, tiles}, output);
              });
        });
  };
  int64_t whole = numTiles - numTiles % tiles;
  output = buildLoops(output, 0, whole, tiles);
  return buildLoops(output, whole, numTiles, layout.getTilesPerChunk());
}

Value LayerKernel::buildBlock(const Block &block, Value output) {
  SmallVector<Value> sums = sumBlock(block);
  for (unsigned tile = 0; tile < block.tiles; ++tile) {
    Value bias = getBias(firstOutput(block, tile));
    Value column = getFirstOutput(add(block.tile, index(tile)));
    for (unsigned row = 0; row < block.rows; ++row)
      output = finish(sums[tile * block.rows + row], bias,
                      add(block.row, index(row)), column, output);
  }
  return output;
}

SmallVector<Value> LayerKernel::sumBlock(const Block &block) {
  // Adding to -0.0 changes nothing, so that one group needs no special case.
  Value none = getFloatConstant(builder, loc, floatVector, -0.0);
  SmallVector<Value> sums(block.size(), none);
  if (groups == 1)
    return addGroup(block, index(0), sums);
  return buildLoop(groups, 1, sums, [&](Value group, ValueRange sums) {
    return addGroup(block, group, sums);
  });
}

Value LayerKernel::getBias(Value firstOutput) {
  if (!op.getBias())
    return nullptr;
  return load(floatVector, op.getBias(), firstOutput, hasWholeTiles());
}

Value LayerKernel::getWeightScale(Value group, Value firstOutput) {
  if (kernel.getThreads())
    return broadcast(floatVector, extract(scale, {group, firstOutput}));
  return load(floatVector, scale, {group, firstOutput}, hasWholeTiles());
}

Value LayerKernel::getFactor(Value weightScale, Value inputScale) {
  if (!inputScale)
    return weightScale;
  return arith::MulFOp::create(builder, loc, broadcast(floatVector, inputScale),
                               weightScale);
}

Value LayerKernel::activate(Value value, Value bias) {
  if (bias)
    value = arith::AddFOp::create(builder, loc, value, bias);
  return applyActivation(builder, loc, op.getActivation(), value);
}

Value LayerKernel::finish(Value value, Value bias, Value row, Value column,
                          Value output) {
  return store(activate(value, bias), output, {row, column}, hasWholeTiles());
}

Value LayerKernel::sumLevels(Value sum, Value inputSum) {
  // Codes to integer levels: multiplier * code - offset.
  IntegerGrid grid = IntegerGrid::get(level);
  Value correction = arith::MulIOp::create(
      builder, loc, inputSum,
      getIntConstant(builder, loc, builder.getI32Type(), grid.offset));
  if (grid.multiplier != 1)
    sum = arith::MulIOp::create(
        builder, loc, sum,
        getIntConstant(builder, loc, intVector, grid.multiplier));
  return arith::SubIOp::create(builder, loc, sum,
                               broadcast(intVector, correction));
}

Value LayerKernel::scaleSum(Value sum, Value row, Value weightScale) {
  if (integer)
    sum = arith::SIToFPOp::create(builder, loc, floatVector, sum);
  Value inputScale = rows.scale ? rows.scale(row) : Value();
  return arith::MulFOp::create(builder, loc, sum,
                               getFactor(weightScale, inputScale));
}

SmallVector<Value> LayerKernel::addGroup(const Block &block, Value group,
                                         ValueRange sums) {
  SmallVector<Value> groupSums = sumGroup(block, group);
  SmallVector<Value> results;
  for (unsigned tile = 0; tile < block.tiles; ++tile) {
    Value weightScale = getWeightScale(group, firstOutput(block, tile));
    for (unsigned row = 0; row < block.rows; ++row) {
      unsigned i = tile * block.rows + row;
      Value scaled =
          scaleSum(groupSums[i], add(block.row, index(row)), weightScale);
      results.push_back(arith::AddFOp::create(builder, loc, sums[i], scaled));
    }
  }
  return results;
}

SmallVector<Value> LayerKernel::sumGroup(const Block &block, Value group) {
  SmallVector<Value> sums = buildChunkLoop(block, group);
  if (!integer)
    return sums;
  SmallVector<Value> inputSums;
  for (unsigned row = 0; row < block.rows; ++row)
    inputSums.push_back(
        rows.sums ? extract(rows.sums, {add(block.row, index(row)), group})
                  : vector::ExtractOp::create(
                        builder, loc, sums[sums.size() - block.rows + row],
                        int64_t(0)));
  SmallVector<Value> results = combineSlots(block, sums);
  for (auto [i, sum] : llvm::enumerate(results))
    sum = sumLevels(sum, inputSums[i % block.rows]);
  return results;
}

SmallVector<Value> LayerKernel::buildChunkLoop(const Block &block,
                                               Value group) {
  Value zero = integer ? getIntConstant(builder, loc, intVector, 0)
                       : getFloatConstant(builder, loc, floatVector, 0.0);
  unsigned numSlots = integer ? getDecoder(block).getNumSlots() : 1;
  unsigned numProducts = block.size() * numSlots;
  unsigned numInputs = integer && !rows.sums ? block.rows : 0;
  SmallVector<Value> sums(numProducts + numInputs, zero);
  // Parts take turns.
  Value first = part ? part : index(0);
  unsigned step = part ? kernel.getThreads() : 1;
  auto addChunks = [&](Value chunk, ValueRange state) {
    SmallVector<Value> sums(state);
    MutableArrayRef<Value> all = sums;
    addChunk(block, group, chunk,
             {all.take_front(numProducts), all.drop_front(numProducts)});
    return sums;
  };
  return buildLoop(first, index(chunks), step, sums, addChunks);
}

SmallVector<Value> LayerKernel::combineSlots(const Block &block,
                                             ValueRange sums) {
  FieldDecoder &decoder = getDecoder(block);
  unsigned numSlots = decoder.getNumSlots();
  SmallVector<Value> combined;
  if (!layout.getShared()) {
    for (unsigned i = 0; i < block.size(); ++i)
      combined.push_back(
          decoder.combineSlots(sums.slice(i * numSlots, numSlots)));
    return combined;
  }
  combined.resize(block.size());
  unsigned step = layout.getTilesPerChunk();
  for (unsigned tile = 0; tile < block.tiles; tile += step)
    for (unsigned row = 0; row < block.rows; ++row) {
      SmallVector<Value> ofTiles;
      for (unsigned i = 0; i < step; ++i)
        ofTiles.push_back(sums[(tile + i) * block.rows + row]);
      for (auto [i, sum] : llvm::enumerate(decoder.separateTiles(ofTiles)))
        combined[(tile + i) * block.rows + row] = sum;
    }
  return combined;
}

//===----------------------------------------------------------------------===//
// One chunk
//===----------------------------------------------------------------------===//

SmallVector<Value> LayerKernel::loadChunk(const Block &block, unsigned tile,
                                          Value group, Value chunk) {
  if (kernel.getThreads())
    return loadWords(getTile(block, tile), group, chunk);
  AffineExpr d0 = builder.getAffineDimExpr(0);
  Value first =
      apply(d0.floorDiv(layout.getTilesPerChunk()), getTile(block, tile));
  Value position = add(mul(first, groups), group);
  position = add(mul(position, chunks), chunk);
  position = mul(position, layout.getStoredVectors() * layout.getVectorBytes());
  SmallVector<Value> stored;
  for (unsigned i = 0; i < layout.getStoredVectors(); ++i)
    stored.push_back(load(byteVector, weights,
                          add(position, index(i * layout.getVectorBytes()))));
  return stored;
}

Value LayerKernel::getChunkStart(Value group, Value chunk) {
  int64_t elements = layout.getChunkInputs() / (hasWords() ? 4 : 1);
  return mul(add(mul(group, chunks), chunk), elements);
}

Value LayerKernel::loadInputs(Value row, Value start, unsigned offset) {
  if (!hasWords())
    return loadQuad(byteVector, rows.input, {row, add(start, index(offset))});
  Value word = extract(rows.input, {row, add(start, index(offset / 4))});
  return vector::BitCastOp::create(builder, loc, byteVector,
                                   broadcast(intVector, word));
}

void LayerKernel::addChunk(const Block &block, Value group, Value chunk,
                           const Accumulators &sums) {
  SmallVector<SmallVector<Value>> stored;
  unsigned step = layout.getTilesPerChunk();
  for (unsigned tile = 0; tile < block.tiles; tile += step)
    stored.push_back(loadChunk(block, tile, group, chunk));
  Value start = getChunkStart(group, chunk);
  unsigned containers = layout.getContainers();
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    if (integer) {
      for (auto [i, vectors] : llvm::enumerate(stored))
        addDots(block, vectors, i * step, field, start, sums);
      continue;
    }
    Value fieldStart =
        add(start, index(containers * layout.getStepOf(field, 0)));
    if (kernel.getStrategy() == Strategy::TableSum && block.rows == 1) {
      addTableSums(block, stored, field, fieldStart, sums.products);
      continue;
    }
    for (auto [i, vectors] : llvm::enumerate(stored))
      addProducts(block, vectors, i * step, field, fieldStart, sums.products);
  }
}

void LayerKernel::addDots(const Block &block, ArrayRef<Value> stored,
                          unsigned firstTile, unsigned field, Value start,
                          const Accumulators &sums) {
  unsigned numSlots = getDecoder(block).getNumSlots();
  auto addDot = [&](Value &sum, Value weights, Value x, unsigned maxWeight) {
    sum = DotOp::create(builder, loc, sum, weights, x,
                        builder.getI32IntegerAttr(maxWeight));
  };
  std::optional<unsigned> lastDigit;
  for (const FieldDecoder::DotTerm &term :
       getDecoder(block).getDotTerms(stored, field)) {
    unsigned tile = firstTile + layout.getTileOf(field, term.digit);
    unsigned offset = 4 * layout.getStepOf(field, term.digit);
    for (unsigned row = 0; row < block.rows; ++row) {
      Value x = loadInputs(add(block.row, index(row)), start, offset);
      addDot(sums.products[(tile * block.rows + row) * numSlots + term.slot],
             term.weights, x, term.maxWeight);
      // The terms of a digit, which have the same inputs, are neighbours.
      if (!sums.inputs.empty() && term.digit != lastDigit)
        addDot(sums.inputs[row], getIntConstant(builder, loc, byteVector, 1), x,
               1);
    }
    lastDigit = term.digit;
  }
}

void LayerKernel::addProducts(const Block &block, ArrayRef<Value> stored,
                              unsigned tile, unsigned field, Value firstInput,
                              MutableArrayRef<Value> sums) {
  for (auto [input, levels] : llvm::enumerate(getFieldLevels(stored, field))) {
    Value column = add(firstInput, index(input));
    for (unsigned row = 0; row < block.rows; ++row) {
      Value x =
          broadcast(floatVector,
                    extract(rows.input, {add(block.row, index(row)), column}));
      Value &sum = sums[tile * block.rows + row];
      sum = multiplyAdd(sum, levels, x);
    }
  }
}

void LayerKernel::addTableSums(const Block &block,
                               ArrayRef<SmallVector<Value>> stored,
                               unsigned field, Value firstInput,
                               MutableArrayRef<Value> sums) {
  SmallVector<Value> fields;
  for (ArrayRef<Value> tile : stored)
    fields.push_back(decoder.getField(tile, field));
  for (unsigned byte = 0; byte < layout.getContainers(); ++byte) {
    Value table = buildSumTable(block.row, add(firstInput, index(byte)));
    for (unsigned tile = 0; tile < block.tiles; ++tile) {
      Value part =
          LookupOp::create(builder, loc, table, getDwords(fields[tile], byte));
      sums[tile] = arith::AddFOp::create(builder, loc, sums[tile], part);
    }
  }
}

Value LayerKernel::buildSumTable(Value row, Value firstInput) {
  Value table;
  for (unsigned digit = 0; digit < layout.getDigits(); ++digit) {
    Value levels = getDigitTable(digit);
    Value column = add(firstInput, index(layout.getContainers() * digit));
    Value x = broadcast(cast<VectorType>(levels.getType()),
                        extract(rows.input, {row, column}));
    table = table ? multiplyAdd(table, levels, x)
                  : arith::MulFOp::create(builder, loc, levels, x);
  }
  return table;
}

Value LayerKernel::getDigitTable(unsigned digit) {
  unsigned count = level.getLevels(), size = 1u << layout.getBits();
  unsigned divisor = 1;
  for (unsigned i = 0; i < digit; ++i)
    divisor *= count;
  SmallVector<float> levels;
  for (unsigned value = 0; value < size; ++value)
    levels.push_back(getLevel(value / divisor % count));
  auto type = VectorType::get({size}, builder.getF32Type());
  return arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef<float>(levels)));
}

Value LayerKernel::getDwords(Value bytes, unsigned byte) {
  Value dwords = vector::BitCastOp::create(builder, loc, intVector, bytes);
  if (byte == 0)
    return dwords;
  return arith::ShRUIOp::create(
      builder, loc, dwords, getIntConstant(builder, loc, intVector, 8 * byte));
}

SmallVector<Value> LayerKernel::getFieldLevels(ArrayRef<Value> stored,
                                               unsigned field) {
  SmallVector<Value> levels;
  // Lookups see no bits above those of their tables.
  if (kernel.getStrategy() == Strategy::TableSum) {
    Value value = decoder.getField(stored, field);
    for (unsigned digit = 0; digit < layout.getDigits(); ++digit)
      for (unsigned byte = 0; byte < layout.getContainers(); ++byte)
        levels.push_back(LookupOp::create(builder, loc, getDigitTable(digit),
                                          getDwords(value, byte)));
    return levels;
  }
  SmallVector<Value> digits;
  if (layout.getDigits() == 1 && getLevelTableSize() == 1u << layout.getBits())
    digits.push_back(decoder.getField(stored, field));
  else
    digits = decoder.getDigits(stored, field);
  for (Value digit : digits)
    for (unsigned byte = 0; byte < layout.getContainers(); ++byte)
      levels.push_back(getLevels(getDwords(digit, byte)));
  return levels;
}

SmallVector<Value> LayerKernel::decodeTile(Value tile) {
  Block block{/*row=*/nullptr, tile, /*rows=*/1, /*tiles=*/1};
  SmallVector<Value> levels;
  for (int64_t chunk = 0; chunk < chunks; ++chunk) {
    SmallVector<Value> stored = loadChunk(block, 0, index(0), index(chunk));
    for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field)
      llvm::append_range(levels, getFieldLevels(stored, field));
  }
  levels.truncate(op.getNumInputs());
  return levels;
}

Value LayerKernel::getLevels(Value dwords) {
  unsigned count = level.getLevels();
  if (unsigned size = getLevelTableSize()) {
    SmallVector<float> table(size);
    for (unsigned code = 0; code < count; ++code)
      table[code] = getLevel(code);
    auto type = VectorType::get({size}, builder.getF32Type());
    Value constant = arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(type, ArrayRef<float>(table)));
    return LookupOp::create(builder, loc, constant, dwords);
  }

  Value codes = arith::AndIOp::create(
      builder, loc, dwords, getIntConstant(builder, loc, intVector, 0xff));
  if (level.isUniform()) {
    IntegerGrid grid = IntegerGrid::get(level);
    if (grid.multiplier != 1)
      codes = arith::MulIOp::create(
          builder, loc, codes,
          getIntConstant(builder, loc, intVector, grid.multiplier));
    codes = arith::SubIOp::create(
        builder, loc, codes,
        getIntConstant(builder, loc, intVector, grid.offset));
    return arith::SIToFPOp::create(builder, loc, floatVector, codes);
  }
  Value table = createLevelTable(builder, loc, level);
  if (layout.getLanes() == 1) {
    Value code = vector::ExtractOp::create(builder, loc, codes, int64_t(0));
    code = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                        code);
    return broadcast(floatVector, extract(table, code));
  }
  auto maskType = vectorOf(builder.getI1Type());
  Value all = getIntConstant(builder, loc, maskType, 1);
  Value none = getFloatConstant(builder, loc, floatVector, 0.0);
  return vector::GatherOp::create(builder, loc, floatVector, table,
                                  ValueRange{index(0)}, codes, all, none);
}
