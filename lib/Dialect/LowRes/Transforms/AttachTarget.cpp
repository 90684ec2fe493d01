//===- AttachTarget.cpp - Attach the machine to compile for ---------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Target/TargetInfo.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESATTACHTARGET
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct AttachTargetPass
    : lowres::impl::LowResAttachTargetBase<AttachTargetPass> {
  using Base::Base;

  void runOnOperation() override {
    StringRef name = LLVM::LLVMDialect::getTargetAttrName();
    if (getOperation()->hasAttr(name))
      return;
    llvm::Expected<TargetSpec> spec = parseTargetSpec(target);
    if (!spec) {
      getOperation()->emitError(llvm::toString(spec.takeError()));
      return signalPassFailure();
    }
    getOperation()->setAttr(name, getTargetAttr(&getContext(), *spec));
  }
};
} // namespace
