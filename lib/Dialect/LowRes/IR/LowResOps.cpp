//===- LowResOps.cpp - Operations of the lowres dialect -------------------===//

#include "VerifyUtils.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
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

#include "lowres/Dialect/LowRes/IR/LowResOpInterfaces.cpp.inc"

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

/// An attribute of integers of `width` bits with the contents `bytes`.
static ElementsAttr getDataAttr(MLIRContext *context, unsigned width,
                                ArrayRef<uint8_t> bytes) {
  auto type =
      RankedTensorType::get({static_cast<int64_t>(bytes.size() * 8 / width)},
                            IntegerType::get(context, width));
  ArrayRef<char> data(reinterpret_cast<const char *>(bytes.data()),
                      bytes.size());
  // Uniquing hashes and copies; a resource does neither.
  constexpr size_t kMaxUniqued = 1024;
  if (data.size() <= kMaxUniqued)
    return DenseElementsAttr::getFromRawBuffer(type, data);
  // Blobs of higher alignment are refused by the bytecode reader in small
  // files.
  constexpr size_t kAlignment = 16;
  return DenseResourceElementsAttr::get(
      type, "weights",
      HeapAsmResourceBlob::allocateAndCopyWithAlign(data, kAlignment));
}

ElementsAttr lowres::getBytesAttr(MLIRContext *context,
                                  ArrayRef<uint8_t> bytes) {
  return getDataAttr(context, 8, bytes);
}

ElementsAttr lowres::getWordsAttr(MLIRContext *context,
                                  ArrayRef<uint8_t> bytes) {
  assert(bytes.size() % 4 == 0 && "the last word is not whole");
  static_assert(llvm::endianness::native == llvm::endianness::little,
                "words would have to be swapped");
  return getDataAttr(context, 32, bytes);
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
  if (failed(verifySize(*this, type.getShape(), "result")))
    return failure();
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
  auto source = cast<RankedTensorType>(getSource().getType());
  if (failed(verifySize(*this, source.getShape(), "source")))
    return failure();
  int64_t expected = getStorageSize(source);
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

LogicalResult ConcatBitsOp::verify() {
  size_t count = getSources().size();
  if (count < 1 || count > 8 || getBits().size() != count ||
      getLengths().size() != count)
    return emitOpError("expected one to eight sources with an element of bits "
                       "and of lengths each, got ")
           << count << ", " << getBits().size() << " and "
           << getLengths().size();
  int64_t sum = 0;
  for (auto [bit, length] : llvm::zip_equal(getBits(), getLengths())) {
    if (length < 1 || length > 8 || bit < 0 || bit > 8 - length)
      return emitOpError("expected bits of a byte, got ")
             << length << " from bit " << bit << " on";
    sum += length;
  }
  if (sum > 8)
    return emitOpError("lengths must sum up to at most 8, got ") << sum;
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

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

LogicalResult
ParallelCallOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  auto callee = symbolTable.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getCalleeAttr());
  if (!callee)
    return emitOpError("calls ") << getCalleeAttr() << ", which is no function";
  SmallVector<Type> types(2, IndexType::get(getContext()));
  llvm::append_range(types, getArguments().getTypes());
  if (callee.getArgumentTypes() == ArrayRef<Type>(types) &&
      callee.getNumResults() == 0)
    return success();
  return emitOpError("needs a function of type ")
         << FunctionType::get(getContext(), types, {}) << ", but "
         << getCalleeAttr() << " is of type " << callee.getFunctionType();
}
