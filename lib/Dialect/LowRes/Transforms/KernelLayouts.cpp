//===- KernelLayouts.cpp - Layouts to choose kernels from -----------------===//

#include "KernelLayouts.h"

#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using namespace mlir::lowres;

static constexpr unsigned kMaxPlaces = 4;

void lowres::forEachPacking(LayerOpInterface op, unsigned lanes,
                            uint64_t maxCount,
                            function_ref<void(InterleavedAttr)> visit) {
  unsigned levels = op.getLevelType().getLevels();
  int64_t groups = op.getNumScaleGroups();
  int64_t group = groups > 1 ? op.getScaleGroupSize() : 0;
  for (unsigned bits = 1; bits <= 8; ++bits) {
    uint64_t limit = std::min<uint64_t>(uint64_t(1) << bits, maxCount);
    uint64_t count = levels;
    if (count > (uint64_t(1) << bits))
      continue;
    for (unsigned digits = 1; digits == 1 || count <= limit;
         ++digits, count *= levels)
      visit(InterleavedAttr::get(op->getContext(), lanes, digits, bits, group));
  }
}

std::pair<int64_t, unsigned> lowres::getSizeRank(LayerOpInterface op,
                                                 InterleavedAttr packing) {
  return {packing.getStorageSize(op.getWeights().getType().getShape(),
                                 op.getLevelType().getLevels()),
          packing.getDigits()};
}

unsigned lowres::getMaxPlaces(LayerOpInterface op, InterleavedAttr packing,
                              bool exact) {
  unsigned levels = op.getLevelType().getLevels();
  if (packing.getLanes() == 1 || packing.getDigits() > 1)
    return 1;
  unsigned places = std::min(8 / packing.getBits(), kMaxPlaces);
  auto fits = [&](unsigned places) {
    auto kernel = KernelAttr::get(op->getContext(), Strategy::DecodeDot,
                                  Decode::Divide, places, packing, 1, 1);
    unsigned maxWeight = (levels - 1) << (packing.getBits() * (places - 1));
    return op.getNumInputs() <= kernel.getMaxInputs(levels) &&
           (maxWeight <= 127 || exact);
  };
  while (places > 1 && !fits(places))
    --places;
  return places;
}

KernelAttr FastKernels::getSmallest() const {
  // As far as predictions may be trusted to tell kernels apart.
  constexpr double notMuch = 1.07;
  double shortest = llvm::min_element(kernels, llvm::less_first())->first;
  auto getRank = [&](const std::pair<double, KernelAttr> &kernel) {
    return std::tuple(kernel.first > notMuch * shortest,
                      getSizeRank(op, kernel.second.getPacking()).first,
                      kernel.first);
  };
  return llvm::min_element(kernels,
                           [&](const auto &lhs, const auto &rhs) {
                             return getRank(lhs) < getRank(rhs);
                           })
      ->second;
}

SmallVector<KernelAttr> FastKernels::getShortest(size_t count) const {
  // Of equal times the one that was added first is first.
  SmallVector<std::pair<double, size_t>> order;
  for (auto [index, kernel] : llvm::enumerate(kernels))
    order.push_back({kernel.first, index});
  llvm::sort(order);
  order.truncate(std::min(count, order.size()));
  return llvm::map_to_vector(
      order, [&](const auto &entry) { return kernels[entry.second].second; });
}
