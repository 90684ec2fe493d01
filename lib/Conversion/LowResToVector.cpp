//===- LowResToVector.cpp - Packed layers to vector loops -----------------===//
//
// The loops of one layer, for input rows m, tiles of outputs, groups of inputs
// g and chunks c of packed weights:
//
//   for block of rows, block of tiles:
//     for g: for c: decode the tiles' fields, accumulate for every row
//            scale, add up over g
//     bias, activation, masked store
//
// One output is one lane, so that nothing is summed across lanes.
//
//===----------------------------------------------------------------------===//

#include "FieldDecoder.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Utils/DenseUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOWRESTOVECTOR
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// Rows that no block of rows serves are done one at a time, with tiles for
/// this many sums: enough in flight to hide the latency of one.
constexpr unsigned kSingleRowSums = 4;

/// Emits the loops of one layer.
class DenseKernel {
public:
  DenseKernel(OpBuilder &builder, DenseOp op)
      : builder(builder), loc(op.getLoc()), op(op), kernel(*op.getKernel()),
        layout(kernel.getPacking()), level(op.getLevelType()),
        integer(kernel.getStrategy() == Strategy::DecodeDot),
        outputs(op.getNumOutputs()), groups(op.getNumGroups()),
        chunks(layout.getChunksPerGroup(op.getNumInputs())),
        decoder(builder, loc, layout, level.getLevels()),
        numSlots(integer ? decoder.getNumSlots(kernel.getDecode()) : 1),
        floatVector(vectorOf(builder.getF32Type())),
        intVector(vectorOf(builder.getI32Type())),
        byteVector(
            VectorType::get({layout.getVectorBytes()}, builder.getI8Type())) {}

  Value build();

private:
  /// A block of the output: where it starts and its size.
  struct Block {
    Value row, tile;
    unsigned rows, tiles;
    unsigned size() const { return rows * tiles; }
  };

  void prepareOperands();
  Value sumInput(Value grouped);

  Value buildRowLoops(Value output);
  Value buildTileLoops(Value output, Value firstRow, Value lastRow,
                       unsigned rows, unsigned tiles);
  Value buildBlock(const Block &block, Value output);

  /// Scaled sums over one group, added to `sums`.
  SmallVector<Value> addGroup(const Block &block, Value group, ValueRange sums);
  /// Unscaled sums over one group: i32 (slots combined) or f32.
  SmallVector<Value> buildChunkLoop(const Block &block, Value group);
  void addChunk(const Block &block, Value group, Value chunk,
                MutableArrayRef<Value> sums);
  SmallVector<Value> loadChunk(const Block &block, unsigned tile, Value group,
                               Value chunk);
  void addDots(const Block &block, ArrayRef<Value> stored, unsigned tile,
               unsigned field, Value firstInput, MutableArrayRef<Value> sums);
  void addProducts(const Block &block, ArrayRef<Value> stored, unsigned tile,
                   unsigned field, Value firstInput,
                   MutableArrayRef<Value> sums);

  /// The f32 levels (integer levels for a uniform grid) of codes in the low
  /// byte of each dword; higher bytes may be set.
  Value getLevels(Value dwords);

  VectorType vectorOf(Type element) {
    return VectorType::get({layout.getLanes()}, element);
  }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(Value lhs, Value rhs) {
    return arith::AddIOp::create(builder, loc, lhs, rhs);
  }
  Value mul(Value lhs, int64_t rhs) {
    return arith::MulIOp::create(builder, loc, lhs, index(rhs));
  }
  Value broadcast(VectorType type, Value scalar) {
    return vector::BroadcastOp::create(builder, loc, type, scalar);
  }
  Value extract(Value tensor, ValueRange position) {
    return tensor::ExtractOp::create(builder, loc, tensor, position);
  }
  /// A vector along the last dimension; lanes beyond its end are zero.
  Value load(VectorType type, Value tensor, ValueRange position,
             bool inBounds) {
    return vector::TransferReadOp::create(builder, loc, type, tensor, position,
                                          /*padding=*/std::nullopt,
                                          ArrayRef<bool>{inBounds});
  }
  Value firstOutput(const Block &block, unsigned tile) {
    return mul(add(block.tile, index(tile)), layout.getLanes());
  }

  OpBuilder &builder;
  Location loc;
  DenseOp op;
  KernelAttr kernel;
  InterleavedAttr layout;
  LevelType level;
  /// Whether sums are of integers (and of f32 values otherwise).
  bool integer;
  int64_t outputs, groups, chunks;
  FieldDecoder decoder;
  /// Accumulators for each output.
  unsigned numSlots;
  VectorType floatVector, intVector, byteVector;

  /// tensor<bytes x i8>.
  Value weights;
  /// [M, padded K] i8 or f32, and the i32 sums of its groups [M, G].
  Value input, inputSums;
  /// [G, outputs].
  Value scale;
};

} // namespace

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

void DenseKernel::prepareOperands() {
  auto bytesType = RankedTensorType::get(
      {getStorageSize(op.getWeights().getType())}, builder.getI8Type());
  weights = StorageCastOp::create(builder, loc, bytesType, op.getWeights());

  input = op.getInput();
  auto type = cast<RankedTensorType>(input.getType());
  if (!integer && type.getElementType().isInteger(8)) {
    // A free codebook on int8 activations: exact products in f32.
    auto floatType = type.clone(builder.getF32Type());
    Value empty = tensor::EmptyOp::create(
        builder, loc, tensor::getMixedSizes(builder, loc, input),
        builder.getF32Type());
    input =
        linalg::MapOp::create(builder, loc, input, empty,
                              [&](OpBuilder &b, Location l, ValueRange args) {
                                Value value = arith::SIToFPOp::create(
                                    b, l, floatType.getElementType(), args[0]);
                                linalg::YieldOp::create(b, l, value);
                              })
            ->getResult(0);
  }
  Value grouped = groupAndPadInput(builder, loc, input, groups,
                                   chunks * layout.getChunkInputs());
  if (integer)
    inputSums = sumInput(grouped);
  auto groupedType = cast<RankedTensorType>(grouped.getType());
  input = tensor::CollapseShapeOp::create(
      builder, loc,
      groupedType.clone(
          {groupedType.getDimSize(0),
           groupedType.getDimSize(1) * groupedType.getDimSize(2)}),
      grouped, ArrayRef<ReassociationIndices>{{0}, {1, 2}});

  bool scaled = level.isUniform();
  scale = getScaleTable(builder, loc, op,
                        scaled ? IntegerGrid::get(level).step : 1.0f);
}

/// The sum of each group's inputs, which turns sums over codes into sums over
/// integer levels.
Value DenseKernel::sumInput(Value grouped) {
  Type i32 = builder.getI32Type();
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, grouped);
  sizes.pop_back();
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, i32);
  Value init = linalg::FillOp::create(
                   builder, loc, getIntConstant(builder, loc, i32, 0), empty)
                   .getResult(0);
  return linalg::ReduceOp::create(
             builder, loc, grouped, init, ArrayRef<int64_t>{2},
             [&](OpBuilder &b, Location l, ValueRange args) {
               Value x = arith::ExtSIOp::create(b, l, i32, args[0]);
               Value sum = arith::AddIOp::create(b, l, args[1], x);
               linalg::YieldOp::create(b, l, sum);
             })
      ->getResult(0);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Value DenseKernel::build() {
  prepareOperands();
  SmallVector<OpFoldResult> sizes = {
      tensor::getMixedSize(builder, loc, input, 0),
      builder.getIndexAttr(outputs)};
  Value output =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getF32Type());
  return buildRowLoops(output);
}

Value DenseKernel::buildRowLoops(Value output) {
  unsigned rows = kernel.getRows(), tiles = kernel.getTiles();
  Value numRows = getValueOrCreateConstantIndexOp(
      builder, loc, tensor::getMixedSize(builder, loc, input, 0));
  Value first = index(0);
  if (rows > 1) {
    Value rest = arith::RemUIOp::create(builder, loc, numRows, index(rows));
    Value end = arith::SubIOp::create(builder, loc, numRows, rest);
    output = buildTileLoops(output, first, end, rows, tiles);
    first = end;
  }
  unsigned singleRowTiles = std::max(kSingleRowSums / numSlots, 1u);
  return buildTileLoops(output, first, numRows, 1,
                        rows > 1 ? singleRowTiles : tiles);
}

Value DenseKernel::buildTileLoops(Value output, Value firstRow, Value lastRow,
                                  unsigned rows, unsigned tiles) {
  // Rows run inside tiles: a tile's weights stay in the nearest cache.
  auto buildLoops = [&](Value output, int64_t firstTile, int64_t lastTile,
                        unsigned tiles) -> Value {
    if (firstTile == lastTile)
      return output;
    auto outer = scf::ForOp::create(
        builder, loc, index(firstTile), index(lastTile), index(tiles), output,
        [&](OpBuilder &, Location, Value tile, ValueRange outerArgs) {
          auto inner = scf::ForOp::create(
              builder, loc, firstRow, lastRow, index(rows), outerArgs,
              [&](OpBuilder &, Location, Value row, ValueRange innerArgs) {
                Block block{row, tile, rows, tiles};
                Value result = buildBlock(block, innerArgs.front());
                scf::YieldOp::create(builder, loc, result);
              });
          scf::YieldOp::create(builder, loc, inner.getResults());
        });
    return outer.getResult(0);
  };
  int64_t numTiles = layout.getNumTiles(outputs);
  int64_t end = numTiles - numTiles % tiles;
  output = buildLoops(output, 0, end, tiles);
  return buildLoops(output, end, numTiles, 1);
}

Value DenseKernel::buildBlock(const Block &block, Value output) {
  // Adding to -0.0 changes nothing, so that one group needs no special case.
  Value none = getFloatConstant(builder, loc, floatVector, -0.0);
  SmallVector<Value> sums(block.size(), none);
  if (groups == 1) {
    sums = addGroup(block, index(0), sums);
  } else {
    auto loop = scf::ForOp::create(
        builder, loc, index(0), index(groups), index(1), sums,
        [&](OpBuilder &, Location, Value group, ValueRange args) {
          scf::YieldOp::create(builder, loc, addGroup(block, group, args));
        });
    sums.assign(loop.getResults().begin(), loop.getResults().end());
  }

  bool whole = outputs % layout.getLanes() == 0;
  for (unsigned tile = 0; tile < block.tiles; ++tile) {
    Value first = firstOutput(block, tile);
    Value bias;
    if (op.getBias())
      bias = load(floatVector, op.getBias(), first, whole);
    for (unsigned row = 0; row < block.rows; ++row) {
      Value y = sums[tile * block.rows + row];
      if (bias)
        y = arith::AddFOp::create(builder, loc, y, bias);
      y = applyActivation(builder, loc, op.getActivation(), y);
      output = vector::TransferWriteOp::create(
                   builder, loc, y, output,
                   ValueRange{add(block.row, index(row)), first},
                   ArrayRef<bool>{whole})
                   .getResult();
    }
  }
  return output;
}

SmallVector<Value> DenseKernel::addGroup(const Block &block, Value group,
                                         ValueRange sums) {
  SmallVector<Value> groupSums = buildChunkLoop(block, group);
  bool whole = outputs % layout.getLanes() == 0;
  SmallVector<Value> results;
  for (unsigned tile = 0; tile < block.tiles; ++tile) {
    Value tileScale =
        load(floatVector, scale, {group, firstOutput(block, tile)}, whole);
    for (unsigned row = 0; row < block.rows; ++row) {
      Value sum = groupSums[tile * block.rows + row];
      Value rowIndex = add(block.row, index(row));
      if (integer) {
        // Codes to integer levels: multiplier * code - offset.
        IntegerGrid grid = IntegerGrid::get(level);
        Value correction = arith::MulIOp::create(
            builder, loc, extract(inputSums, {rowIndex, group}),
            getIntConstant(builder, loc, builder.getI32Type(), grid.offset));
        if (grid.multiplier != 1)
          sum = arith::MulIOp::create(
              builder, loc, sum,
              getIntConstant(builder, loc, intVector, grid.multiplier));
        sum = arith::SubIOp::create(builder, loc, sum,
                                    broadcast(intVector, correction));
        sum = arith::SIToFPOp::create(builder, loc, floatVector, sum);
      }
      Value factor = tileScale;
      if (op.getInputScale())
        factor = arith::MulFOp::create(
            builder, loc,
            broadcast(floatVector, extract(op.getInputScale(), rowIndex)),
            factor);
      Value scaled = arith::MulFOp::create(builder, loc, sum, factor);
      results.push_back(arith::AddFOp::create(
          builder, loc, sums[tile * block.rows + row], scaled));
    }
  }
  return results;
}

SmallVector<Value> DenseKernel::buildChunkLoop(const Block &block,
                                               Value group) {
  Value zero = integer ? getIntConstant(builder, loc, intVector, 0)
                       : getFloatConstant(builder, loc, floatVector, 0.0);
  SmallVector<Value> sums(block.size() * numSlots, zero);
  auto loop = scf::ForOp::create(
      builder, loc, index(0), index(chunks), index(1), sums,
      [&](OpBuilder &, Location, Value chunk, ValueRange args) {
        SmallVector<Value> results(args);
        addChunk(block, group, chunk, results);
        scf::YieldOp::create(builder, loc, results);
      });
  if (!integer)
    return SmallVector<Value>(loop.getResults());
  SmallVector<Value> combined;
  for (unsigned i = 0; i < block.size(); ++i)
    combined.push_back(decoder.combineSlots(
        loop.getResults().slice(i * numSlots, numSlots), kernel.getDecode()));
  return combined;
}

//===----------------------------------------------------------------------===//
// One chunk
//===----------------------------------------------------------------------===//

SmallVector<Value> DenseKernel::loadChunk(const Block &block, unsigned tile,
                                          Value group, Value chunk) {
  Value position = add(mul(add(block.tile, index(tile)), groups), group);
  position = add(mul(position, chunks), chunk);
  position = mul(position, layout.getStoredVectors() * layout.getVectorBytes());
  SmallVector<Value> stored;
  for (unsigned i = 0; i < layout.getStoredVectors(); ++i)
    stored.push_back(load(byteVector, weights,
                          add(position, index(i * layout.getVectorBytes())),
                          /*inBounds=*/true));
  return stored;
}

void DenseKernel::addChunk(const Block &block, Value group, Value chunk,
                           MutableArrayRef<Value> sums) {
  SmallVector<SmallVector<Value>> stored;
  for (unsigned tile = 0; tile < block.tiles; ++tile)
    stored.push_back(loadChunk(block, tile, group, chunk));
  Value firstInput =
      mul(add(mul(group, chunks), chunk), layout.getChunkInputs());
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    Value fieldInput = add(firstInput, index(4 * field * layout.getDigits()));
    for (unsigned tile = 0; tile < block.tiles; ++tile) {
      if (integer)
        addDots(block, stored[tile], tile, field, fieldInput, sums);
      else
        addProducts(block, stored[tile], tile, field, fieldInput, sums);
    }
  }
}

void DenseKernel::addDots(const Block &block, ArrayRef<Value> stored,
                          unsigned tile, unsigned field, Value firstInput,
                          MutableArrayRef<Value> sums) {
  auto fourBytes = VectorType::get({4}, builder.getI8Type());
  auto oneDword = VectorType::get({1}, builder.getI32Type());
  for (const FieldDecoder::DotTerm &term :
       decoder.getDotTerms(stored, field, kernel.getDecode())) {
    Value column = add(firstInput, index(4 * term.digit));
    for (unsigned row = 0; row < block.rows; ++row) {
      // Four inputs, the same for every output.
      Value x = load(fourBytes, input, {add(block.row, index(row)), column},
                     /*inBounds=*/true);
      x = vector::BitCastOp::create(builder, loc, oneDword, x);
      x = vector::ExtractOp::create(builder, loc, x, 0);
      x = vector::BitCastOp::create(builder, loc, byteVector,
                                    broadcast(intVector, x));
      Value &sum = sums[(tile * block.rows + row) * numSlots + term.slot];
      sum = DotOp::create(builder, loc, sum, term.weights, x,
                          builder.getI32IntegerAttr(term.maxWeight));
    }
  }
}

void DenseKernel::addProducts(const Block &block, ArrayRef<Value> stored,
                              unsigned tile, unsigned field, Value firstInput,
                              MutableArrayRef<Value> sums) {
  // The accumulation may be fused; its order is not part of the contract.
  auto contract = arith::FastMathFlags::contract;
  SmallVector<Value> digits =
      decoder.getDigits(stored, field, kernel.getDecode());
  for (auto [digitIndex, digit] : llvm::enumerate(digits)) {
    Value dwords = vector::BitCastOp::create(builder, loc, intVector, digit);
    for (unsigned byte = 0; byte < 4; ++byte) {
      Value codes = dwords;
      if (byte > 0)
        codes = arith::ShRUIOp::create(
            builder, loc, codes,
            getIntConstant(builder, loc, intVector, 8 * byte));
      Value levels = getLevels(codes);
      Value column = add(firstInput, index(4 * digitIndex + byte));
      for (unsigned row = 0; row < block.rows; ++row) {
        Value x = broadcast(
            floatVector, extract(input, {add(block.row, index(row)), column}));
        Value &sum = sums[tile * block.rows + row];
        Value product =
            arith::MulFOp::create(builder, loc, levels, x, contract);
        sum = arith::AddFOp::create(builder, loc, sum, product, contract);
      }
    }
  }
}

Value DenseKernel::getLevels(Value dwords) {
  unsigned count = level.getLevels();
  bool uniform = level.isUniform();
  // As many entries as one or two registers hold are looked up in them.
  uint64_t size = llvm::PowerOf2Ceil(count);
  if (size <= layout.getLanes() * (uniform ? 1u : 2u)) {
    SmallVector<float> table(size);
    for (unsigned code = 0; code < count; ++code)
      table[code] =
          uniform ? level.getIntegerLevel(code) : level.getValue(code);
    auto type =
        VectorType::get({static_cast<int64_t>(size)}, builder.getF32Type());
    Value constant = arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(type, ArrayRef<float>(table)));
    return LookupOp::create(builder, loc, constant, dwords);
  }

  Value codes = arith::AndIOp::create(
      builder, loc, dwords, getIntConstant(builder, loc, intVector, 0xff));
  if (uniform) {
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
  SmallVector<float> values;
  for (unsigned code = 0; code < count; ++code)
    values.push_back(level.getValue(code));
  auto tableType = RankedTensorType::get({count}, builder.getF32Type());
  Value table = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(tableType, ArrayRef<float>(values)));
  auto maskType = vectorOf(builder.getI1Type());
  Value all = getIntConstant(builder, loc, maskType, 1);
  Value none = getFloatConstant(builder, loc, floatVector, 0.0);
  return vector::GatherOp::create(builder, loc, floatVector, table,
                                  ValueRange{index(0)}, codes, all, none);
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {

struct LowerPackedDense : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<KernelAttr> kernel = op.getKernel();
    if (!kernel || !kernel->getPacking())
      return rewriter.notifyMatchFailure(op, "no packed kernel");
    if (op.getWeights().getType().getEncoding() != kernel->getPacking())
      return rewriter.notifyMatchFailure(
          op, "the weights do not have the kernel's packing");
    rewriter.replaceOp(op, DenseKernel(rewriter, op).build());
    return success();
  }
};

struct ConvertLowResToVectorPass
    : mlir::lowres::impl::ConvertLowResToVectorBase<ConvertLowResToVectorPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLowResToVectorPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace

void lowres::populateLowResToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerPackedDense>(patterns.getContext());
}
