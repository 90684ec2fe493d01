//===- LayerUtils.cpp - What every lowering of a layer shares ------------===//

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lowres;

IntegerGrid IntegerGrid::get(LevelType type) {
  int32_t multiplier = type.getLevels() % 2 ? 1 : 2;
  return {multiplier, static_cast<int32_t>(type.getMaxIntegerLevel()),
          static_cast<float>(type.getIntegerStep())};
}

int64_t lowres::getGroupSize(int64_t inputs, int64_t groups) {
  return llvm::divideCeil(inputs, groups);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static Value getSplat(OpBuilder &builder, Location loc, Type type,
                      TypedAttr scalar) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    scalar = DenseElementsAttr::get(shaped, Attribute(scalar));
  return arith::ConstantOp::create(builder, loc, scalar);
}

Value lowres::getFloatConstant(OpBuilder &builder, Location loc, Type type,
                               double value) {
  return getSplat(builder, loc, type,
                  builder.getFloatAttr(getElementTypeOrSelf(type), value));
}

Value lowres::getIntConstant(OpBuilder &builder, Location loc, Type type,
                             int64_t value) {
  auto element = cast<IntegerType>(getElementTypeOrSelf(type));
  APInt bits(element.getWidth(), value, /*isSigned=*/true,
             /*implicitTrunc=*/true);
  return getSplat(builder, loc, type, builder.getIntegerAttr(element, bits));
}

std::optional<SmallVector<float>> lowres::getConstantFloats(ElementsAttr attr) {
  if (!attr.getElementType().isF32())
    return std::nullopt;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob ||
        blob->getData().size() != attr.getNumElements() * sizeof(float))
      return std::nullopt;
    SmallVector<float> values(attr.getNumElements());
    // The file says how the data are aligned.
    llvm::copy(blob->getData(), reinterpret_cast<char *>(values.data()));
    return values;
  }
  auto values = attr.tryGetValues<float>();
  if (!values)
    return std::nullopt;
  return SmallVector<float>(values->begin(), values->end());
}

std::optional<SmallVector<float>> lowres::getConstantFloats(Value value) {
  ElementsAttr attr;
  if (!matchPattern(value, m_Constant(&attr)))
    return std::nullopt;
  return getConstantFloats(attr);
}

Value lowres::createLevelTable(OpBuilder &b, Location loc, LevelType type) {
  SmallVector<float> values;
  for (unsigned code = 0; code < type.getLevels(); ++code)
    values.push_back(type.getValue(code));
  auto tableType = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                         b.getF32Type());
  return arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(tableType, ArrayRef<float>(values)));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Value lowres::padWithZeros(OpBuilder &b, Location loc, Value value,
                           ArrayRef<int64_t> low, ArrayRef<int64_t> high) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, before, after] : llvm::zip(shape, low, high))
    if (!ShapedType::isDynamic(size))
      size += before + after;
  if (type.getShape() == ArrayRef(shape))
    return value;
  Value zero =
      arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
  return tensor::PadOp::create(b, loc, type.clone(shape), value,
                               getAsIndexOpFoldResult(b.getContext(), low),
                               getAsIndexOpFoldResult(b.getContext(), high),
                               zero);
}

/// Appends zeros to the last dimension until it has `size` elements.
static Value padLastDim(OpBuilder &builder, Location loc, Value value,
                        int64_t size) {
  ArrayRef<int64_t> shape = cast<ShapedType>(value.getType()).getShape();
  SmallVector<int64_t> low(shape.size(), 0), high = low;
  high.back() = size - shape.back();
  return padWithZeros(builder, loc, value, low, high);
}

Value lowres::splitLastDim(OpBuilder &b, Location loc, Value value,
                           int64_t count) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  int64_t size = shape.pop_back_val();
  SmallVector<ReassociationIndices> dims;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    dims.push_back({dim});
  dims.back().push_back(type.getRank());
  shape.append({count, size / count});
  return tensor::ExpandShapeOp::create(b, loc, type.clone(shape), value, dims);
}

Value lowres::groupAndPadInput(OpBuilder &builder, Location loc, Value input,
                               int64_t groups, int64_t paddedGroup) {
  int64_t inputs = cast<ShapedType>(input.getType()).getDimSize(1);
  input =
      padLastDim(builder, loc, input, groups * getGroupSize(inputs, groups));
  return padLastDim(builder, loc, splitLastDim(builder, loc, input, groups),
                    paddedGroup);
}

//===----------------------------------------------------------------------===//
// Scale
//===----------------------------------------------------------------------===//

/// Where the scale of output d1 and group d0 lies.
static AffineMap getScaleMap(MLIRContext *context, int64_t rank) {
  AffineExpr group, output;
  bindDims(context, group, output);
  SmallVector<AffineExpr> position;
  if (rank >= 1)
    position.push_back(output);
  if (rank == 2)
    position.push_back(group);
  return AffineMap::get(/*dimCount=*/2, /*symbolCount=*/0, position, context);
}

Value lowres::getScaleTable(OpBuilder &builder, Location loc,
                            LayerOpInterface op, float factor) {
  int64_t groups = op.getNumScaleGroups(), outputs = op.getNumOutputs();
  auto type = RankedTensorType::get({groups, outputs}, builder.getF32Type());
  int64_t rank = op.getScale().getType().getRank();

  if (std::optional<SmallVector<float>> values =
          getConstantFloats(op.getScale())) {
    SmallVector<float> table;
    table.reserve(type.getNumElements());
    for (int64_t group = 0; group < groups; ++group)
      for (int64_t output = 0; output < outputs; ++output) {
        int64_t index = rank == 0   ? 0
                        : rank == 1 ? output
                                    : output * groups + group;
        table.push_back((*values)[index] * factor);
      }
    return arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(type, ArrayRef<float>(table)));
  }

  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                        builder.getF32Type());
  SmallVector<AffineMap> maps = {getScaleMap(builder.getContext(), rank),
                                 builder.getMultiDimIdentityMap(2)};
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, type, op.getScale(), empty, maps, iterators,
             [&](OpBuilder &b, Location l, ValueRange args) {
               Value f = getFloatConstant(b, l, b.getF32Type(), factor);
               Value product = arith::MulFOp::create(b, l, args[0], f);
               linalg::YieldOp::create(b, l, product);
             })
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Activation
//===----------------------------------------------------------------------===//

static Value createSigmoid(OpBuilder &b, Location loc, Value x) {
  Value one = getFloatConstant(b, loc, x.getType(), 1.0);
  Value exp = math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, x));
  return arith::DivFOp::create(b, loc, one,
                               arith::AddFOp::create(b, loc, one, exp));
}

/// x/2 (1 + inner)
static Value createHalfGate(OpBuilder &b, Location loc, Value x, Value inner) {
  Value half = getFloatConstant(b, loc, x.getType(), 0.5);
  Value one = getFloatConstant(b, loc, x.getType(), 1.0);
  return arith::MulFOp::create(b, loc, arith::MulFOp::create(b, loc, half, x),
                               arith::AddFOp::create(b, loc, one, inner));
}

Value lowres::applyActivation(OpBuilder &b, Location loc, Activation activation,
                              Value x) {
  auto constant = [&](double value) {
    return getFloatConstant(b, loc, x.getType(), value);
  };
  switch (activation) {
  case Activation::None:
    return x;
  case Activation::ReLU:
    return arith::MaximumFOp::create(b, loc, x, constant(0.0));
  case Activation::ReLU6:
    return arith::MinimumFOp::create(
        b, loc, arith::MaximumFOp::create(b, loc, x, constant(0.0)),
        constant(6.0));
  case Activation::GELU: {
    Value scaled =
        arith::MulFOp::create(b, loc, x, constant(1.0 / llvm::numbers::sqrt2));
    return createHalfGate(b, loc, x, math::ErfOp::create(b, loc, scaled));
  }
  case Activation::GELUTanh: {
    // sqrt(2/pi) (x + 0.044715 x^3)
    Value square = arith::MulFOp::create(b, loc, x, x);
    Value poly = arith::AddFOp::create(
        b, loc, constant(1.0),
        arith::MulFOp::create(b, loc, constant(0.044715), square));
    Value inner = arith::MulFOp::create(
        b, loc,
        arith::MulFOp::create(
            b, loc, x,
            constant(llvm::numbers::sqrt2 * llvm::numbers::inv_sqrtpi)),
        poly);
    return createHalfGate(b, loc, x, math::TanhOp::create(b, loc, inner));
  }
  case Activation::SiLU:
    return arith::MulFOp::create(b, loc, x, createSigmoid(b, loc, x));
  case Activation::Sigmoid:
    return createSigmoid(b, loc, x);
  case Activation::Tanh:
    return math::TanhOp::create(b, loc, x);
  }
  llvm_unreachable("all activations are handled");
}

Value lowres::addPartialSums(OpBuilder &builder, Location loc, Value sums) {
  int64_t count = cast<VectorType>(sums.getType()).getNumElements();
  for (int64_t half = count / 2; half > 0; half /= 2) {
    auto takeHalf = [&](int64_t offset) -> Value {
      return vector::ExtractStridedSliceOp::create(
          builder, loc, sums, ArrayRef{offset}, ArrayRef{half},
          ArrayRef<int64_t>{1});
    };
    sums = arith::AddFOp::create(builder, loc, takeHalf(0), takeHalf(half));
  }
  return vector::ExtractOp::create(builder, loc, sums, 0);
}
