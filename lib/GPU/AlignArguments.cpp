//===- AlignArguments.cpp - What is known of kernels' buffers -------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESALIGNKERNELARGUMENTS
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Whether `buffer` begins where a constant or a buffer of the workspace does:
/// both are aligned. Of the caller's tensors nothing is known.
static bool isAligned(Value buffer) {
  while (Operation *op = buffer.getDefiningOp()) {
    if (isa<memref::GetGlobalOp, memref::ViewOp>(op))
      return true;
    if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op);
        cast && cast.getStaticOffsets().front() != 0)
      return false;
    if (!isa<memref::ReinterpretCastOp, memref::ExpandShapeOp,
             memref::CollapseShapeOp, memref::CastOp>(op))
      return false;
    buffer = op->getOperand(0);
  }
  return false;
}

namespace {
struct LowResAlignKernelArgumentsPass
    : lowres::impl::LowResAlignKernelArgumentsBase<
          LowResAlignKernelArgumentsPass> {
  void runOnOperation() override {
    // Kernels are launched from one place each, but need not be.
    DenseMap<Operation *, SmallVector<bool>> aligned;
    getOperation().walk([&](gpu::LaunchFuncOp launch) {
      auto kernel = SymbolTable::lookupNearestSymbolFrom<gpu::GPUFuncOp>(
          launch, launch.getKernel());
      SmallVector<bool> &of = aligned[kernel];
      of.resize(launch.getNumKernelOperands(), true);
      for (auto [isKnown, operand] :
           llvm::zip_equal(of, launch.getKernelOperands()))
        isKnown &= isa<MemRefType>(operand.getType()) && isAligned(operand);
    });
    // What the widest loads need.
    auto bytes = IntegerAttr::get(IntegerType::get(&getContext(), 64), 16);
    for (auto &[op, arguments] : aligned)
      for (auto [index, isKnown] : llvm::enumerate(arguments))
        if (isKnown)
          cast<gpu::GPUFuncOp>(op).setArgAttr(
              index, LLVM::LLVMDialect::getAlignAttrName(), bytes);
  }
};
} // namespace
