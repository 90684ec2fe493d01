//===- PrepareNVVM.cpp - Kernels that may become PTX ----------------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPREPARENVVM
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Makes the type of argument `index` one of a known size.
static LogicalResult fixSize(gpu::GPUFuncOp kernel, unsigned index) {
  BlockArgument argument = kernel.getArgument(index);
  auto type = dyn_cast<MemRefType>(argument.getType());
  if (!type || type.hasStaticShape())
    return success();
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) ||
      llvm::any_of(strides, ShapedType::isDynamic))
    return kernel.emitOpError("has an argument of type ")
           << type << "; only the first size may be unknown";
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  SmallVector<int64_t> shape(type.getShape());
  shape.front() = 1;
  argument.setType(MemRefType::Builder(type).setShape(shape));
  Value one = arith::ConstantIndexOp::create(builder, kernel.getLoc(), 1);
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(kernel.getContext(), type.getShape());
  sizes.front() = one;
  auto buffer = memref::ReinterpretCastOp::create(
      builder, kernel.getLoc(), type, argument, builder.getIndexAttr(offset),
      sizes, getAsIndexOpFoldResult(kernel.getContext(), strides));
  argument.replaceAllUsesExcept(buffer, buffer);
  return success();
}

/// Says how memory of a block is aligned: LLVM loads several numbers at once
/// from what is large, and otherwise does not tell the assembler.
static void alignMemory(gpu::GPUFuncOp kernel) {
  constexpr int64_t vectorBytes = 16;
  auto name = StringAttr::get(kernel.getContext(),
                              LLVM::LLVMDialect::getAlignAttrName());
  auto alignment = Builder(kernel.getContext()).getI64IntegerAttr(vectorBytes);
  for (unsigned i = 0; i < kernel.getNumWorkgroupAttributions(); ++i)
    kernel.setWorkgroupAttributionAttr(i, name, alignment);
}

namespace {
struct LowResPrepareNVVMPass
    : lowres::impl::LowResPrepareNVVMBase<LowResPrepareNVVMPass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>()) {
      // Behind them are buffers of blocks and threads.
      unsigned numArguments = kernel.getFunctionType().getNumInputs();
      for (unsigned index = 0; index < numArguments; ++index)
        if (failed(fixSize(kernel, index)))
          return signalPassFailure();
      TypeRange types = kernel.getBody().front().getArgumentTypes();
      kernel.setFunctionType(
          FunctionType::get(&getContext(), types.take_front(numArguments), {}));
      alignMemory(kernel);
      // The launcher says how blocks make a grid.
      kernel.removeKnownGridSizeAttr();
    }
    auto none = arith::FastMathFlagsAttr::get(&getContext(),
                                              arith::FastMathFlags::none);
    getOperation().walk([&](arith::ArithFastMathInterface op) {
      op->setAttr(op.getFastMathAttrName(), none);
    });
  }
};
} // namespace
