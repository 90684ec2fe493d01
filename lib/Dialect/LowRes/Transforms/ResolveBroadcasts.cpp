//===- ResolveBroadcasts.cpp - Operands of one batch need no broadcast ----===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/BatchSizes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESRESOLVEBROADCASTS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// The size that `condition` compares with 1; null if it is another condition.
static Value getSizeComparedToOne(Value condition) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return nullptr;
  Value lhs = compare.getLhs(), rhs = compare.getRhs();
  if (matchPattern(rhs, m_One()))
    return lhs;
  return matchPattern(lhs, m_One()) ? rhs : nullptr;
}

/// The operation that copies `source` to `result`, repeating dimensions.
static linalg::GenericOp getBroadcast(Value result, Value source) {
  auto generic = result.getDefiningOp<linalg::GenericOp>();
  if (!generic || generic.getNumDpsInputs() != 1 ||
      generic.getNumDpsInits() != 1 || generic.getInputs()[0] != source ||
      !generic.getIndexingMapsArray().back().isIdentity())
    return nullptr;
  Value yielded = generic.getBody()->getTerminator()->getOperand(0);
  return yielded == generic.getRegionInputArgs()[0] ? generic : nullptr;
}

/// What `op`, the broadcast of a tensor where one of its dimensions is 1 and
/// the tensor elsewhere, is if the dimension has the size that it is broadcast
/// to.
static Value resolve(scf::IfOp op, BatchSizes &sizes) {
  Value compared = getSizeComparedToOne(op.getCondition());
  if (!compared || op.getNumResults() != 1 || op.getElseRegion().empty())
    return nullptr;
  Value source = op.elseYield().getOperand(0);
  Value result = op.thenYield().getOperand(0);
  auto type = dyn_cast<RankedTensorType>(source.getType());
  linalg::GenericOp broadcast = getBroadcast(result, source);
  AffineExpr condition = sizes.get(compared);
  if (!type || type != result.getType() || !broadcast || !condition)
    return nullptr;
  AffineMap map = broadcast.getIndexingMapsArray().front();
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    AffineExpr size = sizes.get(source, dim);
    if (!size || size != sizes.get(result, dim))
      return nullptr;
    // Element 0 is the only one where the condition holds.
    bool isFirst = expr == 0 && condition == size;
    if (expr != getAffineDimExpr(dim, op.getContext()) && !isFirst)
      return nullptr;
  }
  return source;
}

namespace {
struct ResolveBroadcastsPass
    : lowres::impl::LowResResolveBroadcastsBase<ResolveBroadcastsPass> {
  void runOnOperation() override {
    BatchSizes sizes(getOperation());
    IRRewriter rewriter(&getContext());
    // In order: what comes first may be a size of what comes later.
    getOperation()->walk([&](Operation *op) {
      rewriter.setInsertionPoint(op);
      if (isSizeArithmetic(op)) {
        if (AffineExpr size = sizes.get(op->getResult(0)))
          rewriter.replaceOp(op, sizes.build(rewriter, op->getLoc(), size));
      } else if (auto ifOp = dyn_cast<scf::IfOp>(op)) {
        if (Value value = resolve(ifOp, sizes))
          rewriter.replaceOp(op, value);
      }
    });
  }
};
} // namespace
