//===- SelectKernels.cpp - Strategy, packing and blocking -----------------===//
//
// Among the layouts that the target decodes in registers, and the strategies
// for them, the smallest layout of those with short predicted times
// (KernelCost.h) wins: beyond the nearest caches these have few bytes, within
// them they are decoded with few operations. Where nothing is predicted, the
// smallest layout for the layer's shape wins.
//
//===----------------------------------------------------------------------===//

#include "KernelCost.h"
#include "KernelLayouts.h"

#include "lowres/Dialect/LowRes/Transforms/KernelTimes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Target/TargetInfo.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESSELECTKERNELS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// What the target's registers mean for a kernel.
struct Registers {
  unsigned lanes;
  /// Accumulators that leave room for the rest of the loop.
  unsigned accumulators;
};
} // namespace

/// Weights of a channel are decoded once and then kept, in registers as far as
/// these go.
static constexpr int64_t kMaxDepthwiseInputs = 64;

static Registers getRegisters(const TargetInfo &target, bool integer) {
  unsigned lanes =
      integer && target.hasWordDots() ? 1 : target.vectorBytes() / 4;
  // Without vectors a block is unrolled code, and nothing more.
  if (lanes == 1)
    return {lanes, 1};
  // 32 registers with AVX-512 and on AArch64, 16 on older x86.
  bool many = target.hasAVX512BW() || target.isAArch64();
  return {lanes, many ? 16u : 8u};
}

/// The largest number of values that a field of several digits may take.
static uint64_t getMaxFieldCount(const TargetInfo &target, bool integer) {
  if (target.hasVBMI())
    return target.getMaxLookupEntries();
  // Field values are weights of dot products: without an exact instruction,
  // pairs of products are added in 16 bits.
  if (integer && !hasExactDot(target))
    return 128;
  return 256;
}

/// `kernel` with rows and tiles whose sums are in registers.
static KernelAttr withBlock(LayerOpInterface op, const TargetInfo &target,
                            KernelAttr kernel) {
  unsigned levels = op.getLevelType().getLevels();
  unsigned sums = kernel.getOfRows(2).getNumSums(levels);
  bool integer = kernel.getStrategy() == Strategy::DecodeDot;
  unsigned size =
      std::max(getRegisters(target, integer).accumulators / sums, 1u);
  unsigned rows = size < 16 ? std::min(size, 4u) : 8;
  InterleavedAttr packing = kernel.getPacking();
  unsigned chunkTiles = packing.getTilesPerChunk();
  rows = std::min(rows, llvm::bit_floor(std::max(size / chunkTiles, 1u)));
  unsigned tiles = std::max(std::min(size / rows, 2u), chunkTiles);
  if (op.usesWeightsOnce()) {
    rows = 1;
    tiles = kernel.getSingleRowTiles(levels);
  }
  tiles = std::min<int64_t>(tiles, packing.getNumTiles(op.getNumOutputs()));
  return KernelAttr::get(op->getContext(), kernel.getStrategy(),
                         kernel.getDecode(), kernel.getPlaces(), packing, rows,
                         tiles, kernel.getPanel());
}

/// Whether a tile would have outputs of two groups.
static bool splitsTiles(LayerOpInterface op, InterleavedAttr packing) {
  int64_t outputs = op.getNumOutputsOfGroup();
  return outputs != op.getNumOutputs() && !packing.fillsTiles(outputs);
}

/// How many rows of `op` are computed with `packing`; null if they are as few
/// rows are.
static PanelAttr choosePanel(LayerOpInterface op, const TargetInfo &target,
                             InterleavedAttr packing) {
  if (packing.getGroup() != 0 ||
      op.getNumOutputsOfGroup() != op.getNumOutputs())
    return {};
  struct Shape {
    unsigned rows, inputs, tiles;
  };
  // What tiles of AMX multiply, and 32 registers as well, half of the rows at a
  // time.
  constexpr Shape ofTiles = {16, 64, 2};
  // What usmmla multiplies, two pairs of tiles for each row that is near.
  constexpr Shape ofPairs = {8, 8, 4};
  bool hasDots = target.isX86_64() && target.hasVNNI();
  if (!hasDots && !target.hasI8MM())
    return {};
  const Shape &shape = hasDots ? ofTiles : ofPairs;
  // So many bytes stay near while rows stream by.
  constexpr unsigned panelBytes = 24 * 1024;
  unsigned tiles = llvm::alignTo(shape.tiles, packing.getTilesPerChunk());
  auto panel = PanelAttr::get(op->getContext(), shape.rows, shape.inputs, tiles,
                              panelBytes / (tiles * packing.getLanes()));
  // The positions of an image are rows, each image by itself.
  auto type = cast<ShapedType>(op->getResult(0).getType());
  int64_t count = type.getDimSize(0);
  if (type.getRank() > 2)
    count =
        ShapedType::getNumElements(type.getShape().drop_front().drop_back());
  if (!ShapedType::isDynamic(count) && count < panel.getMinRows())
    return {};
  return panel;
}

/// Whether a table gives the digits of fields of several.
static bool canLookUp(const TargetInfo &target, InterleavedAttr packing) {
  return packing.getDigits() > 1 &&
         1u << packing.getBits() <= target.getMaxLookupEntries();
}

/// The kernel of integers with `packing`.
static KernelAttr makeDotKernel(LayerOpInterface op, const TargetInfo &target,
                                InterleavedAttr packing) {
  unsigned levels = op.getLevelType().getLevels();
  auto make = [&](Decode decode, unsigned places) {
    return KernelAttr::get(op->getContext(), Strategy::DecodeDot, decode,
                           places, packing, /*rows=*/1,
                           packing.getTilesPerChunk(),
                           choosePanel(op, target, packing));
  };
  KernelAttr lookup = make(Decode::Lookup, 1);
  if (canLookUp(target, packing) &&
      op.getNumInputs() <= lookup.getMaxInputs(levels))
    return withBlock(op, target, lookup);
  KernelAttr twoLevels;
  if (KernelAttr::hasTwoLevelLookup(packing, levels) &&
      target.getMaxLookupEntries() >= KernelAttr::kTwoLevelEntries)
    twoLevels = make(Decode::TwoLevelLookup, 1);
  if (twoLevels && op.getNumInputs() <= twoLevels.getMaxInputs(levels))
    return withBlock(op, target, twoLevels);
  unsigned places =
      packing.getShared() ? 1 : getMaxPlaces(op, packing, hasExactDot(target));
  return withBlock(op, target, make(Decode::Divide, places));
}

/// The layout of the fewest bytes; of equal ones that with fewer digits.
/// Without vectors the code of a loop counts, too, and fields of floats fill
/// bytes: put together from pieces they leave too few registers.
static InterleavedAttr findSmallestPacking(LayerOpInterface op, unsigned lanes,
                                           uint64_t maxCount, bool integer) {
  // About what a digit of a chunk's field takes on a microcontroller.
  constexpr int64_t codeBytes = 24;
  auto getRank = [&](InterleavedAttr packing) {
    auto rank = getSizeRank(op, packing);
    if (lanes == 1)
      rank.first +=
          codeBytes * packing.getFieldsPerChunk() * packing.getDigits();
    return rank;
  };
  InterleavedAttr best;
  forEachPacking(op, lanes, maxCount, [&](InterleavedAttr packing) {
    if (lanes == 1 && !integer && packing.getStoredVectors() > 1)
      return;
    if (!best || getRank(packing) < getRank(best))
      best = packing;
  });
  return best;
}

/// Whether times of kernels are predicted.
static bool hasCostModel(const TargetInfo &target, bool integer) {
  if (target.isAArch64())
    return target.hasVectors();
  return target.isX86_64() &&
         (integer ? target.hasVectors() : target.hasAVX2());
}

/// The layout like `packing` where tiles share bytes; null if dot products
/// cannot make use of that.
static InterleavedAttr getSharedPacking(LayerOpInterface op,
                                        const TargetInfo &target,
                                        InterleavedAttr packing) {
  if (packing.getDigits() == 1) {
    if (packing.getBits() > 4 || 8 % packing.getBits() != 0)
      return {};
    // Whole bytes with the highest code in each field.
    unsigned maxWeight = (op.getLevelType().getLevels() - 1) *
                         (255 / ((1u << packing.getBits()) - 1));
    if (maxWeight > 127 && !hasExactDot(target))
      return {};
  }
  auto shared = InterleavedAttr::get(op->getContext(), packing.getLanes(),
                                     packing.getDigits(), packing.getBits(),
                                     packing.getGroup(), packing.getContainer(),
                                     /*shared=*/true);
  auto kernel = KernelAttr::get(op->getContext(), Strategy::DecodeDot,
                                Decode::Divide, /*places=*/1, shared,
                                /*rows=*/1, shared.getTilesPerChunk());
  if (op.getNumInputs() > kernel.getMaxInputs(op.getLevelType().getLevels()) ||
      splitsTiles(op, shared))
    return {};
  // Panels for which more tiles share chunks are so shallow that sums are
  // loaded and stored more often than they gain; one of an odd number of tiles
  // is multiplied by itself, which takes nearly as long as two where AMX does
  // not do it.
  constexpr unsigned maxShared = 4;
  if (PanelAttr panel = choosePanel(op, target, shared))
    if (shared.getTilesPerChunk() > maxShared ||
        (panel.getTiles() % 2 != 0 && !target.hasTiles()))
      return {};
  return shared;
}

/// All kernels of integers.
static FastKernels getDotKernels(LayerOpInterface op, const TargetInfo &target,
                                 unsigned lanes, uint64_t maxCount) {
  FastKernels kernels(op);
  KernelCost cost(op, target);
  auto add = [&](InterleavedAttr packing) {
    KernelAttr kernel = makeDotKernel(op, target, packing);
    kernels.add(kernel, cost.getCyclesOfRow(kernel));
  };
  forEachPacking(op, lanes, maxCount, [&](InterleavedAttr packing) {
    add(packing);
    if (InterleavedAttr shared = getSharedPacking(op, target, packing))
      add(shared);
  });
  return kernels;
}

static KernelAttr chooseDotKernel(LayerOpInterface op, const TargetInfo &target,
                                  unsigned lanes, uint64_t maxCount) {
  if (hasCostModel(target, /*integer=*/true))
    return getDotKernels(op, target, lanes, maxCount).getSmallest();
  InterleavedAttr packing =
      findSmallestPacking(op, lanes, maxCount, /*integer=*/true);
  InterleavedAttr shared = getSharedPacking(op, target, packing);
  // Shared digits take fewer instructions, unless many outputs are missing from
  // the last tiles.
  constexpr double mostPadding = 1.25;
  if (shared && getSizeRank(op, shared).first <=
                    mostPadding * getSizeRank(op, packing).first)
    packing = shared;
  return makeDotKernel(op, target, packing);
}

/// The kernel of multiply-adds with `packing`.
static KernelAttr makeFMAKernel(LayerOpInterface op, const TargetInfo &target,
                                InterleavedAttr packing) {
  bool lookup = canLookUp(target, packing);
  auto kernel = KernelAttr::get(op->getContext(), Strategy::DecodeFMA,
                                lookup ? Decode::Lookup : Decode::Divide,
                                /*places=*/1, packing,
                                /*rows=*/1, /*tiles=*/1);
  return op.isDepthwise() ? kernel : withBlock(op, target, kernel);
}

/// All kernels of floats.
static FastKernels getFloatKernels(LayerOpInterface op,
                                   const TargetInfo &target, unsigned lanes,
                                   uint64_t maxCount) {
  // What one permutation of dwords can look up; tbl reads the bytes of 16.
  unsigned maxTableSize = target.hasAVX512BW() ? 32
                          : target.isAArch64() ? 16
                                               : 8;
  FastKernels kernels(op);
  KernelCost cost(op, target);
  auto add = [&](KernelAttr kernel) {
    kernels.add(kernel, cost.getCyclesOfRow(kernel));
  };
  forEachPacking(op, lanes, maxCount, [&](InterleavedAttr packing) {
    auto inDwords = InterleavedAttr::get(op->getContext(), packing.getLanes(),
                                         packing.getDigits(), packing.getBits(),
                                         packing.getGroup(), /*container=*/32,
                                         /*shared=*/false);
    add(makeFMAKernel(op, target, packing));
    if (packing.getDigits() == 1) {
      add(makeFMAKernel(op, target, inDwords));
    } else if (1u << packing.getBits() <= maxTableSize) {
      // What makes fields out of pieces of bytes leaves the many tiles that
      // share a table no registers.
      bool wholeFields = 8 % packing.getBits() == 0;
      auto kernel =
          KernelAttr::get(op->getContext(), Strategy::TableSum, Decode::Divide,
                          /*places=*/1, wholeFields ? packing : inDwords,
                          /*rows=*/1, /*tiles=*/1);
      add(withBlock(op, target, kernel));
    }
  });
  return kernels;
}

static KernelAttr chooseFloatKernel(LayerOpInterface op,
                                    const TargetInfo &target, unsigned lanes,
                                    uint64_t maxCount) {
  if (op.isDepthwise() || !hasCostModel(target, /*integer=*/false))
    return makeFMAKernel(
        op, target,
        findSmallestPacking(op, lanes, maxCount, /*integer=*/false));
  return getFloatKernels(op, target, lanes, maxCount).getSmallest();
}

/// Why a kernel has its packing.
static std::string describeReason(LayerOpInterface op, KernelAttr kernel,
                                  const TargetInfo &target) {
  if (op.isDepthwise() ||
      !hasCostModel(target, kernel.getStrategy() == Strategy::DecodeDot))
    return llvm::formatv("is the smallest layout for {0} lanes",
                         kernel.getPacking().getLanes());
  KernelCost cost(op, target);
  double weights = op.getWeights().getType().getNumElements();
  return llvm::formatv(
      "is the smallest of the fast layouts: {0:f0} weights a cycle, {1} cache",
      weights / cost.getCyclesOfRow(kernel),
      cost.fitsCaches() ? "in" : "beyond");
}

KernelChoice lowres::chooseKernel(LayerOpInterface op,
                                  const TargetInfo &target) {
  MLIRContext *context = op->getContext();
  auto choosePlain = [&](StringRef reason) -> KernelChoice {
    return {KernelAttr::get(context, Strategy::Plain, Decode::Divide, 1,
                            InterleavedAttr(), 1, 1),
            reason.str()};
  };
  if (!op.getWeights().getDefiningOp<ConstantOp>())
    return choosePlain("the weights are not a constant");

  // Packed kernels see four bytes as one number, the first byte lowest.
  if (!target.getTriple().isLittleEndian())
    return choosePlain("the target is big-endian");

  bool depthwise = op.isDepthwise();
  if (depthwise && op.getNumInputs() > kMaxDepthwiseInputs)
    return choosePlain("the window of a channel is too large to keep decoded");
  bool integer = op.sumsIntegers() && !depthwise;
  unsigned lanes = getRegisters(target, integer).lanes;
  uint64_t maxCount = getMaxFieldCount(target, integer);
  KernelAttr kernel = integer ? chooseDotKernel(op, target, lanes, maxCount)
                              : chooseFloatKernel(op, target, lanes, maxCount);
  InterleavedAttr packing = kernel.getPacking();
  if (!depthwise && splitsTiles(op, packing))
    return choosePlain("the outputs of a group do not fill whole vectors");

  std::string reason = llvm::formatv(
      "{0}; {1} code{2} in {3} bits {4}",
      depthwise           ? "lanes are channels"
      : integer           ? "int8 input on a uniform grid"
      : op.hasInt8Input() ? "free codebook, so products are taken in f32"
                          : "f32 input",
      packing.getDigits(), packing.getDigits() == 1 ? "" : "s",
      packing.getBits(), describeReason(op, kernel, target));
  if (kernel.getStrategy() == Strategy::TableSum)
    reason += ", whose sums are looked up";
  else if (packing.getDigits() > 1)
    reason += kernel.getDecode() == Decode::Lookup
                  ? ", digits by lookup"
                  : ", digits by multiplication";
  return {kernel, reason};
}

SmallVector<KernelAttr> lowres::getKernelCandidates(LayerOpInterface op,
                                                    const TargetInfo &target,
                                                    unsigned count) {
  KernelAttr chosen = chooseKernel(op, target).kernel;
  bool integer = chosen.getStrategy() == Strategy::DecodeDot;
  if (chosen.getStrategy() == Strategy::Plain || op.isDepthwise() ||
      !hasCostModel(target, integer))
    return {};
  unsigned lanes = getRegisters(target, integer).lanes;
  uint64_t maxCount = getMaxFieldCount(target, integer);
  FastKernels kernels = integer ? getDotKernels(op, target, lanes, maxCount)
                                : getFloatKernels(op, target, lanes, maxCount);
  llvm::SmallSetVector<KernelAttr, 8> candidates;
  candidates.insert(chosen);
  candidates.insert_range(kernels.getShortest(count));
  SmallVector<KernelAttr> result = candidates.takeVector();
  result.truncate(std::min<size_t>(count, result.size()));
  return result;
}

std::optional<double> lowres::predictCycles(LayerOpInterface op,
                                            const TargetInfo &target,
                                            const CoreInfo &core,
                                            int64_t batch) {
  KernelAttr kernel = op.getKernel().value_or(KernelAttr());
  if (!kernel || kernel.getStrategy() == Strategy::Plain ||
      kernel.getThreads() || op.isDepthwise() ||
      !hasCostModel(target, kernel.getStrategy() == Strategy::DecodeDot))
    return std::nullopt;
  auto type = cast<ShapedType>(op->getResult(0).getType());
  ArrayRef<int64_t> positions = type.getShape().drop_front().drop_back();
  if (ShapedType::isDynamicShape(positions))
    return std::nullopt;
  return KernelCost(op, target, core)
      .getCyclesOfRows(kernel, batch * ShapedType::getNumElements(positions));
}

/// Rows times two vectors of keys or values are in flight.
static BlockingAttr chooseBlocking(ScaledDotProductAttentionOp op,
                                   const TargetInfo &target) {
  Registers registers = getRegisters(target, /*integer=*/false);
  unsigned rows = std::max(registers.accumulators / 2, 1u);
  int64_t queries = std::max<int64_t>(op.getQuery().getType().getDimSize(1), 1);
  return BlockingAttr::get(op.getContext(), registers.lanes,
                           std::min<int64_t>(rows, queries));
}

namespace {
struct SelectKernelsPass
    : lowres::impl::LowResSelectKernelsBase<SelectKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target) || failed(CoreInfo::getFor(getOperation(), *target)))
      return signalPassFailure();
    auto plain = KernelAttr::get(&getContext(), Strategy::Plain, Decode::Divide,
                                 1, InterleavedAttr(), 1, 1);
    getOperation()->walk([&](LayerOpInterface op) {
      if (!op.getKernel())
        op.setKernelAttr(reference ? plain
                         : gpu     ? chooseThreadKernel(op).kernel
                                   : chooseKernel(op, *target).kernel);
    });
    if (reference || gpu)
      return;
    getOperation()->walk([&](ScaledDotProductAttentionOp op) {
      if (!op.getBlocking())
        op.setBlockingAttr(chooseBlocking(op, *target));
    });
  }
};
} // namespace
