//===- KernelCost.cpp - Predicted times of integer kernels ----------------===//

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
};
} // namespace

bool lowres::hasExactDot(const TargetInfo &target) {
  return !target.isX86_64() || target.hasVNNI() || target.hasVNNI256();
}

KernelCost::KernelCost(LayerOpInterface op, const TargetInfo &target)
    : op(op), target(target), core(target) {
  if (FailureOr<CoreInfo> described = CoreInfo::getFor(op, target);
      succeeded(described))
    core = *described;
  double bytes = 0;
  op->getParentOfType<ModuleOp>().walk([&](LayerOpInterface layer) {
    bytes += layer.getWeights().getType().getNumElements() *
             std::log2(layer.getLevelType().getLevels()) / 8;
  });
  inCaches = bytes <= core.cacheBytes;
}

/// Shifts, masks and unions that take the fields of a chunk out of its bytes.
static double countExtraction(KernelAttr kernel, bool masked) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned whole = 8 / layout.getBits();
  // Fields that share a vector and a shift share the result.
  std::set<std::pair<unsigned, int>> shifts;
  double count = 0;
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    auto pieces = layout.getFieldPieces(field);
    unsigned place =
        pieces.size() == 1 ? field % whole % kernel.getPlaces() : 0;
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

/// What decodes a chunk, and the dot products of a row.
static std::pair<Operations, unsigned> countChunk(KernelAttr kernel,
                                                  unsigned levels) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned fields = layout.getFieldsPerChunk(), digits = layout.getDigits();
  Operations decode;
  if (digits > 1 && kernel.getDecode() == Decode::Lookup) {
    unsigned perTable = layout.getDigitsPerLookup(levels);
    unsigned tables = llvm::divideCeil(digits, perTable);
    decode.simple = countExtraction(kernel, /*masked=*/false);
    // A table of 128 bytes takes two operations of the port.
    decode.lookups = fields * tables * (layout.getBits() > 6 ? 2 : 1);
    if (perTable > 1)
      decode.simple += fields * digits;
    return {decode, fields * digits};
  }
  decode.simple = countExtraction(kernel, /*masked=*/true);
  if (digits == 1)
    return {decode, fields};
  // Even and odd bytes have a product each, two masks and a union.
  decode.products = fields * (digits - 1) * 2;
  decode.simple += fields * (1 + (digits - 1) * 3);
  return {decode, fields * (2 * digits - 1)};
}

double KernelCost::getCycles(KernelAttr kernel, unsigned rows, unsigned tiles) {
  InterleavedAttr layout = kernel.getPacking();
  unsigned levels = op.getLevelType().getLevels();
  auto [decode, dots] = countChunk(kernel, levels);
  // Otherwise pmaddubsw, pmaddwd and an addition.
  bool exact = hasExactDot(target);
  double dotProducts = dots * rows * (exact ? 1 : 2);
  double products = decode.products + dotProducts;
  double all =
      decode.simple + decode.lookups + products + (exact ? 0 : dots * rows);
  double loads = layout.getStoredVectors() + double(dots) * rows / tiles;
  double chunk = std::max({all / core.operations, products / core.products,
                           decode.lookups / core.lookups, loads / core.loads});
  int64_t inputs = op.getNumInputs();
  double cycles = chunk * layout.getNumTiles(op.getNumOutputs()) *
                  layout.getNumGroups(inputs) *
                  layout.getChunksPerGroup(inputs);
  int64_t bytes =
      layout.getStorageSize(op.getWeights().getType().getShape(), levels);
  double reading = bytes / (inCaches ? core.nearBytes : core.farBytes);
  return (std::max(cycles, reading) +
          core.exposed * std::min(cycles, reading)) /
         rows;
}

double KernelCost::getCyclesOfRow(KernelAttr kernel) {
  unsigned levels = op.getLevelType().getLevels();
  double single = getCycles(kernel, 1, kernel.getSingleRowTiles(levels));
  if (op.usesWeightsOnce())
    return single;
  double ofBlock = getCycles(kernel, kernel.getRows(), kernel.getTiles());
  // Images have rows enough for blocks; of other batches nothing is known.
  auto type = cast<ShapedType>(op->getResult(0).getType());
  return type.getRank() > 2 ? ofBlock : (single + ofBlock) / 2;
}
