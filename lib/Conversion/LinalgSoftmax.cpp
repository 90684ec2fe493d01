//===- LinalgSoftmax.cpp - Softmax as front ends write it -----------------===//

#include "LinalgSoftmax.h"

#include "LinalgLayout.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::lowres;
using linalg::LinalgOp;

//===----------------------------------------------------------------------===//
// Following one element
//===----------------------------------------------------------------------===//

/// Whether `op` makes each element of its result from elements at the same
/// position, or broadcasts ones.
static bool isElementwise(LinalgOp op) {
  return op.hasPureTensorSemantics() && op.getNumDpsInits() == 1 &&
         op.getNumReductionLoops() == 0 &&
         op.getIndexingMapsArray().back().isIdentity();
}

AffineMap lowres::getReadMap(BlockArgument argument) {
  auto op = cast<LinalgOp>(argument.getOwner()->getParentOp());
  return op.getIndexingMapsArray()[argument.getArgNumber()];
}

Value lowres::getReadTensor(BlockArgument argument) {
  return argument.getOwner()->getParentOp()->getOperand(
      argument.getArgNumber());
}

BlockArgument lowres::getBodyArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<LinalgOp>(argument.getOwner()->getParentOp())
             ? argument
             : BlockArgument();
}

/// Whether matrices, of which a tensor has the last two dimensions of each, are
/// the same in both.
static bool haveSameMatrices(Value lhs, Value rhs) {
  ArrayRef<int64_t> a = cast<RankedTensorType>(lhs.getType()).getShape();
  ArrayRef<int64_t> b = cast<RankedTensorType>(rhs.getType()).getShape();
  return a.size() >= 2 && b.size() >= 2 && a.take_back(2) == b.take_back(2) &&
         !ShapedType::isDynamicShape(a.take_back(2));
}

Value lowres::follow(Value value, bool anyReshape) {
  while (true) {
    if (BlockArgument argument = getBodyArgument(value)) {
      if (!getReadMap(argument).isIdentity())
        return value;
      value = getReadTensor(argument);
      continue;
    }
    Operation *op = value.getDefiningOp();
    if (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op) &&
        (anyReshape || haveSameMatrices(op->getOperand(0), value))) {
      value = op->getOperand(0);
      continue;
    }
    auto linalgOp = dyn_cast_if_present<LinalgOp>(op);
    if (!linalgOp || !isElementwise(linalgOp))
      return value;
    value = linalgOp.getBlock()->getTerminator()->getOperand(0);
  }
}

std::optional<double> lowres::getConstant(Value value) {
  if (BlockArgument argument = getBodyArgument(value))
    value = getReadTensor(argument);
  APFloat number(0.0);
  DenseElementsAttr elements;
  if (matchPattern(value, m_ConstantFloat(&number)))
    return number.convertToDouble();
  if (matchPattern(value, m_Constant(&elements)) && elements.isSplat() &&
      isa<FloatType>(elements.getElementType()))
    return elements.getSplatValue<APFloat>().convertToDouble();
  return std::nullopt;
}

/// If `value` is 1 / x, x.
static Value getInverted(Value value) {
  auto division = value.getDefiningOp<arith::DivFOp>();
  if (!division || getConstant(follow(division.getLhs())) != 1.0)
    return nullptr;
  return division.getRhs();
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// Whether `map` has all dimensions but the last, in order, and maybe zeros
/// where `tensor` has one element. Loops of one iteration, by `ranges`, may be
/// left out.
static bool hasRowOnly(AffineMap map, ArrayRef<int64_t> ranges, Value tensor) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor.getType()).getShape();
  unsigned loop = 0, last = map.getNumDims() - 1;
  auto skipTo = [&](unsigned to) {
    for (; loop < to; ++loop)
      if (ranges[loop] != 1)
        return false;
    return true;
  };
  for (auto [expr, size] : llvm::zip_equal(map.getResults(), shape)) {
    if (expr == getAffineConstantExpr(0, map.getContext()) && size == 1)
      continue;
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || dim.getPosition() < loop || dim.getPosition() >= last ||
        !skipTo(dim.getPosition()))
      return false;
    ++loop;
  }
  return skipTo(last);
}

/// Whether `value`, of the element-wise operations at a score, is the same for
/// all keys of a query.
static bool isSameForKeys(Value value) {
  llvm::SmallSetVector<Value, 8> values;
  values.insert(follow(value));
  for (unsigned i = 0; i < values.size(); ++i) {
    value = values[i];
    if (getConstant(value))
      continue;
    if (BlockArgument argument = getBodyArgument(value)) {
      AffineMap map = getReadMap(argument);
      if (map.isFunctionOfDim(map.getNumDims() - 1))
        return false;
      continue;
    }
    // Operations without operands may be the position itself.
    Operation *op = value.getDefiningOp();
    if (!op || isa<RankedTensorType>(value.getType()) || !isPure(op) ||
        op->getNumRegions() != 0 || op->getNumOperands() == 0)
      return false;
    for (Value operand : op->getOperands())
      values.insert(follow(operand));
  }
  return true;
}

/// Whether `value` sums `exps` over keys.
static bool isSum(Value value, Value exps) {
  auto op = value.getDefiningOp<LinalgOp>();
  if (!op || op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
      op.getNumReductionLoops() != 1 || !isZero(op.getDpsInits()[0]))
    return false;
  AffineMap inputMap = op.getIndexingMapsArray().front();
  AffineMap outputMap = op.getIndexingMapsArray().back();
  if (!inputMap.isIdentity() ||
      op.getIteratorTypesArray().back() != utils::IteratorType::reduction ||
      !hasRowOnly(outputMap, op.getStaticLoopRanges(), op.getDpsInits()[0]))
    return false;
  Block *body = op.getBlock();
  auto sum =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  return sum && llvm::is_contained(sum->getOperands(), body->getArgument(0)) &&
         llvm::is_contained(sum->getOperands(), body->getArgument(1)) &&
         follow(op.getDpsInputs()[0]) == exps;
}

/// Whether `value` is, for every key, the sum of `exps` over all keys of its
/// query, or one by that.
static bool isSumOfRow(Value value, Value exps, bool inverted) {
  value = follow(value);
  auto takeInverse = [&] {
    if (Value sum = inverted ? getInverted(value) : Value()) {
      value = sum;
      inverted = false;
    }
  };
  takeInverse();
  value = follow(value);
  BlockArgument argument = getBodyArgument(value);
  if (!argument)
    return false;
  auto op = cast<LinalgOp>(argument.getOwner()->getParentOp());
  Value rows = getReadTensor(argument);
  if (!hasRowOnly(getReadMap(argument), op.getStaticLoopRanges(), rows))
    return false;
  value = follow(rows, /*anyReshape=*/true);
  takeInverse();
  value = follow(value, /*anyReshape=*/true);
  return !inverted && isSum(value, exps);
}

Value lowres::matchSoftmax(Value weights) {
  weights = follow(weights);
  if (auto softmax = weights.getDefiningOp<linalg::SoftmaxOp>()) {
    Value input = softmax.getInput();
    int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
    return int64_t(softmax.getDimension()) == rank - 1 ? input : nullptr;
  }
  Value exps;
  if (auto division = weights.getDefiningOp<arith::DivFOp>()) {
    exps = follow(division.getLhs());
    if (!isSumOfRow(division.getRhs(), exps, /*inverted=*/false))
      return nullptr;
  } else if (auto product = weights.getDefiningOp<arith::MulFOp>()) {
    Value other = product.getRhs();
    exps = follow(product.getLhs());
    if (!exps.getDefiningOp<math::ExpOp>()) {
      other = product.getLhs();
      exps = follow(product.getRhs());
    }
    if (!isSumOfRow(other, exps, /*inverted=*/true))
      return nullptr;
  }
  auto exp = exps ? exps.getDefiningOp<math::ExpOp>() : nullptr;
  if (!exp)
    return nullptr;
  // Any finite number subtracted from all scores of a query changes nothing.
  Value scores = follow(exp.getOperand());
  auto difference = scores.getDefiningOp<arith::SubFOp>();
  return difference && isSameForKeys(difference.getRhs()) ? difference.getLhs()
                                                          : scores;
}
