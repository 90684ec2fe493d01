//===- SelectKernels.cpp - Strategy, packing and blocking -----------------===//
//
// The choice is made by size: a layer that does not fit the nearest caches
// takes as long as its bytes. Among the layouts that the target decodes in
// registers the smallest one for the layer's shape wins (small layers prefer
// fields that leave little padding), of equal ones that with fewer digits.
//
//===----------------------------------------------------------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Target/TargetInfo.h"

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

/// vpermi2b looks up one of 128 bytes.
static constexpr unsigned kMaxLookupBits = 7;

/// Weights of a channel are decoded once and then kept, in registers as far as
/// these go.
static constexpr int64_t kMaxDepthwiseInputs = 64;

static Registers getRegisters(const TargetInfo &target) {
  unsigned lanes = target.vectorBytes() / 4;
  // Without vectors a block is unrolled code, and nothing more.
  if (lanes == 1)
    return {lanes, 1};
  // 32 registers with AVX-512 and on AArch64, 16 on older x86.
  bool many = target.hasAVX512BW() || target.isAArch64();
  return {lanes, many ? 16u : 8u};
}

/// The largest number of values that a field of several digits may take.
static uint64_t getMaxFieldCount(const TargetInfo &target, bool integer,
                                 bool lookup) {
  if (lookup)
    return uint64_t(1) << kMaxLookupBits;
  // Field values are weights of dot products: without an exact instruction,
  // pairs of products are added in 16 bits.
  bool exactDot = target.hasVNNI() || target.hasVNNI256();
  if (integer && target.isX86_64() && !exactDot)
    return 128;
  return 256;
}

/// The smallest layout of `op`'s weights.
static InterleavedAttr choosePacking(LayerOpInterface op, unsigned lanes,
                                     uint64_t maxCount) {
  unsigned levels = op.getLevelType().getLevels();
  ArrayRef<int64_t> shape = op.getWeights().getType().getShape();
  int64_t groups = op.getNumScaleGroups();
  int64_t group = groups > 1 ? op.getScaleGroupSize() : 0;
  InterleavedAttr best;
  for (unsigned bits = 1; bits <= 8; ++bits) {
    uint64_t limit = std::min<uint64_t>(uint64_t(1) << bits, maxCount);
    uint64_t count = levels;
    if (count > (uint64_t(1) << bits))
      continue;
    for (unsigned digits = 1; digits == 1 || count <= limit;
         ++digits, count *= levels) {
      auto layout =
          InterleavedAttr::get(op->getContext(), lanes, digits, bits, group);
      auto rank = [&](InterleavedAttr layout) {
        return std::pair(layout.getStorageSize(shape, levels),
                         layout.getDigits());
      };
      if (!best || rank(layout) < rank(best))
        best = layout;
    }
  }
  return best;
}

KernelChoice lowres::chooseKernel(LayerOpInterface op,
                                  const TargetInfo &target) {
  MLIRContext *context = op->getContext();
  auto choosePlain = [&](StringRef reason) -> KernelChoice {
    return {KernelAttr::get(context, Strategy::Plain, Decode::Divide,
                            InterleavedAttr(), 1, 1),
            reason.str()};
  };
  if (!op.getWeights().getDefiningOp<ConstantOp>())
    return choosePlain("the weights are not a constant");

  // Packed kernels see four bytes as one number, the first byte lowest.
  if (!target.getTriple().isLittleEndian())
    return choosePlain("the target is big-endian");

  unsigned levels = op.getLevelType().getLevels();
  bool depthwise = op.isDepthwise();
  if (depthwise && op.getNumInputs() > kMaxDepthwiseInputs)
    return choosePlain("the window of a channel is too large to keep decoded");
  if (depthwise && op.sumsIntegers() && !hasExactFloatSums(op))
    return choosePlain("sums of a channel are not exact in f32");
  bool integer = op.sumsIntegers() && !depthwise;
  Registers registers = getRegisters(target);
  bool lookup = target.hasVBMI();
  InterleavedAttr packing = choosePacking(
      op, registers.lanes, getMaxFieldCount(target, integer, lookup));
  if (!depthwise && op.getNumOutputsOfGroup() != op.getNumOutputs() &&
      op.getNumOutputsOfGroup() % packing.getLanes() != 0)
    return choosePlain("the outputs of a group do not fill whole vectors");
  lookup &= packing.getDigits() > 1 && packing.getBits() <= kMaxLookupBits;
  if (integer && lookup) {
    // Products of digits above the lowest are larger than they should be.
    int64_t maxProduct = 127 * packing.getMaxLookupWeight(levels);
    lookup =
        op.getNumInputs() <= std::numeric_limits<int32_t>::max() / maxProduct;
  }

  // Sums that a block of rows and tiles needs in registers.
  unsigned slots = 1;
  if (integer && packing.getDigits() > 1)
    slots = lookup ? packing.getDigitsPerLookup(levels) : 2;
  unsigned block = std::max(registers.accumulators / slots, 1u);
  bool singleRow = op.usesWeightsOnce();
  unsigned rows = singleRow ? 1 : std::min(block, 4u);
  // A single row needs about four sums in flight to hide the latency of one.
  unsigned tiles =
      singleRow ? std::max(4 / slots, 1u) : std::min(block / rows, 2u);
  tiles = std::min<int64_t>(tiles, packing.getNumTiles(op.getNumOutputs()));
  if (depthwise)
    rows = tiles = 1;

  Strategy strategy = integer ? Strategy::DecodeDot : Strategy::DecodeFMA;
  std::string reason = llvm::formatv(
      "{0}; {1} code{2} in {3} bits is the smallest layout for {4} lanes",
      depthwise           ? "lanes are channels"
      : integer           ? "int8 input on a uniform grid"
      : op.hasInt8Input() ? "free codebook, so products are taken in f32"
                          : "f32 input",
      packing.getDigits(), packing.getDigits() == 1 ? "" : "s",
      packing.getBits(), packing.getLanes());
  if (packing.getDigits() > 1)
    reason += lookup ? ", digits by lookup (AVX-512VBMI)"
                     : ", digits by multiplication";
  return {KernelAttr::get(context, strategy,
                          lookup ? Decode::Lookup : Decode::Divide, packing,
                          rows, tiles),
          reason};
}

/// Rows times two vectors of keys or values are in flight.
static BlockingAttr chooseBlocking(ScaledDotProductAttentionOp op,
                                   const TargetInfo &target) {
  Registers registers = getRegisters(target);
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
    if (failed(target))
      return signalPassFailure();
    auto plain = KernelAttr::get(&getContext(), Strategy::Plain, Decode::Divide,
                                 InterleavedAttr(), 1, 1);
    getOperation()->walk([&](LayerOpInterface op) {
      if (!op.getKernel())
        op.setKernelAttr(reference ? plain : chooseKernel(op, *target).kernel);
    });
    if (reference)
      return;
    getOperation()->walk([&](ScaledDotProductAttentionOp op) {
      if (!op.getBlocking())
        op.setBlockingAttr(chooseBlocking(op, *target));
    });
  }
};
} // namespace
