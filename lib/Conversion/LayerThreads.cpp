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

/// How loops of one or two dimensions are spread over workgroups or threads.
template <typename MappingAttr>
static ArrayAttr getMapping(OpBuilder &builder, bool isPair) {
  SmallVector<Attribute> dims;
  if (isPair)
    dims.push_back(
        MappingAttr::get(builder.getContext(), gpu::MappingId::DimY));
  dims.push_back(MappingAttr::get(builder.getContext(), gpu::MappingId::DimX));
  return builder.getArrayAttr(dims);
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

Value LayerKernel::buildThreads(const KernelRows &allRows, Value output) {
  rows = allRows;
  numTiles = getNumTiles();
  Value numRows = getNumRows(output), first = index(0);
  for (auto [blockRows, tiles] : kernel.getBlocks(level.getLevels())) {
    Value left = arith::SubIOp::create(builder, loc, numRows, first);
    Value numBlocks =
        arith::DivUIOp::create(builder, loc, left, index(blockRows));
    output = blockRows == 1 && kernel.getThreads() > 1
                 ? buildWorkgroups(first, numBlocks, output)
                 : buildThreads(first, numBlocks, blockRows, output);
    first = add(first, mul(numBlocks, blockRows));
  }
  return output;
}

Value LayerKernel::buildThreads(Value firstRow, Value numBlocks,
                                unsigned blockRows, Value output) {
  OpFoldResult one = builder.getIndexAttr(1);
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(blockRows), one};
  SmallVector<OpFoldResult> ones = {one, one};
  auto buildThread = [&](OpBuilder &, Location, ValueRange args) {
    Block block{add(firstRow, mul(args[0], blockRows)), args[1], blockRows,
                /*tiles=*/1};
    SmallVector<OpFoldResult> offsets = {block.row, block.tile};
    Value part = tensor::ExtractSliceOp::create(builder, loc, args[2], offsets,
                                                sizes, ones);
    Value bias = op.getBias() ? extract(op.getBias(), block.tile) : Value();
    for (auto [row, sum] : llvm::enumerate(sumBlock(block))) {
      Value value = vector::ExtractOp::create(builder, loc, sum, int64_t(0));
      part = tensor::InsertOp::create(builder, loc, activate(value, bias), part,
                                      ValueRange{index(row), index(0)});
    }
    auto terminator = scf::InParallelOp::create(builder, loc);
    builder.setInsertionPointToStart(terminator.getBody());
    tensor::ParallelInsertSliceOp::create(builder, loc, part, args[2], offsets,
                                          sizes, ones);
  };
  SmallVector<OpFoldResult> ends = {getAsOpFoldResult(numBlocks),
                                    builder.getIndexAttr(outputs)};
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(
             builder, loc, ends, output,
             getMapping<gpu::GPUThreadMappingAttr>(builder, /*isPair=*/true),
             buildThread)
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Outputs that threads share
//===----------------------------------------------------------------------===//

Value LayerKernel::buildWorkgroups(Value firstRow, Value count, Value output) {
  int64_t lanes = storage.getLanes();
  OpFoldResult one = builder.getIndexAttr(1);
  auto buildTile = [&](OpBuilder &, Location, ValueRange args) {
    Value row = add(firstRow, args[0]), tile = args[1];
    AffineExpr d0 = builder.getAffineDimExpr(0);
    SmallVector<OpFoldResult> offsets = {row, mul(tile, lanes)},
                              ones = {one, one}, sizes = {one, one};
    sizes[1] = outputs % lanes == 0
                   ? OpFoldResult(builder.getIndexAttr(lanes))
                   : applyMin(outputs - d0 * lanes, lanes, tile);
    Value slice = tensor::ExtractSliceOp::create(builder, loc, args[2], offsets,
                                                 sizes, ones);
    slice = finishParts(sumParts(row, tile), row, tile, slice);
    auto terminator = scf::InParallelOp::create(builder, loc);
    builder.setInsertionPointToStart(terminator.getBody());
    tensor::ParallelInsertSliceOp::create(builder, loc, slice, args[2], offsets,
                                          sizes, ones);
  };
  SmallVector<OpFoldResult> ends = {
      getAsOpFoldResult(count),
      builder.getIndexAttr(storage.getNumTiles(outputs))};
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(
             builder, loc, ends, output,
             getMapping<gpu::GPUBlockMappingAttr>(builder, /*isPair=*/true),
             buildTile)
      .getResult(0);
}

Value LayerKernel::sumParts(Value row, Value tile) {
  int64_t parts = kernel.getThreads(), lanes = storage.getLanes();
  SmallVector<OpFoldResult> ends =
      getAsIndexOpFoldResult(builder.getContext(), {parts, lanes});
  Value sums = createScratch(builder, loc, {parts, lanes},
                             integer ? Type(builder.getI32Type())
                                     : builder.getF32Type());
  auto sumPart = [&](OpBuilder &, Location, ValueRange args) {
    part = args[0];
    Block block{row, add(mul(tile, lanes), args[1]), /*rows=*/1, /*tiles=*/1};
    Value sum = vector::ExtractOp::create(
        builder, loc, sumGroup(block, index(0)).front(), int64_t(0));
    part = nullptr;
    storeElement(sum, args[2], args.take_front(2));
  };
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(
             builder, loc, ends, sums,
             getMapping<gpu::GPUThreadMappingAttr>(builder, /*isPair=*/true),
             sumPart)
      .getResult(0);
}

Value LayerKernel::finishParts(Value sums, Value row, Value tile,
                               Value output) {
  auto finishOutput = [&](OpBuilder &, Location, ValueRange args) {
    Value sum = extract(sums, {index(0), args[0]});
    for (unsigned i = 1; i < kernel.getThreads(); ++i) {
      Value other = extract(sums, {index(i), args[0]});
      sum = integer ? add(sum, other)
                    : arith::AddFOp::create(builder, loc, sum, other);
    }
    Value column = add(mul(tile, storage.getLanes()), args[0]);
    Value scaled = scaleSum(broadcast(integer ? intVector : floatVector, sum),
                            row, getWeightScale(index(0), column));
    Value value = vector::ExtractOp::create(builder, loc, scaled, int64_t(0));
    Value bias = op.getBias() ? extract(op.getBias(), column) : Value();
    storeElement(activate(value, bias), args[1], {index(0), args[0]});
  };
  OpBuilder::InsertionGuard guard(builder);
  return scf::ForallOp::create(
             builder, loc, tensor::getMixedSize(builder, loc, output, 1),
             output,
             getMapping<gpu::GPUThreadMappingAttr>(builder, /*isPair=*/false),
             finishOutput)
      .getResult(0);
}

void LayerKernel::storeElement(Value value, Value output, ValueRange position) {
  SmallVector<OpFoldResult> offsets = getAsOpFoldResult(position);
  SmallVector<OpFoldResult> ones(position.size(), builder.getIndexAttr(1));
  Value slice =
      tensor::ExtractSliceOp::create(builder, loc, output, offsets, ones, ones);
  slice = tensor::InsertOp::create(builder, loc, value, slice,
                                   ValueRange{index(0), index(0)});
  auto terminator = scf::InParallelOp::create(builder, loc);
  builder.setInsertionPointToStart(terminator.getBody());
  tensor::ParallelInsertSliceOp::create(builder, loc, slice, output, offsets,
                                        ones, ones);
}
