//===- BlockBatch.cpp - A network for a block of the batch at a time ------===//
//
// Upstream's tileConsumerAndFuseProducersUsingSCF tiles a producer anew for
// each of its users: every residual connection would double the network before
// it. Here each operation is tiled once, users before producers, when it is
// known which rows of each image the users need.
//
//===----------------------------------------------------------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/BatchSizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/TilingInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESBLOCKBATCH
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// The leading dimension of a tile.
struct Rows {
  OpFoldResult offset, size;
};

/// Bytes that the operations of a loop over blocks touch in one round.
struct Traffic {
  /// Of all results.
  int64_t results = 0;
  /// Of results and operands of one operation, where that is most.
  int64_t peak = 0;
  /// Of weights and other constants.
  int64_t constants = 0;
};

/// Where the result of a network is returned. A loop computes it in the shape
/// that the network gives it, so that it can be written in place.
OpOperand &getResult(func::FuncOp func) {
  return skipReshapesOfRows(func.front().getTerminator()->getOpOperand(0));
}

/// Builds the loop over blocks of one function's batch, beside the network.
class BatchBlocker {
public:
  /// `blockSize` divides `batch`.
  BatchBlocker(func::FuncOp func, OpFoldResult batch, int64_t blockSize)
      : func(func), result(getResult(func)), builder(func.getContext()),
        batch(batch), blockSize(blockSize) {}

  /// Fails if an operation of the network cannot be tiled.
  LogicalResult build();
  Traffic measure();
  /// Returns the loop's result in place of the network's.
  void replaceNetwork() { result.set(loop.getResult(0)); }
  void eraseLoop() { loop.erase(); }

private:
  void createLoop();
  /// `perImage` rows for each image of a block.
  Rows getRows(int64_t perImage);
  tensor::ExtractSliceOp slice(Value value, int64_t perImage);
  /// How many rows for each image `slice` takes; none if it takes anything
  /// else.
  std::optional<int64_t> getRowsPerImage(tensor::ExtractSliceOp slice);
  /// The rows for each image that the loop takes of `op`'s results, by
  /// `slices`; fails if it takes none, or anything else.
  FailureOr<int64_t>
  collectSlices(Operation *op, SmallVectorImpl<tensor::ExtractSliceOp> &slices);
  /// What `op` computes for `perImage` rows of each image.
  FailureOr<SmallVector<Value>> tile(Operation *op, int64_t perImage);
  FailureOr<Value> tileReshape(Operation *op, int64_t perImage);

  func::FuncOp func;
  /// Where the network's result is returned, or reshaped to be returned.
  OpOperand &result;
  OpBuilder builder;
  OpFoldResult batch;
  int64_t blockSize;
  scf::ForOp loop;
  llvm::MapVector<int64_t, Rows> rows;
  /// The last operation that computes one of `rows`, if any.
  Operation *lastOfRows = nullptr;
};

} // namespace

/// Offsets of zero and the sizes of `type`, but `rows` of the leading
/// dimension.
static std::pair<SmallVector<OpFoldResult>, SmallVector<OpFoldResult>>
getTile(RankedTensorType type, Rows rows) {
  Builder builder(type.getContext());
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(type.getContext(), type.getShape());
  offsets.front() = rows.offset;
  sizes.front() = rows.size;
  return {offsets, sizes};
}

/// The values of `func` that depend on its arguments, apart from their sizes.
static DenseSet<Value> collectActivations(func::FuncOp func) {
  DenseSet<Value> values(func.getArguments().begin(),
                         func.getArguments().end());
  for (Operation &op : func.front().without_terminator())
    if (!isa<tensor::DimOp>(op) &&
        llvm::any_of(op.getOperands(),
                     [&](Value value) { return values.contains(value); }))
      values.insert(op.result_begin(), op.result_end());
  return values;
}

/// Whether all results have the rows of one loop, and operands either whole
/// rows of that or nothing of it.
static bool hasRows(linalg::LinalgOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  auto row = dyn_cast<AffineDimExpr>(maps.back().getResult(0));
  return row &&
         llvm::all_of(ArrayRef(maps).take_back(op.getNumDpsInits()),
                      [&](AffineMap map) { return map.getResult(0) == row; }) &&
         llvm::all_of(maps, [&](AffineMap map) {
           return llvm::all_of(map.getResults(), [&](AffineExpr expr) {
             return expr == row || !expr.isFunctionOfDim(row.getPosition());
           });
         });
}

void BatchBlocker::createLoop() {
  Location loc = result.get().getLoc();
  auto type = cast<RankedTensorType>(result.get().getType());
  builder.setInsertionPoint(result.getOwner());
  auto getIndex = [&](OpFoldResult value) {
    return getValueOrCreateConstantIndexOp(builder, loc, value);
  };
  Value init = tensor::EmptyOp::create(
      builder, loc, getTile(type, {{}, batch}).second, type.getElementType());
  loop = scf::ForOp::create(builder, loc, getIndex(builder.getIndexAttr(0)),
                            getIndex(batch),
                            getIndex(builder.getIndexAttr(blockSize)), init);
  rows.insert({1, {loop.getInductionVar(), builder.getIndexAttr(blockSize)}});
  builder.setInsertionPointToStart(loop.getBody());
  tensor::ExtractSliceOp part = slice(result.get(), 1);
  auto insert = tensor::InsertSliceOp::create(
      builder, loc, part, loop.getRegionIterArg(0), part.getMixedOffsets(),
      part.getMixedSizes(), part.getMixedStrides());
  scf::YieldOp::create(builder, loc, insert.getResult());
}

Rows BatchBlocker::getRows(int64_t perImage) {
  if (auto *found = rows.find(perImage); found != rows.end())
    return found->second;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  if (lastOfRows)
    builder.setInsertionPointAfter(lastOfRows);
  Location loc = loop.getLoc();
  Value factor = arith::ConstantIndexOp::create(builder, loc, perImage);
  // Slices keep this very value; an affine.apply would be composed with theirs.
  lastOfRows =
      arith::MulIOp::create(builder, loc, loop.getInductionVar(), factor);
  Rows scaled = {lastOfRows->getResult(0),
                 builder.getIndexAttr(blockSize * perImage)};
  return rows.insert({perImage, scaled}).first->second;
}

tensor::ExtractSliceOp BatchBlocker::slice(Value value, int64_t perImage) {
  auto type = cast<RankedTensorType>(value.getType());
  auto [offsets, sizes] = getTile(type, getRows(perImage));
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, value.getLoc(), value, offsets,
                                        sizes, strides);
}

std::optional<int64_t>
BatchBlocker::getRowsPerImage(tensor::ExtractSliceOp slice) {
  if (!slice.hasUnitStride())
    return std::nullopt;
  OpFoldResult offset = slice.getMixedOffsets().front();
  OpFoldResult size = slice.getMixedSizes().front();
  for (auto &[perImage, taken] : rows)
    if (isEqualConstantIntOrValue(offset, taken.offset) &&
        isEqualConstantIntOrValue(size, taken.size))
      return perImage;
  return std::nullopt;
}

FailureOr<int64_t>
BatchBlocker::collectSlices(Operation *op,
                            SmallVectorImpl<tensor::ExtractSliceOp> &slices) {
  std::optional<int64_t> common;
  for (Operation *user : op->getUsers()) {
    // Tiling asks for sizes that it then does not need.
    if (!loop->isProperAncestor(user) || isa<tensor::DimOp>(user))
      continue;
    auto slice = dyn_cast<tensor::ExtractSliceOp>(user);
    std::optional<int64_t> perImage;
    if (slice)
      perImage = getRowsPerImage(slice);
    if (!perImage || perImage != common.value_or(*perImage))
      return failure();
    common = perImage;
    slices.push_back(slice);
  }
  if (!common)
    return failure();
  return *common;
}

FailureOr<Value> BatchBlocker::tileReshape(Operation *op, int64_t perImage) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto sourceType = cast<RankedTensorType>(op->getOperand(0).getType());
  if (!hasStaticRows(sourceType))
    return failure();
  auto expand = dyn_cast<tensor::ExpandShapeOp>(op);
  SmallVector<ReassociationIndices> groups =
      expand ? expand.getReassociationIndices()
             : cast<tensor::CollapseShapeOp>(op).getReassociationIndices();
  // A row of the merged dimension is one of the others' elements.
  ArrayRef<int64_t> apart = expand ? type.getShape() : sourceType.getShape();
  int64_t merged = ShapedType::getNumElements(
      apart.take_front(groups.front().size()).drop_front());
  if (merged == 0 || (!expand && perImage % merged != 0))
    return failure();
  Value source =
      slice(op->getOperand(0), expand ? perImage * merged : perImage / merged);
  SmallVector<int64_t> shape(type.getShape());
  shape.front() = blockSize * perImage;
  if (!expand)
    return tensor::CollapseShapeOp::create(builder, op->getLoc(),
                                           type.clone(shape), source, groups)
        .getResult();
  return tensor::ExpandShapeOp::create(builder, op->getLoc(), type.clone(shape),
                                       source, groups)
      .getResult();
}

FailureOr<SmallVector<Value>> BatchBlocker::tile(Operation *op,
                                                 int64_t perImage) {
  if (!llvm::all_of(op->getResultTypes(), hasStaticRows))
    return failure();
  if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op)) {
    FailureOr<Value> tiled = tileReshape(op, perImage);
    if (failed(tiled))
      return failure();
    return SmallVector<Value>{*tiled};
  }
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto [offsets, sizes] = getTile(type, getRows(perImage));
  if (isa<tensor::EmptyOp>(op))
    return SmallVector<Value>{tensor::EmptyOp::create(
        builder, op->getLoc(), sizes, type.getElementType())};
  auto tiling = dyn_cast<TilingInterface>(op);
  auto structured = dyn_cast<linalg::LinalgOp>(op);
  if (!tiling || (structured && !hasRows(structured)))
    return failure();
  SmallVector<OpFoldResult> loopOffsets, loopSizes;
  if (failed(tiling.getIterationDomainTileFromResultTile(
          builder, 0, offsets, sizes, loopOffsets, loopSizes)))
    return failure();
  FailureOr<TilingResult> tiled =
      tiling.getTiledImplementation(builder, loopOffsets, loopSizes);
  if (failed(tiled) || tiled->tiledValues.size() != op->getNumResults())
    return failure();
  return tiled->tiledValues;
}

LogicalResult BatchBlocker::build() {
  createLoop();
  DenseSet<Value> activations = collectActivations(func);
  for (Operation &op : llvm::reverse(
           llvm::make_range(func.front().begin(), loop->getIterator()))) {
    bool required = llvm::any_of(op.getResults(), [&](Value result) {
      return activations.contains(result) && !result.use_empty();
    });
    // Other values are the same for all blocks, but for what is written over.
    if (!required && !isa<linalg::LinalgOp, tensor::EmptyOp>(op))
      continue;
    SmallVector<tensor::ExtractSliceOp> slices;
    FailureOr<int64_t> perImage = collectSlices(&op, slices);
    FailureOr<SmallVector<Value>> tiled = failure();
    if (succeeded(perImage)) {
      // In front of its users, which are there already.
      builder.setInsertionPointToStart(loop.getBody());
      if (lastOfRows)
        builder.setInsertionPointAfter(lastOfRows);
      tiled = tile(&op, *perImage);
    }
    if (failed(tiled) && required)
      return failure();
    if (failed(tiled))
      continue;
    for (tensor::ExtractSliceOp slice : slices) {
      auto number = cast<OpResult>(slice.getSource()).getResultNumber();
      SmallVector<OpFoldResult> offsets = slice.getMixedOffsets();
      offsets.front() = builder.getIndexAttr(0);
      builder.setInsertionPoint(slice);
      // A pool may leave out the last lines of its images.
      slice.replaceAllUsesWith(builder.createOrFold<tensor::ExtractSliceOp>(
          slice.getLoc(), slice.getType(), (*tiled)[number], offsets,
          slice.getMixedSizes(), slice.getMixedStrides()));
      slice.erase();
    }
  }
  return success();
}

static int64_t getBytes(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape())
    return 0;
  auto level = dyn_cast<LevelType>(type.getElementType());
  int64_t bits = level ? llvm::Log2_32_Ceil(level.getLevels())
                       : type.getElementTypeBitWidth();
  return llvm::divideCeil(type.getNumElements() * bits, 8);
}

Traffic BatchBlocker::measure() {
  Traffic traffic;
  llvm::SmallSetVector<Value, 16> constants;
  for (Operation &op : loop.getBody()->without_terminator()) {
    // No others compute anything.
    if (!isa<TilingInterface>(op))
      continue;
    llvm::SmallSetVector<Value, 4> touched(op.result_begin(), op.result_end());
    auto inPlace = dyn_cast<DestinationStyleOpInterface>(op);
    for (OpOperand &operand : op.getOpOperands())
      if (loop.isDefinedOutsideOfLoop(operand.get()))
        constants.insert(operand.get());
      else if (!inPlace || !inPlace.isDpsInit(&operand))
        touched.insert(operand.get());
    int64_t bytes = 0;
    for (Value value : touched)
      bytes += getBytes(value);
    for (Value result : op.getResults())
      traffic.results += getBytes(result);
    traffic.peak = std::max(traffic.peak, bytes);
  }
  for (Value value : constants)
    traffic.constants += getBytes(value);
  return traffic;
}

/// So many blocks as fit the cache at most: smaller ones save little, and a
/// round of the loop has its cost.
static constexpr int64_t kMaxBlocksInCache = 16;

/// The largest block that divides the batch and takes at most `bytes`, of
/// which each image takes `imageBytes`, one image at least; nothing if that is
/// no block worth a loop. One is the only divisor of a dynamic batch.
static std::optional<int64_t>
chooseBlockSize(OpFoldResult batch, int64_t imageBytes, int64_t bytes) {
  int64_t fit = bytes / std::max<int64_t>(imageBytes, 1);
  std::optional<int64_t> images = getConstantIntValue(batch);
  int64_t block = images ? std::clamp<int64_t>(fit, 1, *images) : 1;
  while (images && *images % block != 0)
    --block;
  if (block == images || fit / block >= kMaxBlocksInCache)
    return std::nullopt;
  return block;
}

/// The batch of `func` if its result is computed from its arguments. A dynamic
/// one is the number of rows of one of them.
static std::optional<OpFoldResult> getBatch(func::FuncOp func) {
  if (func.isDeclaration() || !func.getBody().hasOneBlock() ||
      func.getNumResults() != 1 ||
      !hasStaticRows(func.getResultTypes().front()))
    return std::nullopt;
  DenseSet<Value> activations = collectActivations(func);
  // Such a size would keep what it is the size of alive.
  for (auto dim : func.front().getOps<tensor::DimOp>())
    if (activations.contains(dim.getSource()) &&
        !isa<BlockArgument>(dim.getSource()))
      return std::nullopt;
  Value result = getResult(func).get();
  if (isa<BlockArgument>(result) || !activations.contains(result))
    return std::nullopt;
  auto type = cast<RankedTensorType>(result.getType());
  if (type.getDimSize(0) == 0)
    return std::nullopt;
  OpBuilder builder = OpBuilder::atBlockBegin(&func.front());
  if (!type.isDynamicDim(0))
    return builder.getIndexAttr(type.getDimSize(0));
  for (BlockArgument argument : func.getArguments())
    if (hasStaticRows(argument.getType())) {
      FailureOr<bool> equal =
          ValueBoundsConstraintSet::areEqual({result, 0}, {argument, 0});
      if (succeeded(equal) && *equal)
        return tensor::getMixedSize(builder, func.getLoc(), argument, 0);
    }
  return std::nullopt;
}

namespace {
struct BlockBatchPass : lowres::impl::LowResBlockBatchBase<BlockBatchPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (std::optional<OpFoldResult> batch = getBatch(func))
      block(func, *batch);
    // The network, or sizes that tiling asked for.
    IRRewriter rewriter(&getContext());
    (void)runRegionDCE(rewriter, func->getRegions());
  }

private:
  void block(func::FuncOp func, OpFoldResult batch);
};
} // namespace

void BlockBatchPass::block(func::FuncOp func, OpFoldResult batch) {
  // A loop over single images shows how much each takes.
  BatchBlocker images(func, batch, 1);
  bool built = succeeded(images.build());
  Traffic traffic = built ? images.measure() : Traffic();
  std::optional<int64_t> blockSize =
      chooseBlockSize(batch, traffic.peak, cacheBytes);
  // Results leave the cache and come back; constants only come.
  if (!built || !blockSize ||
      traffic.constants > *blockSize * 2 * traffic.results) {
    images.eraseLoop();
    return;
  }
  ++numBlocked;
  if (*blockSize == 1) {
    images.replaceNetwork();
    return;
  }
  images.eraseLoop();
  BatchBlocker blocks(func, batch, *blockSize);
  if (succeeded(blocks.build()))
    blocks.replaceNetwork();
  else
    blocks.eraseLoop();
}
