//===- ConstantWeights.cpp - The weights of float layers ------------------===//

#include "ConstantWeights.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// A row-major tensor.
template <typename T> struct Tensor {
  SmallVector<int64_t> shape;
  std::vector<T> data;
};

/// Weights on their way from the constant to the layer.
struct Source {
  /// One of the two has data.
  Tensor<float> floats;
  Tensor<uint8_t> codes;
  /// With codes: their type, and scales of the codes' rank, where a dimension
  /// along which they do not change is 1. (Groups: [outputs, groups].)
  LevelType type;
  Tensor<float> scale;
};

} // namespace

template <typename T>
static void transpose(Tensor<T> &tensor, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> strides = computeStrides(tensor.shape);
  Tensor<T> result;
  SmallVector<int64_t> steps;
  for (int64_t dim : permutation) {
    result.shape.push_back(tensor.shape[dim]);
    steps.push_back(strides[dim]);
  }
  result.data.reserve(tensor.data.size());
  SmallVector<int64_t> index(permutation.size(), 0);
  int64_t position = 0;
  for (size_t i = 0; i < tensor.data.size(); ++i) {
    result.data.push_back(tensor.data[position]);
    for (int64_t dim = int64_t(index.size()) - 1; dim >= 0; --dim) {
      position += steps[dim];
      if (++index[dim] < result.shape[dim])
        break;
      position -= steps[dim] * index[dim];
      index[dim] = 0;
    }
  }
  tensor = std::move(result);
}

static void transpose(Source &source, ArrayRef<int64_t> permutation) {
  if (!source.type)
    return transpose(source.floats, permutation);
  transpose(source.codes, permutation);
  transpose(source.scale, permutation);
}

/// Fails where scales cannot follow. They can along a dimension that stays: in
/// row-major order, one of the same size and the same stride.
static LogicalResult reshape(Source &source, ArrayRef<int64_t> shape) {
  if (!source.type) {
    source.floats.shape.assign(shape.begin(), shape.end());
    return success();
  }
  ArrayRef<int64_t> old = source.codes.shape;
  SmallVector<int64_t> oldStrides = computeStrides(old);
  SmallVector<int64_t> strides = computeStrides(shape);
  SmallVector<int64_t> scales(shape.size(), 1);
  for (auto [dim, numScales] : llvm::enumerate(source.scale.shape)) {
    if (numScales == 1)
      continue;
    size_t to = 0;
    while (to < shape.size() &&
           (shape[to] != old[dim] || strides[to] != oldStrides[dim]))
      ++to;
    if (to == shape.size())
      return failure();
    scales[to] = numScales;
  }
  source.codes.shape.assign(shape.begin(), shape.end());
  source.scale.shape = std::move(scales);
  return success();
}

/// What `op` makes its result of by moving elements only; null if it computes.
static Value getMoved(Operation *op) {
  if (isa<linalg::TransposeOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp,
          tosa::TransposeOp, tosa::ReshapeOp>(op))
    return op->getOperand(0);
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    if (linalg::isaTransposeOpInterface(generic))
      return generic.getDpsInputs()[0];
  return nullptr;
}

/// How `op`, one of those, permutes; nothing if it reshapes.
static std::optional<SmallVector<int64_t>> getPermutation(Operation *op) {
  if (auto transposeOp = dyn_cast<linalg::TransposeOp>(op))
    return SmallVector<int64_t>(transposeOp.getPermutation());
  if (auto transposeOp = dyn_cast<tosa::TransposeOp>(op))
    return llvm::to_vector_of<int64_t>(transposeOp.getPerms());
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return linalg::isaTransposeOpInterface(generic);
  return std::nullopt;
}

bool lowres::isConstantWeights(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (isa<DequantizeOp>(op) || matchPattern(op, m_Constant()))
    return true;
  Value moved = getMoved(op);
  return moved && isConstantWeights(moved);
}

static FailureOr<Source> readDequantized(DequantizeOp op, std::string &whyNot) {
  auto constant = op.getSource().getDefiningOp<ConstantOp>();
  ElementsAttr scaleAttr;
  if (!constant || !matchPattern(op.getScale(), m_Constant(&scaleAttr))) {
    whyNot = "the codes or scales of its weights are not constants";
    return failure();
  }
  std::optional<SmallVector<float>> scales = getConstantFloats(scaleAttr);
  if (!scales) {
    whyNot = "the scales of its weights are not in the file";
    return failure();
  }
  Source source;
  source.codes.shape.assign(op.getType().getShape());
  SmallVector<uint8_t, 0> codes = constant.getCodes();
  source.codes.data.assign(codes.begin(), codes.end());
  source.type = cast<LevelType>(
      cast<RankedTensorType>(op.getSource().getType()).getElementType());
  source.scale.shape.assign(scaleAttr.getShapedType().getShape());
  source.scale.shape.resize(source.codes.shape.size(), 1);
  source.scale.data.assign(scales->begin(), scales->end());
  return source;
}

static FailureOr<Source> readSource(Value value, std::string &whyNot) {
  Operation *op = value.getDefiningOp();
  auto type = cast<ShapedType>(value.getType());
  if (!type.hasStaticShape() || type.getNumElements() == 0 ||
      !type.getElementType().isF32()) {
    whyNot = llvm::formatv("its weights are {0}", Type(type));
    return failure();
  }
  if (auto dequantize = dyn_cast<DequantizeOp>(op))
    return readDequantized(dequantize, whyNot);
  if (Value moved = getMoved(op)) {
    FailureOr<Source> source = readSource(moved, whyNot);
    if (failed(source))
      return failure();
    if (auto permutation = getPermutation(op)) {
      transpose(*source, *permutation);
    } else if (failed(reshape(*source, type.getShape()))) {
      whyNot = "the scales of its weights do not survive a reshape";
      return failure();
    }
    return source;
  }
  ElementsAttr attr;
  matchPattern(op, m_Constant(&attr));
  std::optional<SmallVector<float>> floats = getConstantFloats(attr);
  if (!floats) {
    whyNot = "its weights are not in the file";
    return failure();
  }
  Source source;
  source.floats.shape.assign(attr.getShapedType().getShape());
  source.floats.data.assign(floats->begin(), floats->end());
  return source;
}

/// The scales of `source` in the layer's order.
static LogicalResult setScales(const Source &source, unsigned numOutputDims,
                               LevelWeights &weights) {
  ArrayRef<int64_t> shape(source.scale.shape);
  ArrayRef<int64_t> outputDims =
      ArrayRef(source.codes.shape).take_front(numOutputDims);
  weights.scales = source.scale.data;
  if (weights.scales.size() == 1)
    return success();
  if (shape.take_front(numOutputDims) != outputDims)
    return failure();
  ArrayRef<int64_t> groups = shape.drop_front(numOutputDims);
  weights.groups = ShapedType::getNumElements(groups);
  // Groups are along K of a matrix.
  return success(weights.groups == 1 ||
                 (numOutputDims == 1 && source.codes.shape.size() == 2));
}

FailureOr<ConstantWeights> lowres::readWeights(const WeightsOperand &operand,
                                               std::string &whyNot) {
  FailureOr<Source> source = readSource(operand.value, whyNot);
  if (failed(source))
    return failure();
  transpose(*source, operand.permutation);
  if (!source->type)
    return ConstantWeights(std::move(source->floats.data));
  LevelWeights weights;
  for (unsigned code = 0; code < source->type.getLevels(); ++code)
    weights.levels.push_back(source->type.getValue(code));
  weights.uniform = source->type.isUniform();
  weights.codes = std::move(source->codes.data);
  if (failed(setScales(*source, operand.numOutputDims, weights))) {
    whyNot = "the scales of its weights are not one, or one for each output";
    return failure();
  }
  return ConstantWeights(std::move(weights));
}

Value lowres::createWeights(OpBuilder &builder, Location loc,
                            const LevelWeights &weights,
                            ArrayRef<int64_t> shape) {
  MLIRContext *context = builder.getContext();
  unsigned levels = weights.levels.size();
  DenseF32ArrayAttr codebook;
  if (!weights.uniform)
    codebook = builder.getDenseF32ArrayAttr(weights.levels);
  auto type =
      RankedTensorType::get(shape, LevelType::get(context, levels, codebook),
                            RadixAttr::getDensest(context, levels));
  return ConstantOp::create(
      builder, loc, type,
      getBytesAttr(context, encodeCodes(weights.codes, type)));
}

Value lowres::createScale(OpBuilder &builder, Location loc,
                          const LevelWeights &weights, int64_t outputs) {
  SmallVector<int64_t> shape;
  if (weights.scales.size() != 1) {
    shape.push_back(outputs);
    if (weights.groups != 1)
      shape.push_back(weights.groups);
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef(weights.scales)));
}
