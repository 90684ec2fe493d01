//===- PlanWorkspace.cpp - Buffers in the caller's scratch memory ---------===//
//
// Buffer sizes depend on the batch, which is known at run time only. So the
// plan is made of slots: buffers that are never alive at the same time share a
// slot, a slot is as large as its largest buffer, and slots follow one another.
//
//===----------------------------------------------------------------------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPLANWORKSPACE
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {

constexpr int64_t kAlignment = 64;

/// The buffers that share one piece of memory.
struct Slot {
  SmallVector<memref::AllocOp> buffers;
  /// Position of the last operation that uses one of them.
  unsigned lastUse = 0;
};

/// Plans one entry function.
class WorkspacePlanner {
public:
  explicit WorkspacePlanner(func::FuncOp func)
      : func(func), loc(func.getLoc()), builder(func.getContext()) {}

  LogicalResult run();

private:
  BlockArgument getBatch() {
    return func.getArgument(func.getNumArguments() - 2);
  }
  BlockArgument getWorkspace() {
    return func.getArgument(func.getNumArguments() - 1);
  }
  std::string getSizeFunctionName() {
    return (func.getName() + "_workspace_size").str();
  }
  LogicalResult assignSlots();
  /// Fails if a view of the workspace cannot take the buffer's place.
  LogicalResult verifyType(memref::AllocOp alloc);
  /// Fails if a buffer's size depends on anything but the batch.
  LogicalResult verifySize(memref::AllocOp alloc);
  /// The sizes of all slots in bytes, computed from `batch` at the builder's
  /// position.
  SmallVector<Value> computeSlotSizes(Value batch);
  void createSizeFunction();
  void replaceBuffers();

  Value getIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }

  func::FuncOp func;
  Location loc;
  OpBuilder builder;
  SmallVector<Slot> slots;
};

} // namespace

/// The bytes of one element in memory; none where elements share bytes.
static std::optional<int64_t> getElementBytes(memref::AllocOp alloc) {
  Type element = alloc.getType().getElementType();
  if (!isa<IndexType, IntegerType, FloatType>(element))
    return std::nullopt;
  llvm::TypeSize bits = DataLayout::closest(alloc).getTypeSizeInBits(element);
  if (bits % 8 != 0)
    return std::nullopt;
  return bits / 8;
}

LogicalResult WorkspacePlanner::assignSlots() {
  SmallVector<memref::AllocOp> allocs;
  func.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  if (allocs.empty())
    return success();

  // Only operations of one block have the order from which lifetimes follow.
  Block *body = allocs.front()->getBlock();
  DenseMap<Operation *, unsigned> position;
  for (auto [index, op] : llvm::enumerate(body->getOperations()))
    position[&op] = index;

  BufferViewFlowAnalysis aliases(func);
  for (memref::AllocOp alloc : allocs) {
    if (alloc->getBlock() != body ||
        alloc->getParentOfType<LoopLikeOpInterface>())
      return alloc.emitOpError("inside a loop or branch cannot be placed in "
                               "the workspace");
    if (failed(verifyType(alloc)) || failed(verifySize(alloc)))
      return failure();
    unsigned lastUse = position[alloc];
    for (Value alias : aliases.resolve(alloc.getResult()))
      for (Operation *user : alias.getUsers()) {
        Operation *ancestor = body->findAncestorOpInBlock(*user);
        if (!ancestor)
          return alloc.emitOpError("used outside of its block cannot be placed "
                                   "in the workspace");
        lastUse = std::max(lastUse, position[ancestor]);
      }
    Slot *slot = llvm::find_if(slots, [&](const Slot &slot) {
      return slot.lastUse < position[alloc];
    });
    if (slot == slots.end())
      slot = &slots.emplace_back();
    slot->buffers.push_back(alloc);
    slot->lastUse = lastUse;
  }
  return success();
}

LogicalResult WorkspacePlanner::verifyType(memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  if (getElementBytes(alloc) && type.getLayout().isIdentity() &&
      alloc.getAlignment().value_or(1) <= uint64_t(kAlignment))
    return success();
  return alloc.emitOpError("cannot be placed in the workspace: it needs whole "
                           "bytes in row-major order, aligned to at most ")
         << kAlignment << ", got " << type;
}

LogicalResult WorkspacePlanner::verifySize(memref::AllocOp alloc) {
  for (Value size : alloc.getDynamicSizes()) {
    SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.inclusive = true;
    options.omitBlockArguments = true;
    if (failed(getBackwardSlice(size, &slice, options)))
      return alloc.emitOpError("size cannot be analysed");
    for (Operation *op : slice) {
      bool fromBatch = llvm::all_of(op->getOperands(), [&](Value operand) {
        return operand.getDefiningOp() || operand == getBatch();
      });
      if (!isPure(op) || op->getNumRegions() > 0 || !fromBatch)
        return alloc.emitOpError("size must depend on the batch alone");
    }
  }
  return success();
}

SmallVector<Value> WorkspacePlanner::computeSlotSizes(Value batch) {
  IRMapping mapping;
  mapping.map(getBatch(), batch);
  auto cloneSize = [&](Value size) -> Value {
    SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.inclusive = true;
    options.omitBlockArguments = true;
    (void)getBackwardSlice(size, &slice, options);
    for (Operation *op : slice)
      if (!mapping.contains(op))
        mapping.map(op, builder.clone(*op, mapping));
    return mapping.lookup(size);
  };

  SmallVector<Value> sizes;
  for (const Slot &slot : slots) {
    Value slotSize;
    for (memref::AllocOp alloc : slot.buffers) {
      MemRefType type = alloc.getType();
      int64_t bytes = *getElementBytes(alloc);
      for (int64_t dim : type.getShape())
        if (!ShapedType::isDynamic(dim))
          bytes *= dim;
      Value size = getIndex(bytes);
      for (Value dynamic : alloc.getDynamicSizes())
        size = arith::MulIOp::create(builder, loc, size, cloneSize(dynamic));
      slotSize = slotSize ? arith::MaxUIOp::create(builder, loc, slotSize, size)
                          : size;
    }
    slotSize =
        arith::AddIOp::create(builder, loc, slotSize, getIndex(kAlignment - 1));
    slotSize =
        arith::AndIOp::create(builder, loc, slotSize, getIndex(-kAlignment));
    sizes.push_back(slotSize);
  }
  return sizes;
}

void WorkspacePlanner::createSizeFunction() {
  builder.setInsertionPointAfter(func);
  Type i64 = builder.getI64Type();
  auto sizeFunc = func::FuncOp::create(builder, loc, getSizeFunctionName(),
                                       builder.getFunctionType(i64, i64));
  builder.setInsertionPointToStart(sizeFunc.addEntryBlock());
  Value total = getIndex(0);
  for (Value size : computeSlotSizes(sizeFunc.getArgument(0)))
    total = arith::AddIOp::create(builder, loc, total, size);
  total = arith::IndexCastOp::create(builder, loc, i64, total);
  func::ReturnOp::create(builder, loc, total);
}

void WorkspacePlanner::replaceBuffers() {
  if (slots.empty())
    return;
  builder.setInsertionPointToStart(slots.front().buffers.front()->getBlock());
  SmallVector<Value> sizes = computeSlotSizes(getBatch());
  SmallVector<Value> offsets;
  Value total = getIndex(0);
  for (Value size : sizes) {
    offsets.push_back(total);
    total = arith::AddIOp::create(builder, loc, total, size);
  }
  auto bytesType = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  Value bytes = memref::ReinterpretCastOp::create(
      builder, loc, bytesType, getWorkspace(), builder.getIndexAttr(0),
      ArrayRef<OpFoldResult>{total},
      ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
  for (auto [slot, offset] : llvm::zip(slots, offsets))
    for (memref::AllocOp alloc : slot.buffers) {
      builder.setInsertionPoint(alloc);
      Value view = memref::ViewOp::create(builder, loc, alloc.getType(), bytes,
                                          offset, alloc.getDynamicSizes());
      alloc.replaceAllUsesWith(view);
      alloc.erase();
    }
}

LogicalResult WorkspacePlanner::run() {
  if (SymbolTable::lookupSymbolIn(func->getParentOp(), getSizeFunctionName()))
    return func.emitOpError("cannot have a function @")
           << getSizeFunctionName() << ": there is a symbol of that name";
  if (failed(assignSlots()))
    return failure();
  createSizeFunction();
  replaceBuffers();
  return success();
}

/// Functions that `lowres-c-interface` made end in the batch and a pointer to
/// bytes.
static bool isEntry(func::FuncOp func) {
  if (!func.isPublic() || func.isDeclaration() ||
      !func->hasAttr("llvm.bareptr") || func.getNumArguments() < 2)
    return false;
  ArrayRef<Type> types = func.getArgumentTypes().take_back(2);
  auto workspace = dyn_cast<MemRefType>(types[1]);
  return types[0].isInteger(64) && workspace &&
         workspace.getElementType().isInteger(8);
}

namespace {
struct PlanWorkspacePass
    : lowres::impl::LowResPlanWorkspaceBase<PlanWorkspacePass> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> entries;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (isEntry(func))
        entries.push_back(func);
    for (func::FuncOp func : entries)
      if (failed(WorkspacePlanner(func).run()))
        return signalPassFailure();
  }
};
} // namespace
