//===- SelectThreadKernels.cpp - Kernels for the threads of a GPU ---------===//
//
// What a thread does in the loop over chunks is counted in instructions of 32
// bits, and compared with the time in which its weights come from memory. The
// ratio of the two differs from GPU to GPU (5 to 20 bytes for 64 instructions);
// one in the middle makes a choice that is not far off on any.
//
//===----------------------------------------------------------------------===//

#include "KernelLayouts.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::lowres;

/// Threads that run in step: neighbours read words that lie side by side.
static constexpr unsigned kLanes = 32;

/// Rows of a block. More would share the decoding further, but accumulators and
/// code grow with them.
static constexpr unsigned kRows = 4;

/// Shifts, masks and unions that take the fields of a chunk out of its words.
static double countExtraction(KernelAttr kernel) {
  InterleavedAttr layout = kernel.getPacking();
  double count = 0;
  for (unsigned field = 0; field < layout.getFieldsPerChunk(); ++field) {
    auto pieces = layout.getFieldPieces(field);
    unsigned place = kernel.getPlace(field) * layout.getBits();
    for (const InterleavedAttr::Piece &piece : pieces)
      count += 1 + (piece.bit != piece.fieldBit + place);
    count += pieces.size() - 1;
  }
  return count;
}

/// Instructions that a thread has for a chunk and one row.
static double countInstructions(KernelAttr kernel) {
  InterleavedAttr layout = kernel.getPacking();
  double fields = layout.getFieldsPerChunk();
  double digits = layout.getDigits();
  // Of both pairs of bytes a product, a shift and a mask; and their union.
  double division = digits > 1 ? 3 + (digits - 1) * 8 : 0;
  double count = countExtraction(kernel) + fields * division;
  if (kernel.getStrategy() == Strategy::DecodeDot)
    // The inputs' words, their sums, and dot products.
    return count + fields * (2 * digits + (2 * digits - 1));
  // A digit is a quotient less N times the next one. Of each weight: a shift
  // and a mask, a conversion, which takes as long as four others, a load and a
  // multiply-add.
  return count + fields * (digits - 1) +
         fields * digits * layout.getContainers() * (2 + 4 + 1 + 1);
}

/// The time for a chunk of a row, in that of 64 instructions.
static double predictTime(LayerOpInterface op, KernelAttr kernel) {
  constexpr double instructions = 64, bytes = 12;
  InterleavedAttr layout = kernel.getPacking();
  double computing = countInstructions(kernel) / instructions;
  double reading = 4 * layout.getStoredVectors() / bytes;
  int64_t inputs = op.getNumInputs();
  double chunks =
      layout.getNumGroups(inputs) * layout.getChunksPerGroup(inputs);
  return std::max(computing, reading) * chunks;
}

/// Threads that share an output of a single row: as few outputs as there may be
/// leave much of a GPU idle. Each should have several chunks.
static unsigned chooseThreads(LayerOpInterface op, InterleavedAttr packing) {
  constexpr int64_t chunksOfThread = 4;
  if (packing.getGroup() != 0)
    return 1;
  int64_t threads =
      packing.getChunksPerGroup(op.getNumInputs()) / chunksOfThread;
  return llvm::bit_floor<uint64_t>(std::clamp<int64_t>(
      threads, 1, KernelAttr::kMaxThreads / packing.getLanes()));
}

static KernelAttr makeKernel(LayerOpInterface op, InterleavedAttr packing,
                             bool integer) {
  unsigned places = integer ? getMaxPlaces(op, packing, /*exact=*/true) : 1;
  return KernelAttr::get(op->getContext(),
                         integer ? Strategy::DecodeDot : Strategy::DecodeFMA,
                         Decode::Divide, places, packing, kRows, /*tiles=*/1,
                         PanelAttr(), chooseThreads(op, packing));
}

KernelChoice lowres::chooseThreadKernel(LayerOpInterface op) {
  auto choosePlain = [&](StringRef reason) -> KernelChoice {
    return {KernelAttr::get(op->getContext(), Strategy::Plain, Decode::Divide,
                            1, InterleavedAttr(), 1, 1),
            reason.str()};
  };
  if (!op.getWeights().getDefiningOp<ConstantOp>())
    return choosePlain("the weights are not a constant");
  if (op.getNumOutputsOfGroup() != op.getNumOutputs())
    return choosePlain("groups of channels have weights of their own");

  bool integer = op.sumsIntegers();
  FastKernels kernels(op);
  forEachPacking(op, kLanes, /*maxCount=*/256, [&](InterleavedAttr packing) {
    KernelAttr kernel = makeKernel(op, packing, integer);
    kernels.add(kernel, predictTime(op, kernel));
  });
  KernelAttr kernel = kernels.getSmallest();
  InterleavedAttr packing = kernel.getPacking();
  return {kernel, llvm::formatv(
                      "{0}; {1} code{2} in {3} bits is the smallest of the "
                      "fast layouts for {4} threads",
                      integer ? "int8 input on a uniform grid"
                      : op.hasInt8Input()
                          ? "free codebook, so products are taken in f32"
                          : "f32 input",
                      packing.getDigits(), packing.getDigits() == 1 ? "" : "s",
                      packing.getBits(), kLanes)};
}
