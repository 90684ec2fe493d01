//===- LowResKernelAttributes.cpp - How layers are to be computed ---------===//

#include "VerifyUtils.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// PanelAttr
//===----------------------------------------------------------------------===//

LogicalResult PanelAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                unsigned rows, unsigned inputs, unsigned tiles,
                                unsigned depth) {
  if (rows < 1 || rows > kMaxRows)
    return emitError() << "rows must be in [1, " << kMaxRows << "], got "
                       << rows;
  if (inputs < 1 || inputs > kMaxInputs || inputs % 4 != 0)
    return emitError() << "inputs must be a multiple of 4 in [4, " << kMaxInputs
                       << "], got " << inputs;
  if (tiles < 1 || tiles > KernelAttr::kMaxBlock)
    return emitError() << "tiles must be in [1, " << KernelAttr::kMaxBlock
                       << "], got " << tiles;
  if (depth < 1)
    return emitError() << "depth must be at least 1, got " << depth;
  return success();
}

//===----------------------------------------------------------------------===//
// KernelAttr
//===----------------------------------------------------------------------===//

LogicalResult KernelAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 Strategy strategy, Decode decode,
                                 unsigned places, InterleavedAttr packing,
                                 unsigned rows, unsigned tiles, PanelAttr panel,
                                 unsigned threads) {
  if (strategy == Strategy::Plain) {
    if (packing || decode != Decode::Divide || places != 1 || rows != 1 ||
        tiles != 1 || panel || threads)
      return emitError() << "strategy plain takes no decode, places, packing, "
                            "rows, tiles, panel or threads";
    return success();
  }
  if (!packing)
    return emitError() << "strategy " << stringifyStrategy(strategy)
                       << " needs a packing";
  if (places < 1)
    return emitError() << "places must be at least 1, got " << places;
  if (places > 1) {
    if (strategy != Strategy::DecodeDot || packing.getDigits() > 1)
      return emitError() << "places need strategy decode_dot and fields of one "
                            "digit";
    if (places > 8 / packing.getBits())
      return emitError() << "places must be at most the "
                         << 8 / packing.getBits() << " fields of a byte, got "
                         << places;
  }
  if (packing.getContainer() != 8 && strategy != Strategy::TableSum &&
      (strategy != Strategy::DecodeFMA || packing.getDigits() > 1))
    return emitError() << "containers of more than a byte need strategy "
                          "table_sum, or decode_fma and fields of one digit";
  if (strategy == Strategy::TableSum && decode != Decode::Divide)
    return emitError() << "strategy table_sum takes no decode";
  if (rows < 1 || rows > kMaxBlock || tiles < 1 || tiles > kMaxBlock)
    return emitError() << "rows and tiles must be in [1, " << kMaxBlock
                       << "], got " << rows << " and " << tiles;
  if (packing.getShared() && (strategy != Strategy::DecodeDot || places > 1))
    return emitError() << "tiles that share bytes need strategy decode_dot and "
                          "one place";
  if (decode == Decode::TwoLevelLookup &&
      (!packing.sharesDigits() || packing.getBits() < 6))
    return emitError() << "decode two_level_lookup needs fields of 6 to 8 bits "
                          "whose digits belong to several tiles";
  unsigned step = packing.getTilesPerChunk();
  for (unsigned count : {tiles, panel ? panel.getTiles() : step})
    if (count % step != 0)
      return emitError() << "tiles must be a multiple of the " << step
                         << " that share bytes, got " << count;
  if (panel && (strategy != Strategy::DecodeDot || packing.getGroup() != 0))
    return emitError() << "a panel needs strategy decode_dot and a packing "
                          "without groups";
  if (threads && (strategy == Strategy::TableSum || decode != Decode::Divide ||
                  tiles != 1 || packing.getShared() || panel))
    return emitError() << "threads take strategy decode_dot or decode_fma, "
                          "decode divide, one tile and no panel";
  if (threads * packing.getLanes() > kMaxThreads)
    return emitError() << "threads times lanes must be at most " << kMaxThreads
                       << ", got " << threads << " and " << packing.getLanes();
  if (threads > 1 && packing.getGroup() != 0)
    return emitError() << "several threads need a packing without groups";
  return success();
}

KernelAttr KernelAttr::getOfRows(unsigned rows) const {
  return get(getContext(), getStrategy(), getDecode(),
             rows == 1 ? getPlaces() : 1, getPacking(), getRows(), getTiles(),
             getPanel(), getThreads());
}

KernelAttr KernelAttr::getOfLane() const {
  InterleavedAttr packing = getPacking();
  return get(getContext(), getStrategy(), getDecode(), getPlaces(),
             InterleavedAttr::get(getContext(), /*lanes=*/1,
                                  packing.getDigits(), packing.getBits(),
                                  packing.getGroup(), packing.getContainer(),
                                  packing.getShared()),
             getRows(), getTiles(), getPanel(), getThreads());
}

bool KernelAttr::hasTwoLevelLookup(InterleavedAttr packing, unsigned levels) {
  if (!packing.sharesDigits() || packing.getBits() < 6)
    return false;
  uint64_t highest = getFieldCount(levels, packing.getDigits() - 1);
  return highest + (1u << (packing.getBits() - 5)) - 1 <= kTwoLevelEntries;
}

unsigned KernelAttr::getNumSums(unsigned levels) const {
  if (getStrategy() != Strategy::DecodeDot || getPacking().getShared())
    return 1;
  if (getPacking().getDigits() == 1)
    return getPlaces();
  // The second sum of division is what the quotients are too large by.
  return getDecode() == Decode::Divide
             ? 2
             : getPacking().getDigitsPerLookup(levels);
}

unsigned KernelAttr::getSingleRowTiles(unsigned levels) const {
  // Between two multiply-adds of floats there is more to decode; tables are
  // worth their building to many outputs.
  if (getThreads())
    return 1;
  unsigned inFlight = getStrategy() == Strategy::DecodeFMA ? 4 : 8;
  unsigned step = getPacking().getTilesPerChunk();
  return std::max(inFlight / getNumSums(levels) / step, 1u) * step;
}

SmallVector<KernelAttr::Block, 3> KernelAttr::getBlocks(unsigned levels) const {
  constexpr unsigned small = 4;
  SmallVector<Block, 3> blocks = {{getRows(), getTiles()}};
  if (getRows() > small)
    blocks.push_back({small, getTiles()});
  if (getRows() > 1)
    blocks.push_back({1, getSingleRowTiles(levels)});
  return blocks;
}

int64_t KernelAttr::getMaxInputs(unsigned levels) const {
  int64_t maxWeight = 0;
  // What several fields of a byte, or digits of a field, sum up to may wrap
  // around, the difference of two such sums is one field's or digit's.
  if (getPacking().sharesDigits()) {
    if (getDecode() == Decode::TwoLevelLookup)
      maxWeight =
          getFieldCount(levels, getPacking().getDigits() - 1) * (levels - 1);
  } else if (getPacking().getShared())
    maxWeight = int64_t(levels - 1) << (8 - getPacking().getBits());
  else if (getPlaces() > 1)
    maxWeight = int64_t(levels - 1)
                << (getPacking().getBits() * (getPlaces() - 1));
  else if (getDecode() == Decode::Lookup)
    maxWeight = getPacking().getMaxLookupWeight(levels);
  if (maxWeight == 0)
    return std::numeric_limits<int64_t>::max();
  return std::numeric_limits<int32_t>::max() / (127 * maxWeight);
}

unsigned KernelAttr::getPlace(unsigned field) const {
  unsigned whole = 8 / getPacking().getBits();
  // Fields in pieces have to be moved anyway.
  return field < getPacking().getStoredVectors() * whole
             ? field % whole % getPlaces()
             : 0;
}

unsigned KernelAttr::getLevelTableSize(unsigned levels, bool uniform) const {
  // Two registers hold a table, and 512-bit permutes read both at once; smaller
  // ones take longer than the arithmetic for a uniform grid.
  unsigned lanes = getPacking().getLanes();
  unsigned registers = uniform && lanes < 16 ? 1 : 2;
  unsigned ofField = 1u << getPacking().getBits();
  if (getPacking().getDigits() == 1 && ofField <= registers * lanes)
    return ofField;
  unsigned ofCode = llvm::PowerOf2Ceil(levels);
  return ofCode <= registers * lanes ? ofCode : 0;
}

//===----------------------------------------------------------------------===//
// BlockingAttr
//===----------------------------------------------------------------------===//

LogicalResult BlockingAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   unsigned lanes, unsigned rows) {
  if (lanes < 1 || lanes > kMaxLanes)
    return emitError() << "lanes must be in [1, " << kMaxLanes << "], got "
                       << lanes;
  if (rows < 1 || rows > KernelAttr::kMaxBlock)
    return emitError() << "rows must be in [1, " << KernelAttr::kMaxBlock
                       << "], got " << rows;
  return success();
}
