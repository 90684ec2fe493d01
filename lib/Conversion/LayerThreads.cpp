//===- LayerThreads.cpp - Packed weights for the threads of a GPU ---------===//
//
// What threads do in another way than the lanes of vectors: the weights of a
// lane are words of their own, and outputs are rounds of a parallel loop.
//
//===----------------------------------------------------------------------===//

#include "LayerKernel.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::lowres;

/// How loops of two dimensions are spread over workgroups or threads.
template <typename MappingAttr>
static ArrayAttr getMapping(OpBuilder &builder) {
  MLIRContext *context = builder.getContext();
  return builder.getArrayAttr(
      {MappingAttr::get(context, gpu::MappingId::DimY),
       MappingAttr::get(context, gpu::MappingId::DimX)});
}

Value LayerKernel::createWords() {
  auto constant = op.getWeights().getDefiningOp<ConstantOp>();
  return arith::ConstantOp::create(
      builder, loc,
      cast<TypedAttr>(
          getWordsAttr(builder.getContext(), constant.getStorageBytes())));
}

SmallVector<Value> LayerKernel::loadWords(Value output, Value group,
                                          Value chunk) {
  unsigned lanes = storage.getLanes();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  Value position = apply(d0.floorDiv(lanes), output);
  position = add(mul(position, groups), group);
  position = add(mul(position, chunks), chunk);
  position = mul(position, storage.getStoredVectors() * lanes);
  position = add(position, apply(d0 % lanes, output));
  SmallVector<Value> stored;
  for (unsigned i = 0; i < storage.getStoredVectors(); ++i) {
    Value word = extract(weights, add(position, index(i * lanes)));
    stored.push_back(vector::BitCastOp::create(builder, loc, byteVector,
                                               broadcast(intVector, word)));
  }
  return stored;
}

void LayerKernel::storeColumn(ValueRange values, Value output, Value row,
                              Value column) {
  OpFoldResult one = builder.getIndexAttr(1);
  SmallVector<OpFoldResult> offsets = {row, column}, ones = {one, one};
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(values.size()), one};
  Value slice = tensor::ExtractSliceOp::create(builder, loc, output, offsets,
                                               sizes, ones);
  for (auto [i, value] : llvm::enumerate(values))
    slice = tensor::InsertOp::create(builder, loc, value, slice,
                                     ValueRange{index(i), index(0)});
  auto terminator = scf::InParallelOp::create(builder, loc);
  builder.setInsertionPointToStart(terminator.getBody());
  tensor::ParallelInsertSliceOp::create(builder, loc, slice, output, offsets,
                                        sizes, ones);
}

Value LayerKernel::buildThreads(const KernelRows &allRows, Value output) {
  rows = allRows;
  numTiles = getNumTiles();
  Value numRows = getNumRows(output), first = index(0);
  for (auto [blockRows, tiles] : kernel.getBlocks(level.getLevels())) {
    Value left = arith::SubIOp::create(builder, loc, numRows, first);
    Value numBlocks =
        arith::DivUIOp::create(builder, loc, left, index(blockRows));
    output = kernel.getThreads() > 1
                 ? buildWorkgroups(first, numBlocks, blockRows, output)
                 : buildThreads(first, numBlocks, blockRows, output);
    first = add(first, mul(numBlocks, blockRows));
  }
  return output;
}

Value LayerKernel::buildThreads(Value firstRow, Value numBlocks,
                                unsigned blockRows, Value output) {
  auto buildThread = [&](OpBuilder &, Location, ValueRange args) {
    Block block{add(firstRow, mul(args[0], blockRows)), args[1], blockRows,
                /*tiles=*/1};
    Value bias = op.getBias() ? extract(op.getBias(), block.tile) : Value();
    SmallVector<Value> values;
    for (Value sum : sumBlock(block))
      values.push_back(activate(extractLane(sum), bias));
    storeColumn(values, args[2], block.row, block.tile);
  };
  SmallVector<OpFoldResult> ends = {getAsOpFoldResult(numBlocks),
                                    builder.getIndexAttr(outputs)};
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(builder, loc, ends, output,
                               getMapping<gpu::GPUThreadMappingAttr>(builder),
                               buildThread)
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Outputs that threads share
//===----------------------------------------------------------------------===//

Value LayerKernel::buildWorkgroups(Value firstRow, Value numBlocks,
                                   unsigned blockRows, Value output) {
  int64_t lanes = storage.getLanes();
  OpFoldResult one = builder.getIndexAttr(1);
  auto buildTile = [&](OpBuilder &, Location, ValueRange args) {
    AffineExpr d0 = builder.getAffineDimExpr(0);
    Block block{add(firstRow, mul(args[0], blockRows)), args[1], blockRows,
                /*tiles=*/1};
    SmallVector<OpFoldResult> offsets = {block.row, mul(block.tile, lanes)},
                              ones = {one, one},
                              sizes = {builder.getIndexAttr(blockRows), one};
    sizes[1] = outputs % lanes == 0
                   ? OpFoldResult(builder.getIndexAttr(lanes))
                   : applyMin(outputs - d0 * lanes, lanes, block.tile);
    Value slice = tensor::ExtractSliceOp::create(builder, loc, args[2], offsets,
                                                 sizes, ones);
    slice = finishParts(sumParts(block), block, slice);
    auto terminator = scf::InParallelOp::create(builder, loc);
    builder.setInsertionPointToStart(terminator.getBody());
    tensor::ParallelInsertSliceOp::create(builder, loc, slice, args[2], offsets,
                                          sizes, ones);
  };
  SmallVector<OpFoldResult> ends = {
      getAsOpFoldResult(numBlocks),
      builder.getIndexAttr(storage.getNumTiles(outputs))};
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(builder, loc, ends, output,
                               getMapping<gpu::GPUBlockMappingAttr>(builder),
                               buildTile)
      .getResult(0);
}

Value LayerKernel::sumParts(const Block &tile) {
  int64_t parts = kernel.getThreads(), lanes = storage.getLanes();
  SmallVector<OpFoldResult> ends =
      getAsIndexOpFoldResult(builder.getContext(), {parts, lanes});
  Value sums = createScratch(builder, loc, {parts * tile.rows, lanes},
                             integer ? Type(builder.getI32Type())
                                     : builder.getF32Type());
  auto sumPart = [&](OpBuilder &, Location, ValueRange args) {
    part = args[0];
    Block block = tile;
    block.tile = add(mul(tile.tile, lanes), args[1]);
    SmallVector<Value> values;
    for (Value sum : sumGroup(block, index(0)))
      values.push_back(extractLane(sum));
    part = nullptr;
    storeColumn(values, args[2], mul(args[0], tile.rows), args[1]);
  };
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(builder, loc, ends, sums,
                               getMapping<gpu::GPUThreadMappingAttr>(builder),
                               sumPart)
      .getResult(0);
}

Value LayerKernel::finishParts(Value sums, const Block &tile, Value output) {
  auto finishOutput = [&](OpBuilder &, Location, ValueRange args) {
    Value row = args[0], lane = args[1];
    Value sum = extract(sums, {row, lane});
    for (unsigned i = 1; i < kernel.getThreads(); ++i) {
      Value other = extract(sums, {add(row, index(i * tile.rows)), lane});
      sum = integer ? add(sum, other)
                    : arith::AddFOp::create(builder, loc, sum, other);
    }
    Value column = add(mul(tile.tile, storage.getLanes()), lane);
    Value scaled =
        scaleSum(broadcast(integer ? intVector : floatVector, sum),
                 add(tile.row, row), getWeightScale(index(0), column));
    Value bias = op.getBias() ? extract(op.getBias(), column) : Value();
    storeColumn(activate(extractLane(scaled), bias), args[2], row, lane);
  };
  SmallVector<OpFoldResult> ends = tensor::getMixedSizes(builder, loc, output);
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(builder, loc, ends, output,
                               getMapping<gpu::GPUThreadMappingAttr>(builder),
                               finishOutput)
      .getResult(0);
}
