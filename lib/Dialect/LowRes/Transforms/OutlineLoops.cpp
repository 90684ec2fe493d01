//===- OutlineLoops.cpp - A function for each loop nest -------------------===//

#include "LoopWork.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESOUTLINELOOPS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// What the loops of `nest` take from outside.
static SetVector<Value> collectCaptured(Operation *nest) {
  SetVector<Value> captured;
  // The iterations of a parallel loop are up to its caller.
  if (!isa<scf::ForallOp>(nest))
    captured.insert(nest->operand_begin(), nest->operand_end());
  getUsedValuesDefinedAbove(nest->getRegions(), captured);
  return captured;
}

/// Whether `op` is computed by loops, now or after `convert-linalg-to-loops`.
static bool isLoopNest(Operation *op) {
  return isa<scf::ForallOp, scf::ForOp, linalg::LinalgOp>(op);
}

static SmallVector<memref::AllocOp> collectAllocs(Operation *nest) {
  SmallVector<memref::AllocOp> allocs;
  nest->walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  return allocs;
}

/// The bytes of a buffer, in whole cache lines; none if they are not known.
static std::optional<int64_t> getNumBytes(memref::AllocOp alloc) {
  constexpr int64_t cacheLine = 64;
  MemRefType type = alloc.getType();
  if (!type.hasStaticShape() || !type.getLayout().isIdentity() ||
      !type.getElementType().isIntOrFloat() ||
      type.getElementTypeBitWidth() % 8 != 0 ||
      alloc.getAlignment().value_or(1) > cacheLine)
    return std::nullopt;
  return llvm::alignTo(
      type.getNumElements() * type.getElementTypeBitWidth() / 8, cacheLine);
}

/// Whether iterations of `loop` can be called for: it is one loop over [0, n)
/// on buffers, and those that it makes have a known size.
static bool canSplit(scf::ForallOp loop) {
  return loop.getRank() == 1 && loop.isNormalized() &&
         loop.getOutputs().empty() &&
         llvm::all_of(collectAllocs(loop), getNumBytes);
}

/// Whether a function can take all that `nest` takes from outside, and return
/// its results.
static bool canOutline(Operation *nest) {
  auto isPassed = [](Value value) {
    if (auto buffer = dyn_cast<MemRefType>(value.getType()))
      return buffer.isStrided();
    return !isa<BaseMemRefType, TensorType>(value.getType());
  };
  return llvm::all_of(collectCaptured(nest), isPassed) &&
         llvm::none_of(nest->getResultTypes(),
                       llvm::IsaPred<BaseMemRefType, TensorType>);
}

/// Whether something in the loops belongs to the entry function: buffers, which
/// `lowres-plan-workspace` places there, and parallel loops.
static bool belongsToEntry(Operation *nest) {
  return nest
      ->walk([&](Operation *op) {
        bool belongs =
            isa<memref::AllocOp>(op) || (op != nest && isa<scf::ForallOp>(op));
        return belongs ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The outermost loop nests of `func` that can be outlined.
static SmallVector<Operation *> collectLoopNests(func::FuncOp func) {
  SmallVector<Operation *> nests;
  func.walk<WalkOrder::PreOrder>([&](Operation *op) {
    auto parallel = dyn_cast<scf::ForallOp>(op);
    if (parallel ? !canSplit(parallel) : !isLoopNest(op) || belongsToEntry(op))
      return WalkResult::advance();
    if (canOutline(op))
      nests.push_back(op);
    return WalkResult::skip();
  });
  return nests;
}

/// Whether the functions differ in their names and locations alone.
static bool areEqual(func::FuncOp lhs, func::FuncOp rhs) {
  return lhs.getFunctionType() == rhs.getFunctionType() &&
         lhs.getArgAttrsAttr() == rhs.getArgAttrsAttr() &&
         OperationEquivalence::isRegionEquivalentTo(
             &lhs.getBody(), &rhs.getBody(),
             OperationEquivalence::IgnoreLocations);
}

namespace {
/// The buffers that an iteration of a loop makes, by the memory that they get.
struct PrivateBuffers {
  explicit PrivateBuffers(scf::ForallOp loop) {
    unsigned first = 0;
    collect(loop.getRegion(), first);
  }

  SmallVector<std::pair<memref::AllocOp, /*memory=*/unsigned>> buffers;
  SmallVector<int64_t> sizes;

private:
  /// Buffers on different sides of a branch share memory. The next to be used
  /// is `memory`.
  void collect(Region &region, unsigned &memory);
};

/// Bytes of a range of iterations: a buffer for all ranges, and where in it.
struct PrivateBytes {
  Value all, first;
};

/// Copies a loop nest into a new function.
class Outliner {
public:
  Outliner(Operation *nest, func::FuncOp caller)
      : nest(nest), callerBuilder(nest), builder(caller) {
    func = func::FuncOp::create(builder, nest->getLoc(),
                                (caller.getName() + "_loops").str(),
                                builder.getFunctionType({}, {}));
    func.setPrivate();
    // Buffers are passed as pointers.
    func->setAttr("llvm.bareptr", builder.getUnitAttr());
    builder.setInsertionPointToStart(func.addEntryBlock());
  }

  /// The function of the nest; of a parallel loop, that of a range of its
  /// iterations, which are its first two parameters.
  func::FuncOp run();

  /// What a call that replaces the nest passes to the function, beside such a
  /// range.
  ArrayRef<Value> getArguments() const { return arguments; }

private:
  /// Makes `value` of the caller known in the function.
  void capture(Value value);
  Value passBuffer(TypedValue<MemRefType> buffer);
  Value pass(Value argument) {
    arguments.push_back(argument);
    return func.front().addArgument(argument.getType(), argument.getLoc());
  }
  /// Copies the iterations [begin, end) of a parallel loop.
  void copyIterations(scf::ForallOp loop, Value begin, Value end);
  /// Memory of `size` bytes for each iteration of `loop`. There is a piece for
  /// each of all iterations; a call uses that of its first one.
  PrivateBytes passPrivate(int64_t size, scf::ForallOp loop, Value begin);
  void markDisjoint();

  Operation *nest;
  /// In front of the nest and in the function.
  OpBuilder callerBuilder, builder;
  func::FuncOp func;
  IRMapping mapping;
  SmallVector<Value> arguments;
};
} // namespace

func::FuncOp Outliner::run() {
  Location loc = nest->getLoc();
  auto parallel = dyn_cast<scf::ForallOp>(nest);
  Value begin, end;
  if (parallel) {
    begin = func.front().addArgument(builder.getIndexType(), loc);
    end = func.front().addArgument(builder.getIndexType(), loc);
  }
  for (Value value : collectCaptured(nest))
    capture(value);
  if (parallel) {
    copyIterations(parallel, begin, end);
    func::ReturnOp::create(builder, loc);
  } else {
    Operation *copy = builder.clone(*nest, mapping);
    func::ReturnOp::create(builder, loc, copy->getResults());
  }
  func.setFunctionType(builder.getFunctionType(func.front().getArgumentTypes(),
                                               nest->getResultTypes()));
  markDisjoint();
  return func;
}

void Outliner::capture(Value value) {
  Operation *def = value.getDefiningOp();
  if (def && def->hasTrait<OpTrait::ConstantLike>())
    builder.clone(*def, mapping);
  else if (auto buffer = dyn_cast<TypedValue<MemRefType>>(value))
    mapping.map(value, passBuffer(buffer));
  else
    mapping.map(value, pass(value));
}

/// Passes a pointer and what the buffer's type leaves open, and returns the
/// buffer in the function.
Value Outliner::passBuffer(TypedValue<MemRefType> buffer) {
  Location loc = buffer.getLoc();
  MemRefType type = buffer.getType();
  auto metadata =
      memref::ExtractStridedMetadataOp::create(callerBuilder, loc, buffer);
  Value pointer = pass(metadata.getBaseBuffer());
  auto passDynamic = [&](SmallVector<OpFoldResult> values) {
    for (OpFoldResult &value : values)
      if (auto dynamic = dyn_cast<Value>(value))
        value = pass(dynamic);
    return values;
  };
  OpFoldResult offset =
      passDynamic({metadata.getConstifiedMixedOffset()}).front();
  SmallVector<OpFoldResult> sizes =
      passDynamic(metadata.getConstifiedMixedSizes());
  SmallVector<OpFoldResult> strides =
      passDynamic(metadata.getConstifiedMixedStrides());
  return memref::ReinterpretCastOp::create(builder, loc, type, pointer, offset,
                                           sizes, strides);
}

void PrivateBuffers::collect(Region &region, unsigned &memory) {
  for (Operation &op : region.getOps()) {
    if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
      if (memory == sizes.size())
        sizes.push_back(0);
      sizes[memory] = std::max(sizes[memory], *getNumBytes(alloc));
      buffers.push_back({alloc, memory++});
    }
    unsigned first = memory;
    for (Region &inner : op.getRegions()) {
      unsigned next = isBranch(&op) ? first : memory;
      collect(inner, next);
      memory = std::max(memory, next);
    }
  }
}

void Outliner::copyIterations(scf::ForallOp loop, Value begin, Value end) {
  Location loc = loop.getLoc();
  PrivateBuffers privates(loop);
  SmallVector<PrivateBytes> bytes;
  for (int64_t size : privates.sizes)
    bytes.push_back(passPrivate(size, loop, begin));
  SmallVector<Value> views;
  for (auto [alloc, memory] : privates.buffers)
    views.push_back(memref::ViewOp::create(
        builder, loc, alloc.getType(), bytes[memory].all, bytes[memory].first,
        /*sizes=*/ValueRange()));
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto copy = scf::ForOp::create(builder, loc, begin, end, one);
  mapping.map(loop.getInductionVar(0), copy.getInductionVar());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(copy.getBody());
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  for (auto [buffer, view] : llvm::zip_equal(privates.buffers, views)) {
    Value copied = mapping.lookup(buffer.first.getResult());
    copied.replaceAllUsesWith(view);
    copied.getDefiningOp()->erase();
  }
}

PrivateBytes Outliner::passPrivate(int64_t size, scf::ForallOp loop,
                                   Value begin) {
  Location loc = loop.getLoc();
  AffineExpr total = builder.getAffineDimExpr(0) * size;
  OpFoldResult allSizes = affine::makeComposedFoldedAffineApply(
      callerBuilder, loc, total, {loop.getMixedUpperBound().front()});
  auto [shape, dynamic] = decomposeMixedValues({allSizes});
  Value all = memref::AllocOp::create(
      callerBuilder, loc, MemRefType::get(shape, builder.getI8Type()), dynamic);
  return {passBuffer(cast<TypedValue<MemRefType>>(all)),
          affine::AffineApplyOp::create(builder, loc,
                                        AffineMap::get(1, 0, total), begin)};
}

/// Whether nothing but values that come from `buffer` leads to its memory, as
/// far as anything is written there.
static bool isOwnMemory(Value buffer) {
  if (auto get = buffer.getDefiningOp<memref::GetGlobalOp>()) {
    auto global = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(
        get, get.getNameAttr());
    return global && global.getConstant();
  }
  return isa_and_present<memref::AllocOp>(buffer.getDefiningOp());
}

/// Says of each pointer into a buffer that no other one reaches that no other
/// one does, which cannot be seen from inside the function.
void Outliner::markDisjoint() {
  Block *entry = &nest->getParentOfType<func::FuncOp>().front();
  SmallVector<Value> buffers;
  for (Value argument : arguments) {
    auto pointer = dyn_cast<MemrefValue>(argument);
    Value buffer = pointer ? memref::skipViewLikeOps(pointer) : Value();
    buffers.push_back(buffer);
    // The caller's memory is not of an allocation; a buffer that a loop or
    // branch hands on may be any.
    auto parameter = dyn_cast_if_present<BlockArgument>(buffer);
    if (buffer && !isOwnMemory(buffer) &&
        !(parameter && parameter.getOwner() == entry))
      return;
  }
  StringRef noAlias = LLVM::LLVMDialect::getNoAliasAttrName();
  unsigned first = func.getNumArguments() - arguments.size();
  for (auto [index, buffer] : llvm::enumerate(buffers))
    if (buffer && isOwnMemory(buffer) && llvm::count(buffers, buffer) == 1)
      func.setArgAttr(first + index, noAlias, builder.getUnitAttr());
}

namespace {
struct OutlineLoopsPass
    : lowres::impl::LowResOutlineLoopsBase<OutlineLoopsPass> {
  void runOnOperation() override {
    outlined.clear();
    SymbolTable symbols(getOperation());
    for (auto func : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      for (Operation *nest : collectLoopNests(func))
        outline(nest, func, symbols);
  }

private:
  void outline(Operation *nest, func::FuncOp caller, SymbolTable &symbols);

  /// What was made for other loops.
  SmallVector<func::FuncOp> outlined;
};
} // namespace

/// Replaces `nest` by the call of an equal function, or of a new one.
void OutlineLoopsPass::outline(Operation *nest, func::FuncOp caller,
                               SymbolTable &symbols) {
  Outliner outliner(nest, caller);
  func::FuncOp func = outliner.run();
  auto *equal = llvm::find_if(
      outlined, [&](func::FuncOp other) { return areEqual(func, other); });
  if (equal == outlined.end()) {
    symbols.insert(func);
    outlined.push_back(func);
    equal = &outlined.back();
  } else {
    func.erase();
  }
  OpBuilder builder(nest);
  if (auto loop = dyn_cast<scf::ForallOp>(nest)) {
    Value iterations = getValueOrCreateConstantIndexOp(
        builder, loop.getLoc(), loop.getMixedUpperBound().front());
    ParallelCallOp::create(builder, loop.getLoc(), equal->getName(),
                           outliner.getArguments(), iterations,
                           estimateWork(builder, loop));
  } else {
    auto call = func::CallOp::create(builder, nest->getLoc(), *equal,
                                     outliner.getArguments());
    nest->replaceAllUsesWith(call);
  }
  nest->erase();
}
