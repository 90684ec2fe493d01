//===- CompileKernels.cpp - Kernels as PTX --------------------------------===//

#include "lowres/GPU/Passes.h"

#include "lowres/Target/PTX.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESCOMPILEKERNELS
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct LowResCompileKernelsPass
    : lowres::impl::LowResCompileKernelsBase<LowResCompileKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    auto target = NVVM::NVVMTargetAttr::get(&getContext(), /*optLevel=*/3,
                                            kPTXTriple, chip);
    for (auto kernels : llvm::make_early_inc_range(
             getOperation().getOps<gpu::GPUModuleOp>())) {
      FailureOr<std::string> ptx = compileToPTX(kernels, chip);
      if (failed(ptx))
        return signalPassFailure();
      OpBuilder builder(kernels);
      Attribute object =
          gpu::ObjectAttr::get(target, gpu::CompilationTarget::Assembly,
                               builder.getStringAttr(*ptx));
      gpu::BinaryOp::create(builder, kernels.getLoc(), kernels.getName(),
                            /*offloadingHandler=*/nullptr,
                            ArrayRef<Attribute>(object));
      kernels.erase();
    }
  }
};
} // namespace
