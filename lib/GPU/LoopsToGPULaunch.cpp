//===- LoopsToGPULaunch.cpp - Parallel loops as kernels -------------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTLOOPSTOGPULAUNCH
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Whether the host cannot run `op`, because it works on device memory.
static bool runsOnDevice(Operation &op) {
  if (isa<memref::AllocOp, memref::DeallocOp>(op))
    return false;
  return isa<scf::ParallelOp>(op) || !isMemoryEffectFree(&op);
}

/// The operations of `block`, which the host runs, that have to be kernels.
static void collectKernels(Block &block,
                           SmallVectorImpl<Operation *> &kernels) {
  for (Operation &op : block.without_terminator()) {
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      for (Region *region : branch.getRegions())
        for (Block &inner : *region)
          collectKernels(inner, kernels);
    } else if (runsOnDevice(op)) {
      kernels.push_back(&op);
    }
  }
}

/// How often a loop runs.
static Value countIterations(OpBuilder &builder, Location loc, Value begin,
                             Value end, Value step) {
  Value range = builder.createOrFold<arith::SubIOp>(loc, end, begin);
  return builder.createOrFold<arith::CeilDivUIOp>(loc, range, step);
}

namespace {
struct ConvertLoopsToGPULaunchPass
    : lowres::impl::ConvertLoopsToGPULaunchBase<ConvertLoopsToGPULaunchPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> kernels;
    for (Block &block : getOperation().getBody())
      collectKernels(block, kernels);
    IRRewriter rewriter(&getContext());
    for (Operation *op : kernels)
      if (failed(launch(rewriter, op)))
        return signalPassFailure();
  }

private:
  LogicalResult launch(IRRewriter &rewriter, Operation *op);
  /// `body` gets the number of the thread's iteration.
  void buildLaunch(OpBuilder &builder, Location loc, Value iterations,
                   function_ref<void(OpBuilder &, Value)> body);
};
} // namespace

/// Makes all that is in `op` the work of one thread.
static LogicalResult makeSequential(IRRewriter &rewriter, Operation *op) {
  SmallVector<scf::ParallelOp> loops;
  SmallVector<memref::AllocOp> buffers;
  op->walk([&](Operation *inner) {
    if (auto loop = dyn_cast<scf::ParallelOp>(inner); loop && inner != op)
      loops.push_back(loop);
    if (auto buffer = dyn_cast<memref::AllocOp>(inner))
      buffers.push_back(buffer);
  });
  for (scf::ParallelOp loop : loops) {
    rewriter.setInsertionPoint(loop);
    if (failed(scf::parallelForToNestedFors(rewriter, loop)))
      return loop->emitOpError("cannot be a sequence of iterations");
  }
  for (memref::AllocOp buffer : buffers) {
    if (!buffer.getType().hasStaticShape())
      return buffer.emitOpError("of a thread needs a size that is known");
    rewriter.setInsertionPoint(buffer);
    rewriter.replaceOpWithNewOp<memref::AllocaOp>(buffer, buffer.getType());
  }
  return success();
}

LogicalResult ConvertLoopsToGPULaunchPass::launch(IRRewriter &rewriter,
                                                  Operation *op) {
  Location loc = op->getLoc();
  if (op->getNumResults() != 0)
    return op->emitOpError("has a result that the host cannot have");
  if (failed(makeSequential(rewriter, op)))
    return failure();
  rewriter.setInsertionPoint(op);
  auto loop = dyn_cast<scf::ParallelOp>(op);
  if (!loop) {
    Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
    buildLaunch(rewriter, loc, one, [&](OpBuilder &b, Value) { b.clone(*op); });
    rewriter.eraseOp(op);
    return success();
  }
  SmallVector<Value> counts;
  Value total;
  for (auto [begin, end, step] : llvm::zip_equal(
           loop.getLowerBound(), loop.getUpperBound(), loop.getStep())) {
    counts.push_back(countIterations(rewriter, loc, begin, end, step));
    total = total ? arith::MulIOp::create(rewriter, loc, total, counts.back())
                  : counts.back();
  }
  buildLaunch(rewriter, loc, total, [&](OpBuilder &b, Value id) {
    // The innermost index is that of neighbouring threads.
    SmallVector<Value> indices(counts.size());
    for (size_t dim = counts.size(); dim-- > 0;) {
      indices[dim] =
          dim == 0 ? id : arith::RemUIOp::create(b, loc, id, counts[dim]);
      if (dim != 0)
        id = arith::DivUIOp::create(b, loc, id, counts[dim]);
    }
    IRMapping mapping;
    for (auto [iv, index, begin, step] :
         llvm::zip_equal(loop.getInductionVars(), indices, loop.getLowerBound(),
                         loop.getStep())) {
      Value offset = b.createOrFold<arith::MulIOp>(loc, index, step);
      mapping.map(iv, b.createOrFold<arith::AddIOp>(loc, begin, offset));
    }
    for (Operation &inner : loop.getBody()->without_terminator())
      b.clone(inner, mapping);
  });
  rewriter.eraseOp(op);
  return success();
}

void ConvertLoopsToGPULaunchPass::buildLaunch(
    OpBuilder &builder, Location loc, Value iterations,
    function_ref<void(OpBuilder &, Value)> body) {
  auto index = [&](OpBuilder &b, int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  constexpr int64_t maxGridSize = 65535;
  Value one = index(builder, 1), size = index(builder, threads);
  Value blocks = arith::CeilDivUIOp::create(builder, loc, iterations, size);
  Value x =
      arith::MinUIOp::create(builder, loc, blocks, index(builder, maxGridSize));
  x = arith::MaxUIOp::create(builder, loc, x, one);
  Value y = arith::CeilDivUIOp::create(builder, loc, blocks, x);
  auto launch = gpu::LaunchOp::create(builder, loc, x, y, one, size, one, one);
  OpBuilder b = OpBuilder::atBlockBegin(&launch.getBody().front());
  Value id = arith::MulIOp::create(b, loc, launch.getBlockIds().y,
                                   launch.getGridSize().x);
  id = arith::AddIOp::create(b, loc, id, launch.getBlockIds().x);
  id = arith::MulIOp::create(b, loc, id, index(b, threads));
  id = arith::AddIOp::create(b, loc, id, launch.getThreadIds().x);
  Value exists =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, id, iterations);
  scf::IfOp::create(b, loc, exists, [&](OpBuilder &inner, Location) {
    body(inner, id);
    scf::YieldOp::create(inner, loc);
  });
  gpu::TerminatorOp::create(b, loc);
}
