//===- ConvBuilders.cpp - What loops of convolutions share ----------------===//

#include "ConvBuilders.h"

#include "LowResToVector.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

Value lowres::getNumImages(OpBuilder &builder, Conv2DOp op) {
  return getValueOrCreateConstantIndexOp(
      builder, op.getLoc(),
      tensor::getMixedSize(builder, op.getLoc(), op.getInput(), 0));
}

Value lowres::getImageScale(OpBuilder &builder, Conv2DOp op, Value image) {
  if (!op.getInputScale())
    return nullptr;
  return tensor::ExtractOp::create(builder, op.getLoc(), op.getInputScale(),
                                   image);
}

Value lowres::createConvOutput(OpBuilder &builder, Conv2DOp op) {
  RankedTensorType type = op.getResult().getType();
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(builder.getContext(), type.getShape());
  sizes[0] = tensor::getMixedSize(builder, op.getLoc(), op.getInput(), 0);
  return tensor::EmptyOp::create(builder, op.getLoc(), sizes,
                                 builder.getF32Type());
}

Value lowres::createZeros(OpBuilder &builder, Location loc,
                          ArrayRef<int64_t> shape, Type elementType) {
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(elementType));
  Value scratch = createScratch(builder, loc, shape, elementType);
  return linalg::FillOp::create(builder, loc, zero, scratch).getResult(0);
}

Value lowres::createPaddedImage(OpBuilder &builder, Conv2DOp op) {
  RankedTensorType type = op.getInput().getType();
  ArrayRef<int64_t> padding = op.getPadding();
  int64_t height = type.getDimSize(1) + padding[0] + padding[1];
  int64_t width = type.getDimSize(2) + padding[2] + padding[3];
  return createZeros(builder, op.getLoc(), {height, width * type.getDimSize(3)},
                     type.getElementType());
}

Value lowres::copyImage(OpBuilder &builder, Conv2DOp op, Value image,
                        Value to) {
  Location loc = op.getLoc();
  MLIRContext *context = builder.getContext();
  RankedTensorType type = op.getInput().getType();
  int64_t channels = type.getDimSize(3);
  auto imageType = type.clone(type.getShape().drop_front());
  SmallVector<OpFoldResult> offsets(4, builder.getIndexAttr(0));
  offsets[0] = image;
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(context, imageType.getShape());
  sizes.insert(sizes.begin(), builder.getIndexAttr(1));
  SmallVector<OpFoldResult> ones(4, builder.getIndexAttr(1));
  Value from = tensor::ExtractSliceOp::create(
      builder, loc, imageType, op.getInput(), offsets, sizes, ones);
  from = tensor::CollapseShapeOp::create(
      builder, loc, from, ArrayRef<ReassociationIndices>{{0}, {1, 2}});

  ArrayRef<int64_t> padding = op.getPadding();
  auto toAttr = [&](ArrayRef<int64_t> values) {
    return getAsIndexOpFoldResult(context, values);
  };
  return tensor::InsertSliceOp::create(
      builder, loc, from, to, toAttr({padding[0], padding[2] * channels}),
      toAttr(cast<RankedTensorType>(from.getType()).getShape()),
      toAttr({1, 1}));
}
