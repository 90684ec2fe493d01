//===- LowResTypes.cpp - Types of the lowres dialect ----------------------===//

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Syntax
//===----------------------------------------------------------------------===//

/// A signed number, so that a negative one is reported as it was written.
static ParseResult parseLevelCount(AsmParser &parser, unsigned &levels) {
  SMLoc loc = parser.getCurrentLocation();
  int64_t count = 0;
  if (parser.parseInteger(count))
    return failure();
  if (count < 0 || count > std::numeric_limits<unsigned>::max())
    return parser.emitError(loc)
           << "level count must be in [" << LevelType::kMinLevels << ", "
           << LevelType::kMaxLevels << "], got " << count;
  levels = count;
  return success();
}

static void printLevelCount(AsmPrinter &printer, unsigned levels) {
  printer << levels;
}

static ParseResult parseCodebook(AsmParser &parser,
                                 DenseF32ArrayAttr &codebook) {
  SmallVector<float> values;
  auto parseValue = [&]() -> ParseResult {
    double value = 0;
    SMLoc loc = parser.getCurrentLocation();
    if (parser.parseFloat(value))
      return failure();
    values.push_back(static_cast<float>(value));
    if (!std::isfinite(values.back()))
      return parser.emitError(loc, "codebook value is not a finite f32");
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseValue))
    return failure();
  codebook = parser.getBuilder().getDenseF32ArrayAttr(values);
  return success();
}

static void printCodebook(AsmPrinter &printer, DenseF32ArrayAttr codebook) {
  printer << '[';
  llvm::interleaveComma(
      codebook.asArrayRef(), printer.getStream(),
      [&](float value) { printer.printFloat(APFloat(value)); });
  printer << ']';
}

#define GET_TYPEDEF_CLASSES
#include "lowres/Dialect/LowRes/IR/LowResTypes.cpp.inc"

void LowResDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "lowres/Dialect/LowRes/IR/LowResTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// LevelType
//===----------------------------------------------------------------------===//

static float getUniformValue(unsigned levels, unsigned code) {
  return static_cast<float>(2.0 * code / (levels - 1) - 1.0);
}

LogicalResult LevelType::verify(function_ref<InFlightDiagnostic()> emitError,
                                unsigned levels, DenseF32ArrayAttr codebook) {
  if (levels < kMinLevels || levels > kMaxLevels)
    return emitError() << "level count must be in [" << kMinLevels << ", "
                       << kMaxLevels << "], got " << levels;
  if (!codebook)
    return success();
  ArrayRef<float> values = codebook.asArrayRef();
  if (values.size() != levels)
    return emitError() << "codebook of " << levels << " levels has "
                       << values.size() << " values";
  for (auto [index, value] : llvm::enumerate(values)) {
    if (!std::isfinite(value))
      return emitError() << "codebook value " << index << " is not finite";
    if (index > 0 && !(values[index - 1] < value))
      return emitError() << "codebook must be strictly increasing, but value "
                         << index << " is not above value " << index - 1;
  }
  return success();
}

bool LevelType::isUniform() const {
  if (!getCodebook())
    return true;
  for (auto [code, value] : llvm::enumerate(getCodebook().asArrayRef()))
    if (value != getUniformValue(getLevels(), code))
      return false;
  return true;
}

float LevelType::getValue(unsigned code) const {
  assert(code < getLevels() && "code outside the codebook");
  return getCodebook() ? getCodebook()[code]
                       : getUniformValue(getLevels(), code);
}

int64_t LevelType::getIntegerLevel(unsigned code) const {
  assert(isUniform() && "a free codebook has no integer levels");
  int64_t last = getLevels() - 1;
  return getLevels() % 2 ? int64_t(code) - last / 2 : 2 * int64_t(code) - last;
}

double LevelType::getIntegerStep() const {
  return 1.0 / static_cast<double>(getMaxIntegerLevel());
}

int64_t LevelType::getMaxIntegerLevel() const {
  return getIntegerLevel(getLevels() - 1);
}
