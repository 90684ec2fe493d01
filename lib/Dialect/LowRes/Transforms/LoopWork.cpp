//===- LoopWork.cpp - How much a loop has to do ---------------------------===//

#include "LoopWork.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
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
  Value count(Operation *op);
  /// The iterations of a loop in the loop; null if they are not known in front
  /// of it.
  Value countIterations(scf::ForOp inner);
  Value countIterations(linalg::LinalgOp op);
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

/// Whether `op` takes time of its own, which addresses, constants and other
/// views of the same bits do not.
static bool isWork(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() ||
      op->hasTrait<OpTrait::IsTerminator>() || op->getNumRegions() > 0)
    return false;
  return hasEffect<MemoryEffects::Write>(op) ||
         llvm::any_of(op->getResultTypes(),
                      llvm::IsaPred<VectorType, FloatType>);
}

Value WorkEstimator::count(Region &region) {
  int64_t single = llvm::count_if(region.getOps(),
                                  [](Operation &op) { return isWork(&op); });
  Value sum = getIndex(single);
  for (Operation &op : region.getOps())
    if (op.getNumRegions() > 0)
      sum = compute<arith::AddIOp>(sum, count(&op));
  return sum;
}

Value WorkEstimator::count(Operation *op) {
  Value sum = getIndex(0);
  for (Region &region : op->getRegions())
    sum = compute<arith::AddIOp>(sum, count(region));
  Value iterations;
  if (auto inner = dyn_cast<scf::ForOp>(op))
    iterations = countIterations(inner);
  else if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    iterations = countIterations(structured);
  return iterations ? compute<arith::MulIOp>(sum, iterations) : sum;
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
  for (int64_t range : op.getStaticLoopRanges())
    if (!ShapedType::isDynamic(range))
      product = compute<arith::MulIOp>(product, getIndex(range));
  return product;
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
