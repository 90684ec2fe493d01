//===- MergeKernels.cpp - One module of kernels ---------------------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESMERGEKERNELS
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct LowResMergeKernelsPass
    : lowres::impl::LowResMergeKernelsBase<LowResMergeKernelsPass> {
  void runOnOperation() override {
    SmallVector<gpu::GPUModuleOp> modules(
        getOperation().getOps<gpu::GPUModuleOp>());
    if (modules.size() < 2)
      return;
    gpu::GPUModuleOp merged = modules.front();
    SymbolTable symbols(merged);
    // The new place of each kernel, by the old one.
    DenseMap<Attribute, SymbolRefAttr> places;
    for (gpu::GPUModuleOp module : ArrayRef(modules).drop_front()) {
      for (auto kernel :
           llvm::make_early_inc_range(module.getOps<gpu::GPUFuncOp>())) {
        auto getPlace = [&](gpu::GPUModuleOp module) {
          return SymbolRefAttr::get(module.getNameAttr(),
                                    FlatSymbolRefAttr::get(kernel));
        };
        SymbolRefAttr before = getPlace(module);
        kernel->remove();
        symbols.insert(kernel);
        places[before] = getPlace(merged);
      }
      module.erase();
    }
    getOperation().walk([&](gpu::LaunchFuncOp launch) {
      if (SymbolRefAttr place = places.lookup(launch.getKernelAttr()))
        launch.setKernelAttr(place);
    });
  }
};
} // namespace
