//===- BatchSizes.cpp - Sizes as functions of the batch -------------------===//

#include "lowres/Dialect/LowRes/Utils/BatchSizes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace mlir::lowres;

bool lowres::isSizeArithmetic(Operation *op) {
  return isa_and_nonnull<arith::MaxUIOp, arith::MaxSIOp, arith::DivUIOp,
                         arith::DivSIOp>(op) &&
         op->getResult(0).getType().isIndex();
}

bool lowres::hasStaticRows(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() > 0 &&
         !ShapedType::isDynamicShape(tensor.getShape().drop_front());
}

OpOperand &lowres::skipReshapesOfRows(OpOperand &use) {
  auto getRows = [](auto reshape) -> OpOperand * {
    bool keepsRows = reshape && !reshape.getReassociationIndices().empty() &&
                     reshape.getReassociationIndices().front().size() == 1;
    return keepsRows && hasStaticRows(reshape.getSrcType())
               ? &reshape.getSrcMutable()
               : nullptr;
  };
  OpOperand *last = &use;
  while (true) {
    Value value = last->get();
    OpOperand *next = getRows(value.getDefiningOp<tensor::CollapseShapeOp>());
    if (!next)
      next = getRows(value.getDefiningOp<tensor::ExpandShapeOp>());
    if (!next)
      return *last;
    last = next;
  }
}

/// Whether `size` cannot be negative, as the batches are not.
static bool isNotNegative(AffineExpr size) {
  if (auto constant = dyn_cast<AffineConstantExpr>(size))
    return constant.getValue() >= 0;
  if (auto binary = dyn_cast<AffineBinaryOpExpr>(size))
    return isNotNegative(binary.getLHS()) && isNotNegative(binary.getRHS());
  return isa<AffineDimExpr>(size);
}

static bool hasBatch(BlockArgument argument) {
  auto type = dyn_cast<RankedTensorType>(argument.getType());
  return type && type.getRank() > 0 && type.isDynamicDim(0);
}

AffineExpr BatchSizes::getOfArithmetic(Operation *op, Known &known) {
  AffineExpr lhs = find(op->getOperand(0), std::nullopt, known);
  AffineExpr rhs = lhs ? find(op->getOperand(1), std::nullopt, known) : lhs;
  if (!rhs)
    return nullptr;
  if (isa<arith::MaxUIOp, arith::MaxSIOp>(op))
    return lhs == rhs ? lhs : nullptr;
  auto divisor = dyn_cast<AffineConstantExpr>(rhs);
  return divisor && divisor.getValue() > 0 && isNotNegative(lhs)
             ? lhs.floorDiv(rhs)
             : nullptr;
}

AffineExpr BatchSizes::getOfArgument(BlockArgument argument, int64_t dim) {
  if (dim != 0 || !hasBatch(argument))
    return nullptr;
  return getAffineDimExpr(func.isPublic() ? 0 : argument.getArgNumber(),
                          func.getContext());
}

AffineExpr BatchSizes::compute(Value value, std::optional<int64_t> dim,
                               Known &known) {
  if (dim) {
    int64_t size = cast<RankedTensorType>(value.getType()).getDimSize(*dim);
    if (!ShapedType::isDynamic(size))
      return getAffineConstantExpr(size, func.getContext());
  }
  auto isOperand = [&](Value value, std::optional<int64_t> dim) {
    return dim ? llvm::is_contained(func.getArguments(), value)
               : isSizeArithmetic(value.getDefiningOp());
  };
  if (isOperand(value, dim))
    return dim ? getOfArgument(cast<BlockArgument>(value), *dim)
               : getOfArithmetic(value.getDefiningOp(), known);

  AffineMap map;
  ValueDimList operands;
  ValueBoundsConstraintSet::Variable variable =
      dim ? ValueBoundsConstraintSet::Variable(value, *dim)
          : ValueBoundsConstraintSet::Variable(value);
  if (failed(ValueBoundsConstraintSet::computeBound(
          map, operands, presburger::BoundType::EQ, variable,
          [&](Value value, std::optional<int64_t> dim,
              ValueBoundsConstraintSet &) { return isOperand(value, dim); })))
    return nullptr;
  SmallVector<AffineExpr> sizes;
  for (auto [operand, operandDim] : operands) {
    sizes.push_back(find(operand, operandDim, known));
    if (!sizes.back())
      return nullptr;
  }
  ArrayRef<AffineExpr> all = sizes;
  AffineExpr size = map.getResult(0).replaceDimsAndSymbols(
      all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
  return simplifyAffineExpr(size, func.getNumArguments(), 0);
}

AffineExpr BatchSizes::find(Value value, std::optional<int64_t> dim,
                            Known &known) {
  std::pair<Value, int64_t> key(value, dim.value_or(-1));
  if (auto it = known.find(key); it != known.end())
    return it->second;
  AffineExpr size = compute(value, dim, known);
  known[key] = size;
  return size;
}

AffineExpr BatchSizes::get(Value value, std::optional<int64_t> dim) {
  // For one question only: what is asked about may be replaced between two.
  Known known;
  return find(value, dim, known);
}

Value BatchSizes::build(OpBuilder &builder, Location loc, AffineExpr size) {
  SmallVector<OpFoldResult> batches(func.getNumArguments(),
                                    builder.getIndexAttr(0));
  for (BlockArgument argument : llvm::reverse(func.getArguments())) {
    AffineExpr batch = getOfArgument(argument, 0);
    if (!batch)
      continue;
    unsigned position = cast<AffineDimExpr>(batch).getPosition();
    if (size.isFunctionOfDim(position))
      batches[position] =
          tensor::DimOp::create(builder, loc, argument, 0).getResult();
  }
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::makeComposedFoldedAffineApply(
          builder, loc, AffineMap::get(batches.size(), 0, size), batches));
}
