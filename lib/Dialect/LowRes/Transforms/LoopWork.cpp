//===- LoopWork.cpp - How much a loop has to do ---------------------------===//

#include "LoopWork.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// Counts what one loop does.
class WorkEstimator {
public:
  WorkEstimator(OpBuilder &builder, scf::ForallOp loop)
      : builder(builder), loop(loop), loc(loop.getLoc()) {
    hoisted.map(loop.getInductionVar(0), getIndex(0));
  }

  Value countAllRounds();

private:
  Value count(Region &region);
  /// What an operation with regions does.
  Value count(Operation *op);
  /// What writing all of `buffer` takes, a cache line at a time.
  Value countLines(Value buffer);
  /// The iterations of a loop in the loop; null if they are not known in front
  /// of it.
  Value countIterations(scf::ForOp inner);
  Value countIterations(linalg::LinalgOp op);
  /// A dimension of a buffer; 1 if it is not known in front of the loop.
  Value getSize(Value buffer, int64_t dim);
  /// What `value` is in the first round, computed in front of the loop; null if
  /// it depends on what the round does.
  Value hoist(Value value);

  Value getIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  template <typename Op> Value compute(Value lhs, Value rhs) {
    return builder.createOrFold<Op>(loc, lhs, rhs);
  }

  OpBuilder &builder;
  scf::ForallOp loop;
  Location loc;
  /// Values of the loop and their copies in front of it.
  IRMapping hoisted;
};
} // namespace

Value WorkEstimator::countAllRounds() {
  Value rounds = getValueOrCreateConstantIndexOp(
      builder, loc, loop.getMixedUpperBound().front());
  return compute<arith::MulIOp>(rounds, count(loop.getRegion()));
}

/// The rows of a tile, or none for other values.
static int64_t getTileRows(Value value) {
  auto type = dyn_cast<amx::TileType>(value.getType());
  return type ? type.getDimSize(0) : 0;
}

/// What an operation without regions takes, in operations on a vector. What
/// makes addresses, constants and other views of the same bits takes nothing.
static int64_t getCost(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() ||
      op->hasTrait<OpTrait::IsTerminator>())
    return 0;
  if (isa<amx::TileZeroOp>(op))
    return 1;
  // Row by row: each is loaded or stored like a vector, and multiplied in the
  // time of two operations. (A cast to a tile is of one that was loaded.)
  if (isa<amx::TileMulIOp, amx::TileMulFOp>(op))
    return 2 * getTileRows(op->getResult(0));
  if (auto tile = dyn_cast<amx::TileStoreOp>(op))
    return getTileRows(tile.getVal());
  if (op->getNumResults() == 1)
    if (int64_t rows = getTileRows(op->getResult(0)))
      return rows;
  return hasEffect<MemoryEffects::Write>(op) ||
         llvm::any_of(op->getResultTypes(),
                      llvm::IsaPred<VectorType, FloatType>);
}

/// The buffer that `op` fills with a value or a copy, element by element; or
/// null.
static Value getFilledBuffer(Operation *op) {
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return isa<MemRefType>(copy.getTarget().getType()) ? copy.getTarget()
                                                       : Value();
  auto structured = dyn_cast<linalg::LinalgOp>(op);
  if (!structured || !structured.hasPureBufferSemantics() ||
      structured.getNumDpsInits() != 1 ||
      !llvm::hasSingleElement(*structured.getBlock()))
    return nullptr;
  bool inOrder =
      llvm::all_of(structured.getIndexingMapsArray(), [](AffineMap map) {
        return map.isIdentity() || map.getNumResults() == 0;
      });
  return inOrder ? structured.getDpsInits()[0] : Value();
}

Value WorkEstimator::count(Region &region) {
  int64_t single = 0;
  SmallVector<Value> others;
  for (Operation &op : region.getOps())
    if (Value filled = getFilledBuffer(&op))
      others.push_back(countLines(filled));
    else if (op.getNumRegions() > 0)
      others.push_back(count(&op));
    else
      single += getCost(&op);
  Value sum = getIndex(single);
  for (Value other : others)
    sum = compute<arith::AddIOp>(sum, other);
  return sum;
}

Value WorkEstimator::count(Operation *op) {
  Value all = getIndex(0);
  for (Region &region : op->getRegions()) {
    Value part = count(region);
    all = isBranch(op) ? compute<arith::MaxSIOp>(all, part)
                       : compute<arith::AddIOp>(all, part);
  }
  Value iterations;
  if (auto inner = dyn_cast<scf::ForOp>(op))
    iterations = countIterations(inner);
  else if (auto structured = dyn_cast<linalg::LinalgOp>(op)) {
    iterations = countIterations(structured);
    // At least what is written.
    all = compute<arith::MaxSIOp>(all, getIndex(1));
  }
  return iterations ? compute<arith::MulIOp>(all, iterations) : all;
}

Value WorkEstimator::countLines(Value buffer) {
  constexpr int64_t lineBits = 512;
  auto type = cast<MemRefType>(buffer.getType());
  Value elements = getIndex(1);
  for (int64_t dim : llvm::seq(type.getRank()))
    elements = compute<arith::MulIOp>(elements, getSize(buffer, dim));
  int64_t ofLine = type.getElementType().isIntOrFloat()
                       ? lineBits / type.getElementTypeBitWidth()
                       : 1;
  return compute<arith::CeilDivSIOp>(elements,
                                     getIndex(std::max<int64_t>(ofLine, 1)));
}

Value WorkEstimator::countIterations(scf::ForOp inner) {
  Value begin = hoist(inner.getLowerBound()),
        end = hoist(inner.getUpperBound()), step = hoist(inner.getStep());
  if (!begin || !end || !step)
    return nullptr;
  Value length = compute<arith::SubIOp>(end, begin);
  return compute<arith::CeilDivSIOp>(length, step);
}

Value WorkEstimator::countIterations(linalg::LinalgOp op) {
  Value product = getIndex(1);
  for (unsigned loopDim : llvm::seq(op.getNumLoops())) {
    Value operand;
    unsigned dim;
    if (succeeded(op.mapIterationSpaceDimToOperandDim(loopDim, operand, dim)))
      product = compute<arith::MulIOp>(product, getSize(operand, dim));
  }
  return product;
}

Value WorkEstimator::getSize(Value buffer, int64_t dim) {
  auto type = cast<ShapedType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return getIndex(type.getDimSize(dim));
  if (!isa<MemRefType>(type))
    return getIndex(1);
  // At the buffer, which may be one of the loop's.
  OpBuilder::InsertionGuard guard(builder);
  OpBuilder inLoop(builder);
  inLoop.setInsertionPointAfterValue(buffer);
  Value size = hoist(inLoop.createOrFold<memref::DimOp>(loc, buffer, dim));
  return size ? size : getIndex(1);
}

Value WorkEstimator::hoist(Value value) {
  if (loop.isDefinedOutsideOfLoop(value) || hoisted.contains(value))
    return hoisted.lookupOrDefault(value);
  Operation *def = value.getDefiningOp();
  if (!def || !isPure(def) || def->getNumRegions() > 0 ||
      !llvm::all_of(def->getOperands(),
                    [&](Value operand) { return hoist(operand); }))
    return nullptr;
  builder.clone(*def, hoisted);
  return hoisted.lookup(value);
}

Value lowres::estimateWork(OpBuilder &builder, scf::ForallOp loop) {
  return WorkEstimator(builder, loop).countAllRounds();
}
