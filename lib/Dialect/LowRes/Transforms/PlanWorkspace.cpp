//===- PlanWorkspace.cpp - Buffers in the caller's scratch memory ---------===//
//
// Buffer sizes depend on the batch, which is known at run time only. So the
// plan is made of slots: buffers that are never alive at the same time share a
// slot, a slot is as large as its largest buffer, and slots follow one another.
// Sizes are affine expressions of the batch, from which follows up to which
// batch they fit an address.
//
//===----------------------------------------------------------------------===//

#include "AddressBits.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Triple.h"

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
  /// Their sizes in bytes, with dimension 0 for the batch.
  SmallVector<AffineExpr> sizes;
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
  /// Fails where it is not known what runs after what, and once at a time.
  LogicalResult verifyPlace(memref::AllocOp alloc);
  /// Fails if a view of the workspace cannot take the buffer's place.
  LogicalResult verifyType(memref::AllocOp alloc);
  /// A buffer's size in bytes; fails if it is no affine function of the batch,
  /// or a multiple of more than 64 bits.
  FailureOr<AffineExpr> getSize(memref::AllocOp alloc);
  /// The sizes of all slots in bytes, computed from `batch` (an index) at the
  /// builder's position.
  SmallVector<Value> computeSlotSizes(Value batch);
  /// The bytes that a batch of one takes.
  int64_t getSizeOfOne();
  /// The largest batch whose workspace has a size below 2^(addressBits - 1).
  int64_t getMaxBatch(unsigned addressBits);
  void createSizeFunction();
  void replaceBuffers();

  Value getIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }

  func::FuncOp func;
  Location loc;
  OpBuilder builder;
  SmallVector<Slot> slots;
  /// The innermost block around all buffers.
  Block *body = nullptr;
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

  if (!func.getBody().hasOneBlock())
    return allocs.front().emitOpError("in a function of several blocks cannot "
                                      "be placed in the workspace");

  // Where operations are in the order in which they run; what lies in a loop or
  // branch comes before it.
  DenseMap<Operation *, unsigned> position;
  func.walk([&](Operation *op) { position.insert({op, position.size()}); });

  BufferViewFlowAnalysis aliases(func);
  body = allocs.front()->getBlock();
  for (memref::AllocOp alloc : allocs) {
    if (failed(verifyPlace(alloc)) || failed(verifyType(alloc)))
      return failure();
    while (!body->findAncestorOpInBlock(*alloc))
      body = body->getParentOp()->getBlock();
    FailureOr<AffineExpr> size = getSize(alloc);
    if (failed(size))
      return failure();
    unsigned lastUse = position[alloc];
    for (Value alias : aliases.resolve(alloc.getResult()))
      for (Operation *user : alias.getUsers()) {
        Operation *ancestor = alloc->getBlock()->findAncestorOpInBlock(*user);
        if (!ancestor || isa<scf::YieldOp>(ancestor))
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
    slot->sizes.push_back(*size);
    slot->lastUse = lastUse;
  }
  return success();
}

LogicalResult WorkspacePlanner::verifyPlace(memref::AllocOp alloc) {
  for (Operation *op = alloc->getParentOp(); op != func; op = op->getParentOp())
    if (!isa<scf::ForOp, scf::IfOp>(op))
      return alloc.emitOpError("in '")
             << op->getName() << "' cannot be placed in the workspace";
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

FailureOr<AffineExpr> WorkspacePlanner::getSize(memref::AllocOp alloc) {
  auto isBatch = [&](Value value) {
    auto cast = value.getDefiningOp<arith::IndexCastOp>();
    return cast && cast.getIn() == getBatch();
  };
  auto stop = [&](Value value, std::optional<int64_t>,
                  ValueBoundsConstraintSet &) { return isBatch(value); };
  AffineExpr batch = builder.getAffineDimExpr(0);
  MemRefType type = alloc.getType();
  std::optional<int64_t> staticSize = getElementBytes(alloc);
  for (int64_t dim : type.getShape())
    if (staticSize && !ShapedType::isDynamic(dim))
      staticSize = llvm::checkedMul(*staticSize, dim);
  if (!staticSize)
    return alloc.emitOpError("is too large for the workspace: ") << type;
  AffineExpr size = builder.getAffineConstantExpr(*staticSize);
  for (Value dynamic : alloc.getDynamicSizes()) {
    if (isBatch(dynamic)) {
      size = size * batch;
      continue;
    }
    AffineMap map;
    ValueDimList operands;
    if (failed(ValueBoundsConstraintSet::computeBound(
            map, operands, presburger::BoundType::EQ, {dynamic}, stop)))
      return alloc.emitOpError("size must depend on the batch alone");
    SmallVector<AffineExpr> dims(map.getNumDims(), batch);
    SmallVector<AffineExpr> symbols(map.getNumSymbols(), batch);
    size = size * map.getResult(0).replaceDimsAndSymbols(dims, symbols);
  }
  if (!size.isPureAffine())
    return alloc.emitOpError("size must grow linearly with the batch");
  return size;
}

/// A number that, times a batch of at least 1, is no less than `expr`.
static uint64_t getGrowth(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return std::abs(constant.getValue());
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return 1;
  uint64_t lhs = getGrowth(binary.getLHS()), rhs = getGrowth(binary.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return llvm::SaturatingAdd(lhs, rhs);
  case AffineExprKind::Mul:
    return llvm::SaturatingMultiply(lhs, rhs);
  default: // A quotient or a remainder.
    return lhs;
  }
}

int64_t WorkspacePlanner::getMaxBatch(unsigned addressBits) {
  uint64_t growth = 1;
  for (const Slot &slot : slots) {
    uint64_t slotGrowth = 0;
    for (AffineExpr size : slot.sizes)
      slotGrowth = std::max(slotGrowth, getGrowth(size));
    growth = llvm::SaturatingAdd(growth, slotGrowth, uint64_t(kAlignment));
  }
  return llvm::maxIntN(addressBits) / growth;
}

int64_t WorkspacePlanner::getSizeOfOne() {
  AffineExpr one = builder.getAffineConstantExpr(1);
  int64_t total = 0;
  for (const Slot &slot : slots) {
    int64_t largest = 0;
    for (AffineExpr size : slot.sizes)
      largest = std::max(
          largest, cast<AffineConstantExpr>(size.replaceDims(one)).getValue());
    total += llvm::alignTo(largest, kAlignment);
  }
  return total;
}

SmallVector<Value> WorkspacePlanner::computeSlotSizes(Value batch) {
  SmallVector<Value> sizes;
  for (const Slot &slot : slots) {
    Value slotSize;
    for (AffineExpr expr : llvm::SmallSetVector<AffineExpr, 4>(
             slot.sizes.begin(), slot.sizes.end())) {
      Value size = affine::expandAffineExpr(builder, loc, expr, batch, {});
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
  unsigned addressBits = getAddressBits(func->getParentOfType<ModuleOp>());
  Type i64 = builder.getI64Type();
  Type sizeType = builder.getIntegerType(addressBits);
  auto sizeFunc = func::FuncOp::create(builder, loc, getSizeFunctionName(),
                                       builder.getFunctionType(i64, sizeType));
  sizeFunc->setAttr(kWorkspaceBytesAttr,
                    builder.getI64IntegerAttr(getSizeOfOne()));
  builder.setInsertionPointToStart(sizeFunc.addEntryBlock());
  auto getInteger = [&](Type type, int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getIntegerAttr(type, value));
  };
  if (slots.empty()) {
    func::ReturnOp::create(builder, loc, getInteger(sizeType, 0));
    return;
  }
  // Negative batches are too large as well.
  Value batch = sizeFunc.getArgument(0);
  Value fits =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule, batch,
                            getInteger(i64, getMaxBatch(addressBits)));
  Value rows =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), batch);
  Value total = getIndex(0);
  for (Value size : computeSlotSizes(rows))
    total = arith::AddIOp::create(builder, loc, total, size);
  total = arith::IndexCastOp::create(builder, loc, sizeType, total);
  total = arith::SelectOp::create(builder, loc, fits, total,
                                  getInteger(sizeType, -1));
  func::ReturnOp::create(builder, loc, total);
}

void WorkspacePlanner::replaceBuffers() {
  if (slots.empty())
    return;
  builder.setInsertionPointToStart(body);
  Value rows = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                          getBatch());
  SmallVector<Value> sizes = computeSlotSizes(rows);
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
  unsigned addressBits = getAddressBits(func->getParentOfType<ModuleOp>());
  if (getMaxBatch(addressBits) == 0)
    return func.emitOpError("needs a larger workspace than ")
           << addressBits << "-bit addresses reach";
  createSizeFunction();
  replaceBuffers();
  return success();
}

namespace {
struct PlanWorkspacePass
    : lowres::impl::LowResPlanWorkspaceBase<PlanWorkspacePass> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> entries;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (isEntryFunction(func))
        entries.push_back(func);
    for (func::FuncOp func : entries)
      if (failed(WorkspacePlanner(func).run()))
        return signalPassFailure();
  }
};
} // namespace
