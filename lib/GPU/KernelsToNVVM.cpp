//===- KernelsToNVVM.cpp - Kernels in the LLVM and NVVM dialects ----------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Conversion/ConvertToLLVM/ToLLVMInterface.h"
#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTKERNELSTONVVM
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct ConvertKernelsToNVVMPass
    : lowres::impl::ConvertKernelsToNVVMBase<ConvertKernelsToNVVMPass> {
  using Base::Base;

  void runOnOperation() override {
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(indexBitwidth);
    options.useBarePtrCallConv = true;
    LLVMTypeConverter converter(&getContext(), options);
    configureGpuToNVVMTypeConverter(converter);
    LLVMConversionTarget target(getContext());
    RewritePatternSet patterns(&getContext());
    for (Dialect *dialect : getContext().getLoadedDialects())
      if (auto conversion = dyn_cast<ConvertToLLVMPatternInterface>(dialect))
        conversion->populateConvertToLLVMConversionPatterns(target, converter,
                                                            patterns);
    populateGpuToNVVMConversionPatterns(converter, patterns);
    configureGpuToNVVMConversionLegality(target);
    // What upstream has libdevice for.
    target.addLegalDialect<LLVM::LLVMDialect>();
    target.addLegalOp<LLVM::CopySignOp, LLVM::FAbsOp, LLVM::FCeilOp,
                      LLVM::FFloorOp, LLVM::FRemOp, LLVM::RoundEvenOp,
                      LLVM::RoundOp, LLVM::SqrtOp>();
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
