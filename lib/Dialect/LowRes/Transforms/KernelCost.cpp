//===- KernelCost.cpp - Predicted times of kernels ------------------------===//

#include "KernelCost.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// Vector instructions, by where they run.
struct Operations {
  double simple = 0, products = 0, lookups = 0;

  Operations &operator+=(const Operations &other) {
    simple += other.simple;
    products += other.products;
    lookups += other.lookups;
    return *this;
  }
  Operations operator*(double times) const {
    return {simple * times, products * times, lookups * times};
  }
};

/// What one chunk takes.
struct Chunk {
  /// For each tile: what takes the weights out of their fields.
  Operations decode;
  /// For each row, whatever the number of tiles: tables and loads of inputs.
  Operations table;
  double loads = 0;
  /// For each row of a tile: what adds up.
  Operations sum;
};
} // namespace

bool lowres::hasExactDot(const TargetInfo &target) {
  if (target.isAArch64())
    return target.hasI8MM();
  return !target.isX86_64() || target.hasVNNI() || target.hasVNNI256();
}

KernelCost::KernelCost(LayerOpInterface op, const TargetInfo &target)
    : KernelCost(op, target, *CoreInfo::getFor(op, target)) {}

KernelCost::KernelCost(LayerOpInterface op, const TargetInfo &target,
                       const CoreInfo &core)
    : op(op), target(target), core(core) {
  double bytes = 0;
  op->getParentOfType<ModuleOp>().walk([&](LayerOpInterface layer) {
    bytes += layer.getWeights().getType().getNumElements() *
             std::log2(layer.getLevelType().getLevels()) / 8;
  });
  inCaches = bytes <= core.cacheBytes;
}

/// What puts a field together from `pieces` by sri, which shifts to below what
/// is there, and needs no masks.
static double countInsertions(ArrayRef<InterleavedAttr::Piece> pieces) {
  // All but the highest piece are inserted, those that are not at the top of
  // their byte are shifted there before, and the whole is shifted down.
  return pieces.size() +
         llvm::count_if(pieces, [](const InterleavedAttr::Piece &piece) {
           return piece.bit + piece.length < 8;
         });
}

/// Shifts, masks and unions that take the fields of a chunk out of its bytes.
static double countExtraction(KernelAttr kernel, bool masked,
                              const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  // Fields that share a vector and a shift share the result.
  std::set<std::pair<unsigned, int>> shifts;
  double count = 0;
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    auto pieces = layout.getFieldPieces(field);
    if (pieces.size() > 1 && target.isAArch64()) {
      count += countInsertions(pieces);
      continue;
    }
    unsigned place = kernel.getPlace(field);
    for (const InterleavedAttr::Piece &piece : pieces) {
      int shift =
          int(piece.bit) - int(piece.fieldBit) - int(place * layout.getBits());
      if (shift != 0 && shifts.insert({piece.vector, shift}).second)
        ++count;
    }
    if (masked ? layout.getBits() < 8 : pieces.size() > 1)
      count += pieces.size();
    count += pieces.size() - 1;
  }
  return count;
}

/// The quotients of the fields of a chunk. Even and odd bytes have a product
/// each, two masks and a union.
static Operations countDivision(InterleavedAttr layout) {
  double quotients = layout.getFieldsPerChunk() * (layout.getDigits() - 1);
  return {/*simple=*/layout.getFieldsPerChunk() + 3 * quotients,
          /*products=*/2 * quotients};
}

/// Looking up bytes in a table of `entries`.
static Operations countLookup(const TargetInfo &target, unsigned entries) {
  // tbl of four registers takes three times as long as of one or two of them.
  if (target.isAArch64())
    return {0, 0, entries <= 32 ? 1.0 : 3.0};
  // A table of 128 bytes takes two operations of the port and another one.
  if (entries > 64)
    return {1, 0, 2};
  return {0, 0, 1};
}

/// Looking up floats in a table of `entries` that registers hold.
static Operations countFloatLookup(const TargetInfo &target, unsigned entries) {
  if (!target.isAArch64())
    return {0, 0, 1};
  // The bytes of the index are made by a mask, a product of 32 bits, which
  // takes twice as long as one of bytes or floats, and a sum.
  Operations count = countLookup(target, 4 * entries);
  count += {2, 2, 0};
  return count;
}

/// The table entries of the fields of a chunk, each of several digits.
static Operations countEntries(KernelAttr kernel, unsigned levels,
                               const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned tables =
      llvm::divideCeil(layout.getDigits(), layout.getDigitsPerLookup(levels));
  double lookups = layout.getFieldsPerChunk() * tables;
  Operations count;
  count.simple = countExtraction(kernel, /*masked=*/false, target);
  count += countLookup(target, 1u << layout.getBits()) * lookups;
  // Upper bits of the index are masked off.
  if (target.isAArch64())
    count.simple += lookups;
  return count;
}

/// What gives a chunk's digits in bytes of their own.
static Operations countDigits(KernelAttr kernel, unsigned levels,
                              const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  double fields = layout.getFieldsPerChunk(), digits = layout.getDigits();
  Operations count;
  if (digits == 1) {
    count.simple = countExtraction(kernel, /*masked=*/true, target);
  } else if (kernel.getDecode() == Decode::Lookup) {
    count = countEntries(kernel, levels, target);
    // A shift and a mask for each digit.
    count.simple += 2 * fields * digits;
  } else {
    count.simple = countExtraction(kernel, /*masked=*/true, target);
    count += countDivision(layout);
    // The digit is a quotient less N times the next one.
    double differences = fields * (digits - 1);
    count += {differences, differences};
  }
  return count;
}

/// What gives the bytes to multiply where the digits of fields belong to
/// several tiles, for all of these.
static Operations countUpperDigits(KernelAttr kernel,
                                   const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  double fields = layout.getFieldsPerChunk();
  unsigned upper = layout.getDigits() - 1;
  Operations count;
  count.simple = countExtraction(kernel, /*masked=*/true, target);
  switch (kernel.getDecode()) {
  case Decode::Divide:
    count += countDivision(layout);
    break;
  case Decode::Lookup:
    count += countLookup(target, 1u << layout.getBits()) * (fields * upper);
    break;
  case Decode::TwoLevelLookup:
    // A shift, a difference and a sum.
    count += Operations{3, 0, upper + 1.0} * fields;
    break;
  }
  return count;
}

/// Of one tile where several share a chunk.
static Chunk countDots(KernelAttr kernel, unsigned levels,
                       const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned fields = layout.getFieldsPerChunk(), digits = layout.getDigits();
  Chunk chunk;
  double dots = fields * digits;
  if (layout.sharesDigits()) {
    chunk.decode = countUpperDigits(kernel, target) * (1.0 / digits);
    dots = fields;
  } else if (layout.getShared()) {
    // All of them but the first have a mask.
    chunk.decode.simple = double(fields - 1) / fields;
    dots = 1;
  } else if (digits > 1 && kernel.getDecode() == Decode::Lookup) {
    chunk.decode = countEntries(kernel, levels, target);
    if (layout.getDigitsPerLookup(levels) > 1)
      chunk.decode.simple += fields * digits;
  } else {
    chunk.decode.simple = countExtraction(kernel, /*masked=*/true, target);
    if (digits > 1) {
      chunk.decode += countDivision(layout);
      dots = fields * (2 * digits - 1);
    }
  }
  chunk.loads = dots;
  if (target.isAArch64())
    // Otherwise smull, smull2, addp and sadalp.
    chunk.sum = target.hasDotProd() || target.hasI8MM()
                    ? Operations{0, dots}
                    : Operations{2 * dots, 2 * dots};
  else
    // Otherwise pmaddubsw, pmaddwd and an addition.
    chunk.sum =
        hasExactDot(target) ? Operations{0, dots} : Operations{dots, 2 * dots};
  return chunk;
}

/// Sums of floats have the same ports as products.
static Chunk countMultiplyAdds(KernelAttr kernel, LevelType level,
                               const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned fields = layout.getFieldsPerChunk(), digits = layout.getDigits();
  double dwords = layout.getContainers() * fields * digits;
  unsigned table =
      kernel.getLevelTableSize(level.getLevels(), level.isUniform());
  Chunk chunk;
  if (digits == 1)
    chunk.decode.simple = countExtraction(
        kernel, /*masked=*/table != 1u << layout.getBits(), target);
  else
    chunk.decode = countDigits(kernel, level.getLevels(), target);
  // Of the bytes of a dword, all but the first are shifted down.
  chunk.decode.simple += dwords - fields * digits;
  // Smaller permutes look up each half of a table, and select.
  if (target.isAArch64() && table != 0)
    chunk.decode += countFloatLookup(target, table) * dwords;
  else if (layout.getLanes() < 16 && table > layout.getLanes())
    chunk.decode += {3 * dwords, 0, 2 * dwords};
  else if (table != 0)
    chunk.decode.lookups += dwords;
  else if (level.isUniform())
    // A mask, a difference and a conversion.
    chunk.decode += {2 * dwords, dwords};
  else
    // Loads, one for each lane.
    chunk.decode.lookups += layout.getLanes() * dwords;
  chunk.loads = dwords;
  chunk.sum.products = dwords;
  return chunk;
}

static Chunk countTableSums(KernelAttr kernel, unsigned rows,
                            const TargetInfo &target) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned fields = layout.getFieldsPerChunk();
  double lookups = layout.getContainers() * fields;
  double registers =
      llvm::divideCeil(1u << layout.getBits(), layout.getLanes());
  Chunk chunk;
  chunk.decode.simple =
      countExtraction(kernel, /*masked=*/false, target) + lookups - fields;
  chunk.loads = lookups * layout.getDigits();
  Operations lookup = countFloatLookup(target, 1u << layout.getBits());
  if (rows > 1) {
    chunk.decode += lookup * chunk.loads;
    chunk.sum.products = chunk.loads;
    return chunk;
  }
  chunk.table.products = chunk.loads * registers;
  chunk.sum = lookup * lookups;
  chunk.sum.products += lookups;
  return chunk;
}

static Chunk countChunk(KernelAttr kernel, LevelType level,
                        const TargetInfo &target, unsigned rows) {
  switch (kernel.getStrategy()) {
  case Strategy::DecodeDot:
    return countDots(kernel, level.getLevels(), target);
  case Strategy::DecodeFMA:
    return countMultiplyAdds(kernel, level, target);
  case Strategy::TableSum:
    return countTableSums(kernel, rows, target);
  case Strategy::Plain:
    break;
  }
  llvm_unreachable("plain loops have no chunks");
}

double KernelCost::getReadingCycles(InterleavedAttr layout) {
  double bytes = layout.getStorageSize(op.getWeights().getType().getShape(),
                                       op.getLevelType().getLevels());
  // A layout that has many bits may be too large by itself.
  bool isNear = inCaches && bytes <= core.cacheBytes;
  return bytes / (isNear ? core.nearBytes : core.farBytes);
}

double KernelCost::getCycles(KernelAttr kernel, unsigned rows, unsigned tiles) {
  InterleavedAttr layout = kernel.getPacking();
  tiles = std::min<int64_t>(tiles, layout.getNumTiles(op.getNumOutputs()));
  Chunk chunk =
      countChunk(kernel.getOfRows(rows), op.getLevelType(), target, rows);
  Operations all = chunk.decode;
  all += chunk.sum * rows;
  all += chunk.table * (double(rows) / tiles);
  double loads = double(layout.getStoredVectors()) / layout.getTilesPerChunk() +
                 chunk.loads * rows / tiles;
  double cycles =
      std::max({(all.simple + all.products + all.lookups) / core.operations,
                all.products / core.products, all.lookups / core.lookups,
                loads / core.loads});
  int64_t inputs = op.getNumInputs();
  cycles *= layout.getNumTiles(op.getNumOutputs()) *
            layout.getNumGroups(inputs) * layout.getChunksPerGroup(inputs);
  double reading = getReadingCycles(layout);
  return (std::max(cycles, reading) +
          core.exposed * std::min(cycles, reading)) /
         rows;
}

double KernelCost::getPanelCycles(KernelAttr kernel, int64_t rows) {
  InterleavedAttr layout = kernel.getPacking();
  PanelAttr panel = kernel.getPanel();
  int64_t inputs = op.getNumInputs();
  double tiles = layout.getNumTiles(op.getNumOutputs());
  double chunks = tiles * layout.getChunksPerGroup(inputs);
  double chunkTiles = layout.getTilesPerChunk();
  unsigned levels = op.getLevelType().getLevels();
  KernelAttr ofBlocks = kernel.getOfRows(2);
  Operations decode =
      layout.getShared()
          ? countDigits(ofBlocks, levels, target) * (1 / chunkTiles)
          : countDots(ofBlocks, levels, target).decode;
  // Codes are stored, and products of what is stored take no decoding.
  decode.simple += layout.getFieldsPerChunk() * layout.getDigits() / chunkTiles;
  double decoding =
      chunks * std::max((decode.simple + decode.products + decode.lookups) /
                            core.operations,
                        decode.lookups / core.lookups);
  double reading = getReadingCycles(layout);
  double blocks = llvm::divideCeil(rows, panel.getRows());
  double steps =
      llvm::divideCeil(layout.getPaddedInputs(inputs), panel.getInputs());
  bool hasTiles = target.hasTiles() &&
                  PanelAttr::fitsTiles(panel.getRows(), panel.getInputs(),
                                       layout.getLanes());
  bool hasPairs = target.hasI8MM() &&
                  PanelAttr::fitsPairs(panel.getRows(), panel.getInputs(),
                                       layout.getLanes());
  double perStep = panel.getRows() * (panel.getInputs() / 4) / core.products;
  // A tile of AMX takes a cycle for each row, and for each product one tile of
  // 1024 bytes is loaded.
  if (hasTiles)
    perStep = std::max<double>(panel.getRows(), 1024 / core.nearBytes);
  // usmmla makes twice as many products as usdot, of weights that two
  // instructions bring in order.
  else if (hasPairs)
    perStep = (panel.getRows() + 2) / core.products;
  return std::max(decoding, reading) + blocks * steps * tiles * perStep;
}

double KernelCost::getCyclesOfRow(KernelAttr kernel) {
  auto type = cast<ShapedType>(op->getResult(0).getType());
  bool isImage = type.getRank() > 2;
  if (kernel.getPanel()) {
    int64_t rows = type.getDimSize(0);
    if (isImage)
      rows =
          ShapedType::getNumElements(type.getShape().drop_front().drop_back());
    // Where the number of rows is not known, few are what a layout matters to.
    if (!ShapedType::isDynamic(rows))
      return getCyclesOfRows(kernel, rows) / rows;
  }
  auto blocks = kernel.getBlocks(op.getLevelType().getLevels());
  double single = getCycles(kernel, blocks.back().rows, blocks.back().tiles);
  if (kernel.getPanel())
    return single;
  double ofBlock = getCycles(kernel, blocks.front().rows, blocks.front().tiles);
  // Images have rows enough for blocks; of other batches nothing is known.
  return isImage ? ofBlock : (single + ofBlock) / 2;
}

double KernelCost::getCyclesOfRows(KernelAttr kernel, int64_t rows) {
  if (kernel.getPanel() && rows >= kernel.getPanel().getMinRows())
    return getPanelCycles(kernel, rows);
  double cycles = 0;
  for (auto [blockRows, tiles] :
       kernel.getBlocks(op.getLevelType().getLevels())) {
    if (rows >= blockRows)
      cycles += (rows - rows % blockRows) * getCycles(kernel, blockRows, tiles);
    rows %= blockRows;
  }
  return cycles;
}
