//===- LoopsToGPULaunch.cpp - Parallel loops as kernels -------------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/GPU/Transforms/ParallelLoopMapper.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

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

/// Whether the rounds of `loop` are mapped to what `MappingAttr` stands for.
template <typename MappingAttr> static bool isMappedTo(Operation *loop) {
  auto mapping = loop->getAttrOfType<ArrayAttr>(gpu::getMappingAttrName());
  return mapping && !mapping.empty() &&
         llvm::all_of(mapping, [](Attribute a) { return isa<MappingAttr>(a); });
}

namespace {
/// The rounds of a parallel loop, numbered from 0 on, neighbours being rounds
/// of its innermost dimension.
class Rounds {
public:
  Rounds(OpBuilder &builder, scf::ParallelOp loop);

  Value getTotal() const { return total; }
  /// Their number, if it is known.
  std::optional<int64_t> getStaticTotal() const {
    return getConstantIntValue(total);
  }
  /// Maps the loop's indices to those of round number `id`.
  void map(OpBuilder &builder, Value id, IRMapping &mapping);

private:
  scf::ParallelOp loop;
  SmallVector<Value> counts;
  Value total;
};

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
  /// A block of threads for each round of `loop`.
  LogicalResult launchWorkgroups(IRRewriter &rewriter, scf::ParallelOp loop);
};
} // namespace

Rounds::Rounds(OpBuilder &builder, scf::ParallelOp loop) : loop(loop) {
  Location loc = loop.getLoc();
  for (auto [begin, end, step] : llvm::zip_equal(
           loop.getLowerBound(), loop.getUpperBound(), loop.getStep())) {
    counts.push_back(countIterations(builder, loc, begin, end, step));
    total = total
                ? builder.createOrFold<arith::MulIOp>(loc, total, counts.back())
                : counts.back();
  }
}

void Rounds::map(OpBuilder &b, Value id, IRMapping &mapping) {
  Location loc = loop.getLoc();
  SmallVector<Value> indices(counts.size());
  for (size_t dim = counts.size(); dim-- > 0;) {
    indices[dim] =
        dim == 0 ? id : arith::RemUIOp::create(b, loc, id, counts[dim]);
    if (dim != 0)
      id = arith::DivUIOp::create(b, loc, id, counts[dim]);
  }
  for (auto [iv, index, begin, step] :
       llvm::zip_equal(loop.getInductionVars(), indices, loop.getLowerBound(),
                       loop.getStep())) {
    Value offset = b.createOrFold<arith::MulIOp>(loc, index, step);
    mapping.map(iv, b.createOrFold<arith::AddIOp>(
                        loc, mapping.lookupOrDefault(begin), offset));
  }
}

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

static Value createIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

/// Launches at least `blocks` blocks of as many threads as `size` says. `body`
/// gets the launch and the number of a block.
static gpu::LaunchOp
buildLaunch(OpBuilder &builder, Location loc, Value blocks, Value size,
            function_ref<void(OpBuilder &, gpu::LaunchOp, Value)> body) {
  constexpr int64_t maxGridSize = 65535;
  Value one = createIndex(builder, loc, 1);
  Value x = arith::MinUIOp::create(builder, loc, blocks,
                                   createIndex(builder, loc, maxGridSize));
  x = arith::MaxUIOp::create(builder, loc, x, one);
  Value y = arith::CeilDivUIOp::create(builder, loc, blocks, x);
  auto launch = gpu::LaunchOp::create(builder, loc, x, y, one, size, one, one);
  OpBuilder b = OpBuilder::atBlockBegin(&launch.getBody().front());
  Value id = arith::MulIOp::create(b, loc, launch.getBlockIds().y,
                                   launch.getGridSize().x);
  id = arith::AddIOp::create(b, loc, id, launch.getBlockIds().x);
  body(b, launch, id);
  gpu::TerminatorOp::create(b, loc);
  return launch;
}

/// `body` for an `id` that is below `count`.
static void buildIfBelow(OpBuilder &builder, Location loc, Value id,
                         Value count, function_ref<void(OpBuilder &)> body) {
  Value exists =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, id, count);
  scf::IfOp::create(builder, loc, exists, [&](OpBuilder &inner, Location) {
    body(inner);
    scf::YieldOp::create(inner, loc);
  });
}

/// Launches a thread for each of `rounds`, in blocks of `threads`. `body` gets
/// the number of a round.
static void buildThreads(OpBuilder &builder, Location loc, Value rounds,
                         int64_t threads,
                         function_ref<void(OpBuilder &, Value)> body) {
  Value size = createIndex(builder, loc, threads);
  Value blocks = arith::CeilDivUIOp::create(builder, loc, rounds, size);
  buildLaunch(builder, loc, blocks, size,
              [&](OpBuilder &b, gpu::LaunchOp launch, Value block) {
                Value id = arith::MulIOp::create(b, loc, block,
                                                 createIndex(b, loc, threads));
                id = arith::AddIOp::create(b, loc, id, launch.getThreadIds().x);
                buildIfBelow(b, loc, id, rounds,
                             [&](OpBuilder &inner) { body(inner, id); });
              });
}

LogicalResult ConvertLoopsToGPULaunchPass::launch(IRRewriter &rewriter,
                                                  Operation *op) {
  Location loc = op->getLoc();
  if (op->getNumResults() != 0)
    return op->emitOpError("has a result that the host cannot have");
  rewriter.setInsertionPoint(op);
  auto loop = dyn_cast<scf::ParallelOp>(op);
  if (loop && isMappedTo<gpu::GPUBlockMappingAttr>(loop))
    return launchWorkgroups(rewriter, loop);
  if (failed(makeSequential(rewriter, op)))
    return failure();
  rewriter.setInsertionPoint(op);
  if (!loop) {
    buildThreads(rewriter, loc, createIndex(rewriter, loc, 1), threads,
                 [&](OpBuilder &b, Value) { b.clone(*op); });
    rewriter.eraseOp(op);
    return success();
  }
  Rounds rounds(rewriter, loop);
  buildThreads(rewriter, loc, rounds.getTotal(), threads,
               [&](OpBuilder &b, Value id) {
                 IRMapping mapping;
                 rounds.map(b, id, mapping);
                 for (Operation &inner : loop.getBody()->without_terminator())
                   b.clone(inner, mapping);
               });
  rewriter.eraseOp(op);
  return success();
}

//===----------------------------------------------------------------------===//
// Workgroups
//===----------------------------------------------------------------------===//

/// The rounds of `loop`, if their number is known.
static std::optional<int64_t> getStaticRounds(scf::ParallelOp loop) {
  int64_t rounds = 1;
  for (auto [begin, end, step] : llvm::zip_equal(
           loop.getLowerBound(), loop.getUpperBound(), loop.getStep())) {
    auto first = getConstantIntValue(begin), last = getConstantIntValue(end),
         by = getConstantIntValue(step);
    if (!first || !last || !by)
      return std::nullopt;
    rounds *= llvm::divideCeil(std::max<int64_t>(*last - *first, 0), *by);
  }
  return rounds;
}

/// Checks that threads can share the body of `loop`. Returns the threads of a
/// block: as many as the largest loop in it has rounds.
static FailureOr<int64_t> countThreads(scf::ParallelOp loop) {
  int64_t threads = 1;
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto inner = dyn_cast<scf::ParallelOp>(op);
    if (!inner) {
      if (!isa<memref::AllocOp, memref::DeallocOp>(op) && !isPure(&op))
        return op.emitOpError(
            "in a loop that is mapped to workgroups has to be "
            "in one that is mapped to threads");
      continue;
    }
    if (!isMappedTo<gpu::GPUThreadMappingAttr>(inner))
      return inner.emitOpError("in a loop that is mapped to workgroups has to "
                               "be mapped to threads");
    threads = std::max(threads, getStaticRounds(inner).value_or(1));
  }
  return threads;
}

/// Gives the rounds of `loop` to the threads of a block, `threads` at a time.
static void spreadRounds(IRRewriter &rewriter, scf::ParallelOp loop,
                         Value thread, int64_t threads) {
  Location loc = loop.getLoc();
  rewriter.setInsertionPoint(loop);
  Rounds rounds(rewriter, loop);
  auto buildRound = [&](OpBuilder &b, Value id) {
    IRMapping mapping;
    rounds.map(b, id, mapping);
    for (Operation &op : loop.getBody()->without_terminator())
      b.clone(op, mapping);
  };
  if (getStaticRounds(loop) == threads)
    buildRound(rewriter, thread);
  else
    scf::ForOp::create(rewriter, loc, thread, rounds.getTotal(),
                       createIndex(rewriter, loc, threads), ValueRange(),
                       [&](OpBuilder &b, Location, Value id, ValueRange) {
                         buildRound(b, id);
                         scf::YieldOp::create(b, loc);
                       });
  rewriter.eraseOp(loop);
}

/// Clones the body of a loop, whose rounds are blocks, to the position of
/// `builder` in `launch`. Memory that it allocates is the block's.
static void cloneWorkgroup(OpBuilder &builder, gpu::LaunchOp launch,
                           scf::ParallelOp loop, IRMapping &mapping) {
  auto space = gpu::AddressSpaceAttr::get(builder.getContext(),
                                          gpu::AddressSpace::Workgroup);
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (auto buffer = dyn_cast<memref::AllocOp>(op)) {
      MemRefType type =
          MemRefType::Builder(buffer.getType()).setMemorySpace(space);
      mapping.map(buffer.getResult(),
                  launch.addWorkgroupAttribution(type, op.getLoc()));
    } else if (!isa<memref::DeallocOp>(op) && !isOpTriviallyDead(&op)) {
      builder.clone(op, mapping);
    }
  }
}

LogicalResult
ConvertLoopsToGPULaunchPass::launchWorkgroups(IRRewriter &rewriter,
                                              scf::ParallelOp loop) {
  FailureOr<int64_t> threads = countThreads(loop);
  if (failed(threads))
    return failure();
  for (auto inner : loop.getBody()->getOps<scf::ParallelOp>())
    if (failed(makeSequential(rewriter, inner)))
      return failure();
  for (auto buffer : loop.getBody()->getOps<memref::AllocOp>())
    if (!buffer.getType().hasStaticShape())
      return buffer.emitOpError("of a workgroup needs a size that is known");

  rewriter.setInsertionPoint(loop);
  Rounds blocks(rewriter, loop);
  Location loc = loop.getLoc();
  auto buildBlock = [&](OpBuilder &b, gpu::LaunchOp launch, Value block) {
    buildIfBelow(b, loc, block, blocks.getTotal(), [&](OpBuilder &inner) {
      IRMapping mapping;
      blocks.map(inner, block, mapping);
      cloneWorkgroup(inner, launch, loop, mapping);
    });
  };
  gpu::LaunchOp launch =
      buildLaunch(rewriter, loc, blocks.getTotal(),
                  createIndex(rewriter, loc, *threads), buildBlock);
  rewriter.eraseOp(loop);
  SmallVector<scf::ParallelOp> inner;
  launch.walk([&](scf::ParallelOp op) { inner.push_back(op); });
  for (scf::ParallelOp op : inner) {
    // What other threads wrote is read behind a barrier.
    if (op != inner.front()) {
      rewriter.setInsertionPoint(op);
      gpu::BarrierOp::create(rewriter, op.getLoc());
    }
    spreadRounds(rewriter, op, launch.getThreadIds().x, *threads);
  }
  return success();
}
