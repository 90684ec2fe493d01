//===- LowResLayerOps.cpp - Layers and their quantisation -----------------===//

#include "VerifyUtils.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// What operands must be
//===----------------------------------------------------------------------===//

LogicalResult lowres::verifyScale(Operation *op, Value scale,
                                  ArrayRef<int64_t> shape, StringRef name) {
  auto type = cast<ShapedType>(scale.getType());
  auto fail = [&]() -> LogicalResult {
    InFlightDiagnostic diag = op->emitOpError()
                              << name << " must have shape []";
    if (!shape.empty())
      diag << ", [" << shape[0] << "]";
    if (shape.size() == 2)
      diag << " or [" << shape[0] << ", groups] with groups of equal size "
           << "that cover " << shape[1] << " inputs";
    return diag << ", got " << type;
  };
  if (!type.hasStaticShape() || type.getRank() > 2)
    return fail();
  if (type.getRank() >= 1 && (shape.empty() || type.getDimSize(0) != shape[0]))
    return fail();
  if (type.getRank() == 2) {
    int64_t groups = type.getDimSize(1);
    if (shape.size() != 2 || groups < 1 || groups > shape[1])
      return fail();
    int64_t size = llvm::divideCeil(shape[1], groups);
    if (int64_t(llvm::divideCeil(shape[1], size)) != groups)
      return fail();
  }
  return success();
}

static LogicalResult verifySameShape(Operation *op, Value lhs, Value rhs,
                                     StringRef lhsName, StringRef rhsName) {
  auto lhsType = cast<ShapedType>(lhs.getType());
  auto rhsType = cast<ShapedType>(rhs.getType());
  if (lhsType.getShape() != rhsType.getShape())
    return op->emitOpError()
           << lhsName << " and " << rhsName << " must have the same shape, got "
           << lhsType << " and " << rhsType;
  return success();
}

LogicalResult QuantizeOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  if (type.getEncoding())
    return emitOpError("result must have no encoding, got ") << type;
  if (failed(
          verifySameShape(*this, getInput(), getResult(), "input", "result")))
    return failure();
  return verifyScale(*this, getScale(), type.getShape());
}

LogicalResult DequantizeOp::verify() {
  if (failed(
          verifySameShape(*this, getSource(), getResult(), "source", "result")))
    return failure();
  return verifyScale(*this, getScale(), cast<ShapedType>(getType()).getShape());
}

LogicalResult QuantizeActivationsOp::verify() {
  if (failed(
          verifySameShape(*this, getInput(), getResult(), "input", "result")))
    return failure();
  ShapedType type = getInput().getType();
  if (type.getRank() < 2)
    return emitOpError("input must have rows of values, got ") << type;
  if (getScale().getType().getDimSize(0) != type.getDimSize(0))
    return emitOpError("scale must have one element for each row of the "
                       "input, got ")
           << getScale().getType() << " for " << type;
  return success();
}

LogicalResult lowres::verifyDim(Operation *op, Value value, StringRef name,
                                unsigned dim, int64_t expected,
                                StringRef what) {
  auto type = cast<ShapedType>(value.getType());
  if (type.getDimSize(dim) == expected)
    return success();
  InFlightDiagnostic diag = op->emitOpError()
                            << name << " dimension " << dim << " must be ";
  if (ShapedType::isDynamic(expected))
    diag << "dynamic";
  else
    diag << expected;
  return diag << " (" << what << "), got " << type;
}

LogicalResult lowres::verifySize(Operation *op, ArrayRef<int64_t> shape,
                                 StringRef what) {
  constexpr int64_t kMaxElements = int64_t(1) << 48;
  // Without elements, no product of the others can be too large.
  if (llvm::is_contained(shape, 0))
    return success();
  std::optional<int64_t> size = 1;
  for (int64_t dim : shape)
    if (size)
      size = llvm::checkedMul(*size, dim);
  if (size && *size <= kMaxElements)
    return success();
  return op->emitOpError() << what << " must have at most " << kMaxElements
                           << " elements";
}

LogicalResult lowres::verifyWeights(Operation *op, Value weights,
                                    StringRef name) {
  auto type = cast<RankedTensorType>(weights.getType());
  if (llvm::is_contained(type.getShape(), 0))
    return op->emitOpError() << name << " must not be empty, got " << type;
  return verifySize(op, type.getShape(), name);
}

int64_t lowres::getMaxIntegerInputs(LevelType type) {
  return std::numeric_limits<int32_t>::max() /
         (127 * type.getMaxIntegerLevel());
}

/// What holds for the operands of all layers, with a scale for weights of shape
/// `scaled`.
static LogicalResult verifyLayer(LayerOpInterface op,
                                 ArrayRef<int64_t> scaled) {
  int64_t outputs = op.getNumOutputs(), inputs = op.getNumInputs();
  if (failed(verifyScale(op, op.getScale(), scaled)))
    return failure();
  if (op.getBias() && failed(verifyDim(op, op.getBias(), "bias", 0, outputs,
                                       "outputs of the weights")))
    return failure();

  bool int8 = op.getInput().getType().getElementType().isInteger(8);
  if (int8 != op.hasInt8Input())
    return op->emitOpError(int8 ? "i8 input needs an input_scale"
                                : "f32 input takes no input_scale");
  if (!int8)
    return success();
  if (failed(verifyDim(op, op.getInputScale(), "input_scale", 0,
                       op.getInput().getType().getDimSize(0),
                       "rows of the input")))
    return failure();
  if (!op.sumsIntegers())
    return success();
  int64_t maxInputs = getMaxIntegerInputs(op.getLevelType());
  if (inputs > maxInputs)
    return op->emitOpError("sums over ")
           << inputs << " inputs of " << op.getLevelType().getLevels()
           << " levels can overflow 32 bits; at most " << maxInputs
           << " inputs are exact";
  return success();
}

static LogicalResult verifyKernel(LayerOpInterface op) {
  std::optional<KernelAttr> annotation = op.getKernel();
  if (!annotation || annotation->getStrategy() == Strategy::Plain)
    return success();
  KernelAttr kernel = *annotation;
  InterleavedAttr packing = kernel.getPacking();
  auto emitError = [&] { return op->emitOpError("kernel packing: "); };
  if (failed(packing.verifyEncoding(op.getWeights().getType().getShape(),
                                    op.getLevelType(), emitError)))
    return failure();
  int64_t inputs = op.getNumInputs();
  if (packing.getGroupSize(inputs) != op.getScaleGroupSize())
    return emitError() << "scale has groups of " << op.getScaleGroupSize()
                       << " inputs, packing of "
                       << packing.getGroupSize(inputs);
  if (op.isDepthwise()) {
    if (kernel.getStrategy() != Strategy::DecodeFMA)
      return op->emitOpError("kernel strategy of a depthwise convolution must "
                             "be decode_fma or plain, got ")
             << stringifyStrategy(kernel.getStrategy());
    return success();
  }
  int64_t outputs = op.getNumOutputsOfGroup();
  if (outputs != op.getNumOutputs() && !packing.fillsTiles(outputs))
    return emitError() << "a group's " << outputs << " outputs are not whole "
                       << "tiles of "
                       << packing.getTilesPerChunk() * packing.getLanes()
                       << " lanes";
  unsigned levels = op.getLevelType().getLevels();
  if (kernel.getDecode() == Decode::TwoLevelLookup &&
      !KernelAttr::hasTwoLevelLookup(packing, levels))
    return op->emitOpError("kernel decode two_level_lookup has no tables for ")
           << packing.getDigits() << " digits of " << levels << " levels in "
           << packing.getBits() << " bits";
  // Only integer sums are the same bytes in any order.
  if ((kernel.getStrategy() == Strategy::DecodeDot) != op.sumsIntegers())
    return op->emitOpError("kernel strategy ")
           << stringifyStrategy(kernel.getStrategy())
           << (op.sumsIntegers() ? " sums floats, but the layer sums integers "
                                   "(i8 input on a uniform grid)"
                                 : " needs i8 input and a uniform grid");
  if (kernel.getStrategy() == Strategy::DecodeDot &&
      inputs > kernel.getMaxInputs(levels))
    return op->emitOpError("kernel ")
           << (packing.sharesDigits()   ? "decode two_level_lookup"
               : packing.getShared()    ? "packing with shared bytes"
               : kernel.getPlaces() > 1 ? "places"
                                        : "decode lookup")
           << " can overflow 32 bits over " << inputs << " inputs";
  return success();
}

LogicalResult DenseOp::verify() {
  RankedTensorType weights = getWeights().getType();
  if (weights.getRank() != 2)
    return emitOpError("weights must have shape [outputs, inputs], got ")
           << weights;
  if (failed(verifyWeights(*this, getWeights())))
    return failure();
  int64_t outputs = getNumOutputs(), inputs = getNumInputs();
  if (failed(verifyDim(*this, getInput(), "input", 1, inputs,
                       "inputs of the weights")) ||
      failed(verifyDim(*this, getResult(), "result", 0,
                       getInput().getType().getDimSize(0),
                       "rows of the input")) ||
      failed(verifyDim(*this, getResult(), "result", 1, outputs,
                       "outputs of the weights")))
    return failure();
  if (failed(verifyLayer(*this, {outputs, inputs})))
    return failure();
  return verifyKernel(*this);
}

namespace {
/// A constant scale whose elements are all equal is one per tensor.
template <typename LayerOp>
struct ScalarizeSplatScale : OpRewritePattern<LayerOp> {
  using OpRewritePattern<LayerOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(LayerOp op,
                                PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getScale().getType());
    DenseElementsAttr value;
    // Groups decide the order of sums, so they stay.
    if (type.getRank() != 1 ||
        !matchPattern(op.getScale(), m_Constant(&value)) || !value.isSplat())
      return failure();
    auto scalarType = RankedTensorType::get({}, type.getElementType());
    auto scalar =
        DenseElementsAttr::get(scalarType, value.getSplatValue<Attribute>());
    Value constant = arith::ConstantOp::create(rewriter, op.getLoc(), scalar);
    rewriter.modifyOpInPlace(op,
                             [&] { op.getScaleMutable().assign(constant); });
    return success();
  }
};
} // namespace

void DenseOp::getCanonicalizationPatterns(RewritePatternSet &results,
                                          MLIRContext *context) {
  results.add<ScalarizeSplatScale<DenseOp>>(context);
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// Checks an attribute of numbers that are all at least `min`, and so small
/// that sums and products of two do not overflow.
static LogicalResult verifyNumbers(Operation *op, StringRef name,
                                   ArrayRef<int64_t> numbers, size_t count,
                                   int64_t min) {
  constexpr int64_t kMax = std::numeric_limits<int32_t>::max();
  if (numbers.size() == count && llvm::all_of(numbers, [&](int64_t number) {
        return number >= min && number <= kMax;
      }))
    return success();
  InFlightDiagnostic diag = op->emitOpError()
                            << name << " must be " << count << " numbers in ["
                            << min << ", " << kMax << "], got [";
  llvm::interleaveComma(numbers, diag);
  return diag << "]";
}

LogicalResult Conv2DOp::verify() {
  RankedTensorType input = getInput().getType();
  RankedTensorType weights = getWeights().getType();
  if (weights.getRank() != 4)
    return emitOpError("weights must have shape [outputs, height, width, "
                       "channels], got ")
           << weights;
  if (failed(verifyWeights(*this, getWeights())))
    return failure();
  for (unsigned dim : {1, 2, 3})
    if (input.isDynamicDim(dim))
      return emitOpError("only the batch of the input may be dynamic, got ")
             << input;
  SmallVector<int64_t> padded(input.getShape().drop_front());
  if (llvm::is_contained(padded, 0))
    return emitOpError("images must not be empty, got ") << input;
  if (failed(verifySize(*this, padded, "an image")) ||
      failed(verifyNumbers(*this, "window", weights.getShape().slice(1, 2), 2,
                           1)) ||
      failed(verifyNumbers(*this, "strides", getStrides(), 2, 1)) ||
      failed(verifyNumbers(*this, "dilations", getDilations(), 2, 1)) ||
      failed(verifyNumbers(*this, "padding", getPadding(), 4, 0)))
    return failure();

  int64_t groups = getGroups(), outputs = getNumOutputs();
  if (groups < 1 || outputs % groups != 0)
    return emitOpError("groups must divide the ")
           << outputs << " outputs, got " << groups;
  if (failed(verifyDim(*this, getInput(), "input", 3,
                       groups * weights.getDimSize(3),
                       "groups times the channels of the weights")) ||
      failed(verifyDim(*this, getResult(), "result", 0, input.getDimSize(0),
                       "images of the input")) ||
      failed(verifyDim(*this, getResult(), "result", 3, outputs,
                       "outputs of the weights")))
    return failure();
  SmallVector<int64_t> positions;
  for (unsigned dim : {0, 1}) {
    int64_t window =
        (weights.getDimSize(dim + 1) - 1) * getDilations()[dim] + 1;
    padded[dim] += getPadding()[2 * dim] + getPadding()[2 * dim + 1];
    if (padded[dim] < window)
      return emitOpError("window of ")
             << window << " is larger than the padded image of " << padded[dim]
             << " in dimension " << dim + 1;
    positions.push_back((padded[dim] - window) / getStrides()[dim] + 1);
    if (failed(verifyDim(*this, getResult(), "result", dim + 1,
                         positions.back(), "positions of the window")))
      return failure();
  }
  if (failed(verifySize(*this, padded, "the padded image")) ||
      failed(verifySize(*this, {positions[0], positions[1], outputs},
                        "the result")) ||
      failed(verifySize(*this, {positions[1], getNumInputs()},
                        "a line of windows")))
    return failure();
  // A scale has no groups along K, which is no dimension of the weights.
  if (failed(verifyLayer(*this, {outputs})))
    return failure();
  return verifyKernel(*this);
}

namespace {
/// A convolution whose only window is the whole image is a dense layer. One
/// with a kernel stays: kernels of depthwise convolutions need not fit a dense
/// layer.
struct ConvOfWholeImage : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKernel())
      return rewriter.notifyMatchFailure(op, "its kernel is chosen");
    RankedTensorType input = op.getInput().getType();
    RankedTensorType weights = op.getWeights().getType();
    auto constant = op.getWeights().getDefiningOp<ConstantOp>();
    if (!constant ||
        weights.getShape().drop_front() != input.getShape().drop_front() ||
        llvm::any_of(op.getDilations(), [](int64_t n) { return n != 1; }) ||
        llvm::any_of(op.getPadding(), [](int64_t n) { return n != 0; }))
      return rewriter.notifyMatchFailure(op, "several windows");

    Location loc = op.getLoc();
    int64_t outputs = op.getNumOutputs(), inputs = op.getNumInputs();
    // All encodings see weights as outputs of inputs in row-major order.
    auto matrix = RankedTensorType::get(
        {outputs, inputs}, weights.getElementType(), weights.getEncoding());
    Value dense = ConstantOp::create(rewriter, constant.getLoc(), matrix,
                                     constant.getStorage());
    Value rows = tensor::CollapseShapeOp::create(
        rewriter, loc, op.getInput(),
        ArrayRef<ReassociationIndices>{{0}, {1, 2, 3}});
    RankedTensorType type = op.getResult().getType();
    dense = DenseOp::create(rewriter, loc,
                            type.clone({type.getDimSize(0), outputs}), rows,
                            dense, op.getScale(), op.getInputScale(),
                            op.getBias(), op.getActivation(), KernelAttr());
    SmallVector<OpFoldResult> sizes =
        getAsIndexOpFoldResult(rewriter.getContext(), type.getShape());
    sizes.front() = tensor::getMixedSize(rewriter, loc, dense, 0);
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(
        op, type, dense, ArrayRef<ReassociationIndices>{{0}, {1, 2, 3}}, sizes);
    return success();
  }
};
} // namespace

void Conv2DOp::getCanonicalizationPatterns(RewritePatternSet &results,
                                           MLIRContext *context) {
  results.add<ConvOfWholeImage, ScalarizeSplatScale<Conv2DOp>>(context);
}
