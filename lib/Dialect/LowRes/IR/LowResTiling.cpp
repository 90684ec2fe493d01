//===- LowResTiling.cpp - Tiling of layers --------------------------------===//

#include "LowResTiling.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/TilingInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace mlir::lowres;

/// The operands that hold one part for each of the batch, in dimension 0.
static SmallVector<OpOperand *> getBatchOperands(Operation *op) {
  SmallVector<OpOperand *> operands = {&op->getOpOperand(0)};
  auto append = [&](MutableOperandRange range) {
    for (OpOperand &operand : range)
      operands.push_back(&operand);
  };
  auto appendMask = [&](MutableOperandRange mask) {
    for (OpOperand &operand : mask)
      if (cast<RankedTensorType>(operand.get().getType()).getRank() == 3)
        operands.push_back(&operand);
  };
  if (auto layer = dyn_cast<LayerOpInterface>(op))
    append(layer.getInputScaleMutable());
  if (auto attention = dyn_cast<AttentionOp>(op))
    appendMask(attention.getMaskMutable());
  if (auto core = dyn_cast<ScaledDotProductAttentionOp>(op)) {
    operands.push_back(&core.getKeyMutable());
    operands.push_back(&core.getValueMutable());
    appendMask(core.getMaskMutable());
  }
  return operands;
}

/// Rows [offset, offset + size) of dimension 0 of `value`.
static tensor::ExtractSliceOp slice(OpBuilder &builder, Location loc,
                                    Value value, OpFoldResult offset,
                                    OpFoldResult size) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, value);
  SmallVector<OpFoldResult> offsets(sizes.size(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(sizes.size(), builder.getIndexAttr(1));
  offsets.front() = offset;
  sizes.front() = size;
  return tensor::ExtractSliceOp::create(builder, loc, value, offsets, sizes,
                                        strides);
}

namespace {

template <typename OpTy>
struct BatchTiling : TilingInterface::ExternalModel<BatchTiling<OpTy>, OpTy> {
  SmallVector<utils::IteratorType> getLoopIteratorTypes(Operation *) const {
    return {utils::IteratorType::parallel};
  }

  SmallVector<Range> getIterationDomain(Operation *op,
                                        OpBuilder &builder) const {
    OpFoldResult batch =
        tensor::getMixedSize(builder, op->getLoc(), op->getOperand(0), 0);
    return {Range{builder.getIndexAttr(0), batch, builder.getIndexAttr(1)}};
  }

  FailureOr<TilingResult>
  getTiledImplementation(Operation *op, OpBuilder &builder,
                         ArrayRef<OpFoldResult> offsets,
                         ArrayRef<OpFoldResult> sizes) const {
    SmallVector<Value> operands(op->getOperands());
    SmallVector<Operation *> slices;
    for (OpOperand *operand : getBatchOperands(op)) {
      slices.push_back(
          slice(builder, op->getLoc(), operand->get(), offsets[0], sizes[0]));
      operands[operand->getOperandNumber()] = slices.back()->getResult(0);
    }
    SmallVector<Type> types;
    // The slices' static sizes are attributes only, not constant values.
    int64_t batch =
        cast<RankedTensorType>(operands.front().getType()).getDimSize(0);
    for (Type type : op->getResultTypes()) {
      auto tensorType = cast<RankedTensorType>(type);
      SmallVector<int64_t> shape(tensorType.getShape());
      shape.front() = batch;
      types.push_back(tensorType.clone(shape));
    }
    Operation *tiled = clone(builder, op, types, operands);
    return TilingResult{
        {tiled}, SmallVector<Value>(tiled->getResults()), slices};
  }

  LogicalResult
  getResultTilePosition(Operation *op, OpBuilder &builder, unsigned number,
                        ArrayRef<OpFoldResult> offsets,
                        ArrayRef<OpFoldResult> sizes,
                        SmallVector<OpFoldResult> &resultOffsets,
                        SmallVector<OpFoldResult> &resultSizes) const {
    auto type = cast<RankedTensorType>(op->getResult(number).getType());
    resultOffsets.assign(type.getRank(), builder.getIndexAttr(0));
    resultSizes = getAsIndexOpFoldResult(builder.getContext(), type.getShape());
    resultOffsets.front() = offsets[0];
    resultSizes.front() = sizes[0];
    return success();
  }

  /// A tile of the result must be whole but for the batch.
  LogicalResult getIterationDomainTileFromResultTile(
      Operation *op, OpBuilder &, unsigned number,
      ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes,
      SmallVectorImpl<OpFoldResult> &domainOffsets,
      SmallVectorImpl<OpFoldResult> &domainSizes) const {
    auto type = cast<RankedTensorType>(op->getResult(number).getType());
    for (int64_t dim = 1; dim < type.getRank(); ++dim)
      if (!isZeroInteger(offsets[dim]) ||
          getConstantIntValue(sizes[dim]) != type.getDimSize(dim))
        return failure();
    domainOffsets.assign(1, offsets[0]);
    domainSizes.assign(1, sizes[0]);
    return success();
  }

  FailureOr<TilingResult>
  generateResultTileValue(Operation *op, OpBuilder &builder, unsigned number,
                          ArrayRef<OpFoldResult> offsets,
                          ArrayRef<OpFoldResult> sizes) const {
    SmallVector<OpFoldResult> domainOffsets, domainSizes;
    if (failed(getIterationDomainTileFromResultTile(
            op, builder, number, offsets, sizes, domainOffsets, domainSizes)))
      return failure();
    FailureOr<TilingResult> tiled =
        getTiledImplementation(op, builder, domainOffsets, domainSizes);
    if (failed(tiled))
      return failure();
    tiled->tiledValues = {tiled->tiledValues[number]};
    return tiled;
  }
};

template <typename OpTy>
struct BatchShape
    : ReifyRankedShapedTypeOpInterface::ExternalModel<BatchShape<OpTy>, OpTy> {
  LogicalResult reifyResultShapes(Operation *op, OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &shapes) const {
    OpFoldResult batch =
        tensor::getMixedSize(builder, op->getLoc(), op->getOperand(0), 0);
    for (Type type : op->getResultTypes()) {
      shapes.push_back(getAsIndexOpFoldResult(
          builder.getContext(), cast<RankedTensorType>(type).getShape()));
      shapes.back().front() = batch;
    }
    return success();
  }
};

/// Results have as many rows as the input.
template <typename OpTy>
struct BatchBounds
    : ValueBoundsOpInterface::ExternalModel<BatchBounds<OpTy>, OpTy> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    if (dim == 0)
      bounds.bound(value)[dim] == bounds.getExpr(op->getOperand(0), 0);
  }
};

template <typename... Ops> void attach(MLIRContext *context) {
  (Ops::template attachInterface<BatchTiling<Ops>, BatchShape<Ops>,
                                 BatchBounds<Ops>>(*context),
   ...);
}

} // namespace

void lowres::attachTilingInterfaces(MLIRContext *context) {
  attach<AttentionOp, Conv2DOp, DenseOp, QuantizeActivationsOp,
         ScaledDotProductAttentionOp>(context);
}
