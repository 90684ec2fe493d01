//===- TosaLayers.cpp - TOSA operations that are layers -------------------===//

#include "FloatLayer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/Tosa/Utils/ConversionUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::lowres;

/// `value` in a shape with at most one dynamic dimension.
static Value createReshape(OpBuilder &b, Location loc, Value value,
                           ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> sizes(shape);
  for (int64_t &size : sizes)
    if (ShapedType::isDynamic(size))
      size = -1; // TOSA infers it.
  ImplicitLocOpBuilder builder(loc, b);
  return tosa::ReshapeOp::create(b, loc, type.clone(shape), value,
                                 tosa::getTosaConstShape(builder, sizes));
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// The bias, one value for each output: TOSA takes also one for all.
static Value createBias(OpBuilder &b, Location loc, Value bias,
                        int64_t outputs) {
  bias = dropZeroBias(bias);
  if (!bias || cast<ShapedType>(bias.getType()).getNumElements() == outputs)
    return bias;
  DenseElementsAttr one;
  matchPattern(bias, m_Constant(&one));
  auto type = RankedTensorType::get({outputs}, b.getF32Type());
  return arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(type, one.getSplatValue<Attribute>()));
}

/// `weights`: how the filter becomes [outputs, height, width, channels].
template <typename OpTy>
static LayerMatch matchConvolution(OpTy op, WeightsOperand weights,
                                   ArrayRef<int64_t> shape, int64_t groups) {
  FailureOr<int64_t> inputZero = op.getInputZeroPoint();
  FailureOr<int64_t> weightZero = op.getWeightZeroPoint();
  if (failed(inputZero) || failed(weightZero) || *inputZero || *weightZero)
    return Twine("its zero points are not zero");
  auto inputType = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto biasType = dyn_cast<RankedTensorType>(op.getBias().getType());
  if (!inputType || inputType.isDynamicDim(1) || inputType.isDynamicDim(2) ||
      inputType.isDynamicDim(3))
    return Twine("its image has no static size");
  int64_t outputs = shape[0];
  bool single = biasType && biasType.getNumElements() == 1 && outputs != 1;
  DenseElementsAttr constant;
  if (!biasType || !biasType.hasStaticShape() ||
      (!single && biasType.getDimSize(0) != outputs) ||
      (single && !matchPattern(op.getBias(), m_Constant(&constant))))
    return Twine("its bias is not one value for each output");

  SmallVector<int64_t> resultShape = {inputType.getDimSize(0)};
  ArrayRef<int64_t> pad = op.getPad(), stride = op.getStride(),
                    dilation = op.getDilation();
  for (unsigned dim : {0, 1}) {
    int64_t padded =
        inputType.getDimSize(dim + 1) + pad[2 * dim] + pad[2 * dim + 1];
    resultShape.push_back(
        getNumPositions(padded, shape[dim + 1], dilation[dim], stride[dim]));
    if (resultShape.back() == 0)
      return Twine("its window is larger than the padded image");
  }
  resultShape.push_back(outputs);

  FloatLayer layer;
  layer.weights = std::move(weights);
  layer.shape.assign(shape.begin(), shape.end());
  layer.replace = [=](RewriterBase &rewriter, Value levels, Value scale) {
    OpTy conv = op;
    Location loc = conv.getLoc();
    Value result = Conv2DOp::create(
        rewriter, loc, inputType.clone(resultShape), conv.getInput(), levels,
        scale, /*input_scale=*/Value(),
        createBias(rewriter, loc, conv.getBias(), outputs), Activation::None,
        conv.getStride(), conv.getDilation(), conv.getPad(), groups,
        KernelAttr());
    if (result.getType() != conv.getType())
      result = tensor::CastOp::create(rewriter, loc, conv.getType(), result);
    rewriter.replaceOp(conv, result);
  };
  return layer;
}

static LayerMatch match(tosa::Conv2DOp op) {
  ArrayRef<int64_t> shape =
      cast<ShapedType>(op.getWeight().getType()).getShape();
  return matchConvolution(op, {op.getWeight(), {0, 1, 2, 3}, 1}, shape, 1);
}

/// The filter is [height, width, channels, outputs of a channel].
static LayerMatch match(tosa::DepthwiseConv2DOp op) {
  ArrayRef<int64_t> shape =
      cast<ShapedType>(op.getWeight().getType()).getShape();
  return matchConvolution(op, {op.getWeight(), {2, 3, 0, 1}, 2},
                          {shape[2] * shape[3], shape[0], shape[1], 1},
                          shape[2]);
}

static LayerMatch match(tosa::TransposeConv2DOp) {
  return Twine("transposed convolutions have no N-level form");
}

static LayerMatch match(tosa::Conv3DOp) {
  return Twine("its image has 3 dimensions, not 2");
}

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

/// [1, M, K] times [1, K, N].
static LayerMatch match(tosa::MatMulOp op) {
  FailureOr<int64_t> aZero = op.getAZeroPoint(), bZero = op.getBZeroPoint();
  if (failed(aZero) || failed(bZero) || *aZero || *bZero)
    return Twine("its zero points are not zero");
  auto inputType = dyn_cast<RankedTensorType>(op.getA().getType());
  auto weightsType = cast<RankedTensorType>(op.getB().getType());
  if (weightsType.getDimSize(0) != 1)
    return Twine("every one of its batch has weights of its own");
  if (!inputType || inputType.getDimSize(0) != 1)
    return Twine("its batch is not known to be one");
  int64_t rows = inputType.getDimSize(1), inputs = weightsType.getDimSize(1),
          outputs = weightsType.getDimSize(2);

  FloatLayer layer;
  layer.weights = {op.getB(), {2, 0, 1}, 1};
  layer.shape = {outputs, inputs};
  layer.replace = [=](RewriterBase &rewriter, Value levels, Value scale) {
    tosa::MatMulOp product = op;
    Location loc = product.getLoc();
    Value input = createReshape(rewriter, loc, product.getA(), {rows, inputs});
    Value result = DenseOp::create(
        rewriter, loc, inputType.clone(ArrayRef({rows, outputs})), input,
        levels, scale, /*input_scale=*/Value(), /*bias=*/Value(),
        Activation::None, KernelAttr());
    result = createReshape(rewriter, loc, result, {1, rows, outputs});
    if (result.getType() != product.getType())
      result = tensor::CastOp::create(rewriter, loc, product.getType(), result);
    rewriter.replaceOp(product, result);
  };
  return layer;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// What holds for every kind of layer: floats, and a constant as weights.
template <typename OpTy> static LayerMatch matchLayer(OpTy op) {
  Value weights = op->getOperand(1);
  for (Value value : {op->getOperand(0), weights})
    if (!getElementTypeOrSelf(value.getType()).isF32())
      return Twine(llvm::formatv("it computes with {0}, not f32",
                                 getElementTypeOrSelf(value.getType()))
                       .str());
  auto type = dyn_cast<RankedTensorType>(weights.getType());
  if (!type || !type.hasStaticShape() || !isConstantWeights(weights))
    return Twine("its weights are not a constant of static shape");
  return match(op);
}

std::optional<LayerMatch> lowres::matchTosaLayer(Operation *op) {
  using Result = std::optional<LayerMatch>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<tosa::Conv2DOp, tosa::DepthwiseConv2DOp, tosa::TransposeConv2DOp,
            tosa::Conv3DOp, tosa::MatMulOp>(
          [](auto layer) -> Result { return matchLayer(layer); })
      .Default([](Operation *) -> Result { return std::nullopt; });
}
