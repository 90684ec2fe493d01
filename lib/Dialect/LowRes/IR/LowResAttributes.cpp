//===- LowResAttributes.cpp - Attributes of the lowres dialect ------------===//

#include "VerifyUtils.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

#include "lowres/Dialect/LowRes/IR/LowResEnums.cpp.inc"

#include "lowres/Dialect/LowRes/IR/LowResAttrInterfaces.cpp.inc"

/// A signed number, so that a negative one is reported as it was written.
static FailureOr<unsigned> parseCount(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  int64_t count = 0;
  if (parser.parseInteger(count))
    return failure();
  constexpr int64_t max = std::numeric_limits<unsigned>::max();
  if (count < 0 || count > max)
    return parser.emitError(loc)
           << "expected a number from 0 to " << max << ", got " << count;
  return static_cast<unsigned>(count);
}

#define GET_ATTRDEF_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResAttributes.cpp.inc"

void LowResDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "lowres/Dialect/LowRes/IR/LowResAttributes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Radix fields
//===----------------------------------------------------------------------===//

uint64_t lowres::getFieldCount(unsigned levels, unsigned digits) {
  constexpr uint64_t kLimit = uint64_t(1) << 32;
  uint64_t count = 1;
  for (unsigned i = 0; i < digits && count < kLimit; ++i)
    count *= levels;
  return count;
}

static LogicalResult verifyField(function_ref<InFlightDiagnostic()> emitError,
                                 unsigned digits, unsigned bits,
                                 unsigned maxBits) {
  if (digits < 1)
    return emitError() << "digits must be at least 1, got " << digits;
  if (digits > maxBits)
    return emitError() << "digits must be at most " << maxBits;
  if (bits < 1 || bits > maxBits)
    return emitError() << "bits must be in [1, " << maxBits << "], got "
                       << bits;
  return success();
}

/// An encoding of radix fields holds level tensors whose levels fit a field.
static LogicalResult
verifyFieldHolds(Type elementType, unsigned digits, unsigned bits,
                 function_ref<InFlightDiagnostic()> emitError) {
  auto level = dyn_cast<LevelType>(elementType);
  if (!level)
    return emitError() << "storage encoding needs elements of type "
                          "!lowres.level, got "
                       << elementType;
  if (getFieldCount(level.getLevels(), digits) > (uint64_t(1) << bits))
    return emitError() << bits << " bits cannot hold " << digits
                       << " digits of " << level.getLevels() << " levels";
  return success();
}

/// The number that digits `get(0) ... get(digits-1)` make, the first one least
/// significant.
template <typename GetDigit>
static unsigned makeField(unsigned levels, unsigned digits, GetDigit get) {
  unsigned field = 0;
  for (unsigned digit = digits; digit-- > 0;)
    field = field * levels + get(digit);
  return field;
}

static LogicalResult reportField(unsigned field, unsigned levels,
                                 unsigned digits, int64_t position,
                                 function_ref<InFlightDiagnostic()> emitError) {
  return emitError() << "stored field " << position << " has the value "
                     << field << ", which is no sequence of " << digits
                     << " codes below " << levels;
}

static int64_t getNumElements(ArrayRef<int64_t> shape) {
  return ShapedType::getNumElements(shape);
}

//===----------------------------------------------------------------------===//
// RadixAttr
//===----------------------------------------------------------------------===//

RadixAttr RadixAttr::getDensest(MLIRContext *context, unsigned levels) {
  assert(levels >= LevelType::kMinLevels && "one level needs no digits at all");
  unsigned bestDigits = 0, bestBits = 1;
  for (unsigned bits = 1; bits <= kMaxBits; ++bits) {
    unsigned digits = 0;
    while (getFieldCount(levels, digits + 1) <= (uint64_t(1) << bits))
      ++digits;
    if (digits * bestBits > bestDigits * bits) {
      bestDigits = digits;
      bestBits = bits;
    }
  }
  return RadixAttr::get(context, bestDigits, bestBits);
}

LogicalResult RadixAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                unsigned digits, unsigned bits) {
  return verifyField(emitError, digits, bits, kMaxBits);
}

LogicalResult
RadixAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                          function_ref<InFlightDiagnostic()> emitError) const {
  return verifyFieldHolds(elementType, getDigits(), getBits(), emitError);
}

double RadixAttr::getBitsPerCode() const {
  return double(getBits()) / getDigits();
}

int64_t RadixAttr::getStorageSize(ArrayRef<int64_t> shape,
                                  unsigned levels) const {
  uint64_t fields = llvm::divideCeil(getNumElements(shape), getDigits());
  return llvm::divideCeil(fields * getBits(), 8);
}

void RadixAttr::encode(ArrayRef<uint8_t> codes, ArrayRef<int64_t> shape,
                       unsigned levels,
                       MutableArrayRef<uint8_t> storage) const {
  uint64_t pending = 0;
  unsigned pendingBits = 0;
  uint8_t *out = storage.begin();
  for (size_t first = 0; first < codes.size(); first += getDigits()) {
    uint64_t field = makeField(levels, getDigits(), [&](unsigned digit) {
      return first + digit < codes.size() ? codes[first + digit] : 0;
    });
    pending |= field << pendingBits;
    pendingBits += getBits();
    for (; pendingBits >= 8; pendingBits -= 8, pending >>= 8)
      *out++ = pending;
  }
  if (pendingBits > 0)
    *out = pending;
}

/// Calls `visit(field, index)` for the fields of a bit stream until it fails.
template <typename Visit>
static LogicalResult walkFields(ArrayRef<uint8_t> storage, uint64_t count,
                                unsigned bits, Visit visit) {
  uint64_t pending = 0;
  unsigned pendingBits = 0;
  const uint8_t *in = storage.begin();
  for (uint64_t index = 0; index < count; ++index) {
    for (; pendingBits < bits; pendingBits += 8)
      pending |= uint64_t(*in++) << pendingBits;
    if (failed(visit(pending & ((1u << bits) - 1), index)))
      return failure();
    pending >>= bits;
    pendingBits -= bits;
  }
  return success();
}

LogicalResult
RadixAttr::verifyStorage(ArrayRef<uint8_t> storage, ArrayRef<int64_t> shape,
                         unsigned levels,
                         function_ref<InFlightDiagnostic()> emitError) const {
  uint64_t values = getFieldCount(levels, getDigits());
  uint64_t count = llvm::divideCeil(getNumElements(shape), getDigits());
  return walkFields(
      storage, count, getBits(), [&](unsigned field, uint64_t index) {
        if (field < values)
          return success();
        return reportField(field, levels, getDigits(), index, emitError);
      });
}

LogicalResult
RadixAttr::decode(ArrayRef<uint8_t> storage, ArrayRef<int64_t> shape,
                  unsigned levels, MutableArrayRef<uint8_t> codes,
                  function_ref<InFlightDiagnostic()> emitError) const {
  if (failed(verifyStorage(storage, shape, levels, emitError)))
    return failure();
  uint64_t count = llvm::divideCeil(codes.size(), getDigits());
  return walkFields(
      storage, count, getBits(), [&](unsigned field, uint64_t index) {
        size_t first = index * getDigits();
        size_t last = std::min<size_t>(first + getDigits(), codes.size());
        for (size_t i = first; i < last; ++i, field /= levels)
          codes[i] = field % levels;
        return success();
      });
}

//===----------------------------------------------------------------------===//
// InterleavedAttr
//===----------------------------------------------------------------------===//

LogicalResult
InterleavedAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        unsigned lanes, unsigned digits, unsigned bits,
                        int64_t group, unsigned container, bool shared) {
  if (lanes < 1)
    return emitError() << "lanes must be at least 1, got " << lanes;
  if (lanes > kMaxLanes)
    return emitError() << "lanes must be at most " << kMaxLanes;
  if (group < 0)
    return emitError() << "group must not be negative, got " << group;
  if (container != 8 && container != 32)
    return emitError() << "container must be 8 or 32, got " << container;
  if (failed(verifyField(emitError, digits, bits, /*maxBits=*/8)))
    return failure();
  bool sharesFields = shared && digits == 1;
  if ((shared && container != 8) ||
      (sharesFields && (bits > 4 || 8 % bits != 0)))
    return emitError() << "shared needs several digits, or one in 1, 2 or 4 "
                          "bits, and a container of 8";
  return success();
}

LogicalResult InterleavedAttr::verifyEncoding(
    ArrayRef<int64_t> shape, Type elementType,
    function_ref<InFlightDiagnostic()> emitError) const {
  if (shape.size() < 2)
    return emitError() << "interleaved storage needs outputs of several "
                          "inputs, got rank "
                       << shape.size();
  return verifyFieldHolds(elementType, getDigits(), getBits(), emitError);
}

unsigned InterleavedAttr::getFieldsPerChunk() const {
  return getContainer() == 8 ? 8 / std::gcd(getBits(), 8u)
                             : getContainer() / getBits();
}

unsigned InterleavedAttr::getStoredVectors() const {
  return getContainer() == 8 ? getBits() / std::gcd(getBits(), 8u) : 1;
}

unsigned InterleavedAttr::getTilesPerChunk() const {
  if (!getShared())
    return 1;
  return sharesDigits() ? getDigits() : getFieldsPerChunk();
}

unsigned InterleavedAttr::getTileOf(unsigned field, unsigned digit) const {
  if (!getShared())
    return 0;
  return sharesDigits() ? digit : field;
}

unsigned InterleavedAttr::getStepOf(unsigned field, unsigned digit) const {
  if (!getShared())
    return field * getDigits() + digit;
  return sharesDigits() ? field : 0;
}

int64_t InterleavedAttr::getChunkInputs() const {
  unsigned codes = getFieldsPerChunk() * getDigits() / getTilesPerChunk();
  return int64_t(getContainers()) * codes;
}

int64_t InterleavedAttr::getGroupSize(int64_t k) const {
  return getGroup() > 0 ? std::min(getGroup(), k) : k;
}

int64_t InterleavedAttr::getNumGroups(int64_t k) const {
  return k == 0 ? 0 : llvm::divideCeil(k, getGroupSize(k));
}

int64_t InterleavedAttr::getChunksPerGroup(int64_t k) const {
  return llvm::divideCeil(getGroupSize(k), getChunkInputs());
}

int64_t InterleavedAttr::getPaddedInputs(int64_t k) const {
  return getNumGroups(k) * getChunksPerGroup(k) * getChunkInputs();
}

int64_t InterleavedAttr::getNumTiles(int64_t outputs) const {
  return llvm::alignTo(llvm::divideCeil(outputs, getLanes()),
                       getTilesPerChunk());
}

unsigned InterleavedAttr::getDigitsPerLookup(unsigned levels) const {
  return std::min(8 / llvm::Log2_32_Ceil(levels), getDigits());
}

unsigned InterleavedAttr::getMaxLookupWeight(unsigned levels) const {
  unsigned highest = getDigitsPerLookup(levels) - 1;
  return (levels - 1) << (llvm::Log2_32_Ceil(levels) * highest);
}

double InterleavedAttr::getBitsPerCode() const {
  return double(getContainer() * getStoredVectors()) /
         (getFieldsPerChunk() * getDigits());
}

int64_t InterleavedAttr::getStorageSize(ArrayRef<int64_t> shape,
                                        unsigned levels) const {
  int64_t k = getNumElements(shape.drop_front());
  return getNumTiles(shape[0]) / getTilesPerChunk() * getNumGroups(k) *
         getChunksPerGroup(k) * getStoredVectors() * getVectorBytes();
}

SmallVector<InterleavedAttr::Piece>
InterleavedAttr::getFieldPieces(unsigned field) const {
  unsigned whole = getContainer() / getBits(), stored = getStoredVectors();
  if (field < stored * whole)
    return {{field / whole, field % whole * getBits(), getBits(), 0}};
  unsigned leftover = 8 - whole * getBits();
  SmallVector<Piece> pieces;
  unsigned position = (field - stored * whole) * getBits();
  for (unsigned fieldBit = 0; fieldBit < getBits();) {
    unsigned offset = position % leftover;
    unsigned length = std::min(leftover - offset, getBits() - fieldBit);
    pieces.push_back(
        {position / leftover, whole * getBits() + offset, length, fieldBit});
    position += length;
    fieldBit += length;
  }
  return pieces;
}

static SmallVector<SmallVector<InterleavedAttr::Piece>>
getAllFieldPieces(InterleavedAttr layout) {
  SmallVector<SmallVector<InterleavedAttr::Piece>> pieces;
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field)
    pieces.push_back(layout.getFieldPieces(field));
  return pieces;
}

/// Calls `visit(byteOffset, field, codeIndex)` for every field: where the first
/// of its containers lies, its number in the chunk, and a function from a
/// digit to the code's position in the matrix, negative for padding.
template <typename Visit>
static void forEachField(InterleavedAttr layout, ArrayRef<int64_t> shape,
                         Visit visit) {
  int64_t outputs = shape[0], k = getNumElements(shape.drop_front());
  int64_t groups = layout.getNumGroups(k);
  int64_t chunks = layout.getChunksPerGroup(k);
  int64_t groupSize = layout.getGroupSize(k);
  unsigned containers = layout.getContainers();
  int64_t chunkBytes =
      int64_t(layout.getStoredVectors()) * layout.getVectorBytes();
  int64_t step = layout.getTilesPerChunk();
  for (int64_t first = 0; first < layout.getNumTiles(outputs); first += step)
    for (int64_t group = 0; group < groups; ++group)
      for (int64_t chunk = 0; chunk < chunks; ++chunk)
        for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field)
          for (unsigned lane = 0; lane < layout.getLanes(); ++lane)
            for (unsigned container = 0; container < containers; ++container) {
              auto codeIndex = [=](unsigned digit) -> int64_t {
                int64_t tile = first + layout.getTileOf(field, digit);
                int64_t output = tile * layout.getLanes() + lane;
                int64_t input = chunk * layout.getChunkInputs() +
                                containers * layout.getStepOf(field, digit) +
                                container;
                bool inside = output < outputs && input < groupSize &&
                              group * groupSize + input < k;
                return inside ? output * k + group * groupSize + input : -1;
              };
              visit(((first / step * groups + group) * chunks + chunk) *
                            chunkBytes +
                        4 * lane + container * layout.getContainer() / 8,
                    field, codeIndex);
            }
}

void InterleavedAttr::encode(ArrayRef<uint8_t> codes, ArrayRef<int64_t> shape,
                             unsigned levels,
                             MutableArrayRef<uint8_t> storage) const {
  llvm::fill(storage, 0);
  SmallVector<SmallVector<Piece>> pieces = getAllFieldPieces(*this);
  forEachField(*this, shape, [&](int64_t at, unsigned field, auto codeIndex) {
    unsigned value = makeField(levels, getDigits(), [&](unsigned digit) {
      int64_t index = codeIndex(digit);
      return index < 0 ? 0 : codes[index];
    });
    for (const Piece &piece : pieces[field]) {
      uint32_t bits = ((value >> piece.fieldBit) & ((1u << piece.length) - 1))
                      << piece.bit;
      uint8_t *container = &storage[at + piece.vector * getVectorBytes()];
      for (; bits != 0; bits >>= 8)
        *container++ |= bits & 0xff;
    }
  });
}

/// The field that `pieces` make of the containers from `stored` on, one in each
/// vector.
static unsigned gatherField(InterleavedAttr layout,
                            ArrayRef<InterleavedAttr::Piece> pieces,
                            const uint8_t *stored) {
  unsigned value = 0;
  for (const InterleavedAttr::Piece &piece : pieces) {
    const uint8_t *at = stored + piece.vector * layout.getVectorBytes();
    uint32_t container =
        layout.getContainer() == 8 ? *at : llvm::support::endian::read32le(at);
    value |= ((container >> piece.bit) & ((1u << piece.length) - 1))
             << piece.fieldBit;
  }
  return value;
}

LogicalResult InterleavedAttr::verifyStorage(
    ArrayRef<uint8_t> storage, ArrayRef<int64_t> shape, unsigned levels,
    function_ref<InFlightDiagnostic()> emitError) const {
  uint64_t values = getFieldCount(levels, getDigits());
  SmallVector<SmallVector<Piece>> pieces = getAllFieldPieces(*this);
  size_t chunkBytes = size_t(getStoredVectors()) * getVectorBytes();
  for (size_t chunk = 0; chunk < storage.size(); chunk += chunkBytes)
    for (size_t byte = 0; byte < getVectorBytes(); byte += getContainer() / 8)
      for (ArrayRef<Piece> field : pieces) {
        unsigned value =
            gatherField(*this, field, storage.data() + chunk + byte);
        if (value >= values)
          return reportField(value, levels, getDigits(), chunk + byte,
                             emitError);
      }
  return success();
}

LogicalResult
InterleavedAttr::decode(ArrayRef<uint8_t> storage, ArrayRef<int64_t> shape,
                        unsigned levels, MutableArrayRef<uint8_t> codes,
                        function_ref<InFlightDiagnostic()> emitError) const {
  if (failed(verifyStorage(storage, shape, levels, emitError)))
    return failure();
  SmallVector<SmallVector<Piece>> pieces = getAllFieldPieces(*this);
  forEachField(*this, shape, [&](int64_t at, unsigned field, auto codeIndex) {
    unsigned value = gatherField(*this, pieces[field], storage.data() + at);
    for (unsigned digit = 0; digit < getDigits(); ++digit, value /= levels)
      if (int64_t index = codeIndex(digit); index >= 0)
        codes[index] = value % levels;
  });
  return success();
}
