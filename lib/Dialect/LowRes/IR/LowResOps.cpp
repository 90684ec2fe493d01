//===- LowResOps.cpp - Operations of the lowres dialect -------------------===//

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lowres;

/// `activation(relu)` in place of `activation(#lowres.activation<relu>)`.
static ParseResult parseBareActivation(OpAsmParser &parser,
                                       ActivationAttr &activation) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  std::optional<Activation> value = symbolizeActivation(keyword);
  if (!value)
    return parser.emitError(loc) << "unknown activation '" << keyword << "'";
  activation = ActivationAttr::get(parser.getContext(), *value);
  return success();
}

static void printBareActivation(OpAsmPrinter &printer, Operation *,
                                ActivationAttr activation) {
  printer << stringifyActivation(activation.getValue());
}

#define GET_OP_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

StorageEncodingAttr lowres::getStorageEncoding(RankedTensorType type) {
  return dyn_cast_if_present<StorageEncodingAttr>(type.getEncoding());
}

static unsigned getLevels(RankedTensorType type) {
  return cast<LevelType>(type.getElementType()).getLevels();
}

int64_t lowres::getStorageSize(RankedTensorType type) {
  if (StorageEncodingAttr encoding = getStorageEncoding(type))
    return encoding.getStorageSize(type.getShape(), getLevels(type));
  return type.getNumElements();
}

SmallVector<uint8_t, 0> lowres::encodeCodes(ArrayRef<uint8_t> codes,
                                            RankedTensorType type) {
  StorageEncodingAttr encoding = getStorageEncoding(type);
  if (!encoding)
    return SmallVector<uint8_t, 0>(codes);
  SmallVector<uint8_t, 0> storage(getStorageSize(type));
  encoding.encode(codes, type.getShape(), getLevels(type), storage);
  return storage;
}

LogicalResult
lowres::verifyStorage(ArrayRef<uint8_t> storage, RankedTensorType type,
                      function_ref<InFlightDiagnostic()> emitError) {
  unsigned levels = getLevels(type);
  if (StorageEncodingAttr encoding = getStorageEncoding(type))
    return encoding.verifyStorage(storage, type.getShape(), levels, emitError);
  for (auto [index, code] : llvm::enumerate(storage))
    if (code >= levels)
      return emitError() << "code " << index << " is " << unsigned(code)
                         << ", but there are " << levels << " levels";
  return success();
}

FailureOr<SmallVector<uint8_t, 0>>
lowres::decodeCodes(ArrayRef<uint8_t> storage, RankedTensorType type,
                    function_ref<InFlightDiagnostic()> emitError) {
  SmallVector<uint8_t, 0> codes(type.getNumElements());
  if (StorageEncodingAttr encoding = getStorageEncoding(type)) {
    if (failed(encoding.decode(storage, type.getShape(), getLevels(type), codes,
                               emitError)))
      return failure();
    return codes;
  }
  if (failed(verifyStorage(storage, type, emitError)))
    return failure();
  llvm::copy(storage, codes.begin());
  return codes;
}

ElementsAttr lowres::getBytesAttr(MLIRContext *context,
                                  ArrayRef<uint8_t> bytes) {
  // Uniquing hashes and copies; a resource does neither.
  constexpr size_t kMaxUniqued = 1024;
  auto type = RankedTensorType::get({static_cast<int64_t>(bytes.size())},
                                    IntegerType::get(context, 8));
  ArrayRef<char> data(reinterpret_cast<const char *>(bytes.data()),
                      bytes.size());
  if (bytes.size() <= kMaxUniqued)
    return DenseElementsAttr::getFromRawBuffer(type, data);
  // Blobs of higher alignment are refused by the bytecode reader in small
  // files.
  constexpr size_t kAlignment = 16;
  return DenseResourceElementsAttr::get(
      type, "weights",
      HeapAsmResourceBlob::allocateAndCopyWithAlign(data, kAlignment));
}

/// The bytes of a 1-D i8 attribute; nothing if it has no data in memory. A
/// splat has one byte for all of its elements.
static std::optional<ArrayRef<uint8_t>> getRawBytes(ElementsAttr attr) {
  ArrayRef<char> data;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    data = dense.getRawData();
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return std::nullopt;
    data = blob->getData();
  } else
    return std::nullopt;
  return ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(data.data()),
                           data.size());
}

/// As getRawBytes, splats expanded.
static std::optional<SmallVector<uint8_t, 0>> getBytes(ElementsAttr attr) {
  std::optional<ArrayRef<uint8_t>> raw = getRawBytes(attr);
  if (!raw)
    return std::nullopt;
  if (attr.isSplat() && isa<DenseElementsAttr>(attr))
    return SmallVector<uint8_t, 0>(attr.getNumElements(), raw->front());
  return SmallVector<uint8_t, 0>(*raw);
}

LogicalResult ConstantOp::verify() {
  ElementsAttr storage = getStorage();
  auto type = cast<RankedTensorType>(getType());
  ShapedType storageType = storage.getShapedType();
  if (storageType.getRank() != 1 ||
      !storageType.getElementType().isSignlessInteger(8))
    return emitOpError("storage must be a 1-D i8 tensor, got ") << storageType;
  // So that a size in bits does not overflow.
  constexpr int64_t kMaxElements = int64_t(1) << 56;
  std::optional<int64_t> elements = 1;
  for (int64_t dim : type.getShape())
    if (elements)
      elements = llvm::checkedMul(*elements, dim);
  if (!elements || *elements > kMaxElements)
    return emitOpError("result has too many elements: ") << type;
  int64_t expected = getStorageSize(type);
  if (storageType.getNumElements() != expected)
    return emitOpError("storage of ")
           << type << " takes " << expected << " bytes, got "
           << storageType.getNumElements();
  std::optional<ArrayRef<uint8_t>> bytes = getRawBytes(storage);
  if (!bytes)
    return emitOpError("storage must be dense or a dense resource with data");
  // A splat holds one byte for all, and its field may well be a valid one.
  SmallVector<uint8_t, 0> expanded;
  if (isa<DenseElementsAttr>(storage) && storage.isSplat()) {
    expanded.assign(expected, bytes->front());
    bytes = expanded;
  }
  if (static_cast<int64_t>(bytes->size()) != expected)
    return emitOpError("storage resource must hold ")
           << expected << " bytes, got " << bytes->size();
  return verifyStorage(*bytes, type, [&] { return emitOpError(); });
}

SmallVector<uint8_t, 0> ConstantOp::getStorageBytes() {
  return *getBytes(getStorage());
}

SmallVector<uint8_t, 0> ConstantOp::getCodes() {
  // Verified, so decoding cannot fail.
  return *decodeCodes(getStorageBytes(), cast<RankedTensorType>(getType()),
                      [&] { return emitOpError(); });
}

static LogicalResult verifyRepack(Operation *op, Value source, Value result) {
  auto from = cast<RankedTensorType>(source.getType());
  auto to = cast<RankedTensorType>(result.getType());
  if (from.getShape() != to.getShape() ||
      from.getElementType() != to.getElementType())
    return op->emitOpError("source ")
           << from << " and result " << to
           << " must have the same shape and element type";
  return success();
}

LogicalResult PackOp::verify() {
  if (!getStorageEncoding(cast<RankedTensorType>(getType())))
    return emitOpError("result must have a storage encoding, got ")
           << getType();
  return verifyRepack(*this, getSource(), getResult());
}

LogicalResult UnpackOp::verify() {
  if (cast<RankedTensorType>(getType()).getEncoding())
    return emitOpError("result must have no encoding, got ") << getType();
  return verifyRepack(*this, getSource(), getResult());
}

/// Codes survive any change of encoding, so only the first source matters.
template <typename OpTy> static OpFoldResult foldRepack(OpTy op) {
  if (op.getSource().getType() == op.getType())
    return op.getSource();
  Operation *producer = op.getSource().getDefiningOp();
  if (!isa_and_nonnull<PackOp, UnpackOp>(producer))
    return {};
  Value source = producer->getOperand(0);
  if (source.getType() == op.getType())
    return source;
  op.getSourceMutable().assign(source);
  return op.getResult();
}

OpFoldResult PackOp::fold(FoldAdaptor) { return foldRepack(*this); }

OpFoldResult UnpackOp::fold(FoldAdaptor) { return foldRepack(*this); }

namespace {
/// Constants change encoding at compile time.
template <typename OpTy> struct RepackConstant : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    auto constant = op.getSource().template getDefiningOp<ConstantOp>();
    if (!constant)
      return rewriter.notifyMatchFailure(op, "the source is no constant");
    auto type = cast<RankedTensorType>(op.getType());
    rewriter.replaceOpWithNewOp<ConstantOp>(
        op, type,
        getBytesAttr(op.getContext(), encodeCodes(constant.getCodes(), type)));
    return success();
  }
};
} // namespace

void PackOp::getCanonicalizationPatterns(RewritePatternSet &results,
                                         MLIRContext *context) {
  results.add<RepackConstant<PackOp>>(context);
}

void UnpackOp::getCanonicalizationPatterns(RewritePatternSet &results,
                                           MLIRContext *context) {
  results.add<RepackConstant<UnpackOp>>(context);
}

LogicalResult StorageCastOp::verify() {
  int64_t expected =
      getStorageSize(cast<RankedTensorType>(getSource().getType()));
  auto type = cast<RankedTensorType>(getType());
  if (!type.hasStaticShape() || type.getNumElements() != expected)
    return emitOpError("result must have ")
           << expected << " bytes, got " << type;
  return success();
}

namespace {
/// The bytes of a constant are a constant.
struct ReadConstantStorage : OpRewritePattern<StorageCastOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(StorageCastOp op,
                                PatternRewriter &rewriter) const override {
    auto constant = op.getSource().getDefiningOp<ConstantOp>();
    if (!constant || constant.getStorage().getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "the source is no constant");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(
        op, cast<TypedAttr>(constant.getStorage()));
    return success();
  }
};
} // namespace

void StorageCastOp::getCanonicalizationPatterns(RewritePatternSet &results,
                                                MLIRContext *context) {
  results.add<ReadConstantStorage>(context);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// Checks a scale against weights of shape `shape`: [], [d0] or [d0, groups].
static LogicalResult verifyScale(Operation *op, Value scale,
                                 ArrayRef<int64_t> shape) {
  auto type = cast<ShapedType>(scale.getType());
  auto fail = [&]() -> LogicalResult {
    InFlightDiagnostic diag = op->emitOpError("scale must have shape []");
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
  if (getScale().getType().getDimSize(0) != type.getDimSize(0))
    return emitOpError("scale must have one element for each row of the "
                       "input, got ")
           << getScale().getType() << " for " << type;
  return success();
}

/// Checks one dimension of a named operand or result.
static LogicalResult verifyDim(Operation *op, Value value, StringRef name,
                               unsigned dim, int64_t expected, StringRef what) {
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

static LogicalResult verifyKernel(DenseOp op, KernelAttr kernel) {
  if (kernel.getStrategy() == Strategy::Plain)
    return success();
  InterleavedAttr packing = kernel.getPacking();
  auto emitError = [&] { return op.emitOpError("kernel packing: "); };
  if (failed(packing.verifyEncoding(op.getWeights().getType().getShape(),
                                    op.getLevelType(), emitError)))
    return failure();
  int64_t inputs = op.getNumInputs();
  if (packing.getGroupSize(inputs) != op.getGroupSize())
    return emitError() << "scale has groups of " << op.getGroupSize()
                       << " inputs, packing of "
                       << packing.getGroupSize(inputs);
  // Only integer sums are the same bytes in any order.
  if ((kernel.getStrategy() == Strategy::DecodeDot) != op.sumsIntegers())
    return op.emitOpError("kernel strategy ")
           << stringifyStrategy(kernel.getStrategy())
           << (op.sumsIntegers() ? " sums floats, but the layer sums integers "
                                   "(i8 input on a uniform grid)"
                                 : " needs i8 input and a uniform grid");
  if (kernel.getStrategy() == Strategy::DecodeDot &&
      kernel.getDecode() == Decode::Lookup) {
    int64_t maxProduct =
        127 * packing.getMaxLookupWeight(op.getLevelType().getLevels());
    if (inputs > std::numeric_limits<int32_t>::max() / maxProduct)
      return op.emitOpError("kernel decode lookup can overflow 32 bits over ")
             << inputs << " inputs";
  }
  return success();
}

LogicalResult DenseOp::verify() {
  auto weights = cast<RankedTensorType>(getWeights().getType());
  if (weights.getRank() != 2)
    return emitOpError("weights must have shape [outputs, inputs], got ")
           << weights;
  int64_t outputs = getNumOutputs(), inputs = getNumInputs();
  if (outputs < 1 || inputs < 1)
    return emitOpError("weights must not be empty, got ") << weights;
  if (failed(verifyDim(*this, getInput(), "input", 1, inputs,
                       "inputs of the weights")) ||
      failed(verifyDim(*this, getResult(), "result", 0,
                       getInput().getType().getDimSize(0),
                       "rows of the input")) ||
      failed(verifyDim(*this, getResult(), "result", 1, outputs,
                       "outputs of the weights")))
    return failure();
  if (failed(verifyScale(*this, getScale(), weights.getShape())))
    return failure();
  if (getBias() && failed(verifyDim(*this, getBias(), "bias", 0, outputs,
                                    "outputs of the weights")))
    return failure();

  bool int8 = getInput().getType().getElementType().isInteger(8);
  if (int8 != hasInt8Input())
    return emitOpError(int8 ? "i8 input needs an input_scale"
                            : "f32 input takes no input_scale");
  if (int8) {
    if (failed(verifyDim(*this, getInputScale(), "input_scale", 0,
                         getInput().getType().getDimSize(0),
                         "rows of the input")))
      return failure();
    if (sumsIntegers() && inputs > getMaxIntegerInputs(getLevelType()))
      return emitOpError("sums over ")
             << inputs << " inputs of " << getLevelType().getLevels()
             << " levels can overflow 32 bits; at most "
             << getMaxIntegerInputs(getLevelType()) << " inputs are exact";
  }
  if (getKernel())
    return verifyKernel(*this, *getKernel());
  return success();
}

int64_t DenseOp::getNumGroups() {
  auto type = cast<ShapedType>(getScale().getType());
  return type.getRank() == 2 ? type.getDimSize(1) : 1;
}

int64_t DenseOp::getGroupSize() {
  return llvm::divideCeil(getNumInputs(), getNumGroups());
}

int64_t DenseOp::getMaxIntegerInputs(LevelType type) {
  return std::numeric_limits<int32_t>::max() /
         (127 * type.getMaxIntegerLevel());
}

namespace {
/// A constant scale whose elements are all equal is one per tensor.
struct ScalarizeSplatScale : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
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
  results.add<ScalarizeSplatScale>(context);
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

LogicalResult LookupOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                         ValueRange operands, DictionaryAttr,
                                         OpaqueProperties, RegionRange,
                                         SmallVectorImpl<Type> &results) {
  auto table = dyn_cast<VectorType>(operands[0].getType());
  auto indices = dyn_cast<VectorType>(operands[1].getType());
  if (!table || !indices)
    return failure();
  results.push_back(indices.clone(table.getElementType()));
  return success();
}

LogicalResult LookupOp::verify() {
  int64_t size = getTable().getType().getNumElements();
  if (size < 2 || size > 256 || !llvm::isPowerOf2_64(size))
    return emitOpError("table must have a power of two of entries in [2, 256], "
                       "got ")
           << size;
  return success();
}

LogicalResult DotOp::verify() {
  int64_t lanes = getAcc().getType().getNumElements();
  int64_t bytes = getWeights().getType().getNumElements();
  if (bytes != 4 * lanes)
    return emitOpError("weights must have four elements for each of the ")
           << lanes << " of acc, got " << bytes;
  if (getMaxWeight() < 1 || getMaxWeight() > 255)
    return emitOpError("max_weight must be in [1, 255], got ")
           << getMaxWeight();
  return success();
}
