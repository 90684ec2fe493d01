//===- AttachIndexWidth.cpp - How large sizes and offsets are -------------===//

#include "AddressBits.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/DLTI/DLTI.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESATTACHINDEXWIDTH
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// What upstream's lowering takes where nothing is said.
static constexpr unsigned kDefaultIndexWidth = 64;

namespace {
struct AttachIndexWidthPass
    : lowres::impl::LowResAttachIndexWidthBase<AttachIndexWidthPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    unsigned width = getAddressBits(module);
    if (width == 0 || width >= kDefaultIndexWidth)
      return;
    // Loops compare indices with a sign: 16 bits would be half of what there
    // is.
    width = std::max(width, 32u);

    Builder builder(&getContext());
    Type index = builder.getIndexType();
    SmallVector<DataLayoutEntryInterface> entries = {
        DataLayoutEntryAttr::get(index, builder.getI64IntegerAttr(width))};
    if (DataLayoutSpecInterface spec = module.getDataLayoutSpec())
      for (DataLayoutEntryInterface entry : spec.getEntries())
        if (entry.getKey() != DataLayoutEntryKey(index))
          entries.push_back(entry);
    module->setAttr(DLTIDialect::kDataLayoutAttrName,
                    DataLayoutSpecAttr::get(&getContext(), entries));
  }
};
} // namespace
