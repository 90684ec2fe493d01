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

AffineExpr BatchSizes::getArithmetic(Operation *op) const {
  AffineExpr lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  if (!lhs || !rhs)
    return nullptr;
  if (isa<arith::MaxUIOp, arith::MaxSIOp>(op))
    return lhs == rhs ? lhs : nullptr;
  // Sizes are not negative.
  auto divisor = dyn_cast<AffineConstantExpr>(rhs);
  return divisor && divisor.getValue() > 0 ? lhs.floorDiv(rhs) : nullptr;
}

AffineExpr BatchSizes::getOperand(Value value,
                                  std::optional<int64_t> dim) const {
  if (!dim)
    return getArithmetic(value.getDefiningOp());
  unsigned index = cast<BlockArgument>(value).getArgNumber();
  if (*dim != 0)
    return nullptr;
  return getAffineDimExpr(func.isPublic() ? 0 : index, func.getContext());
}

AffineExpr BatchSizes::get(Value value, std::optional<int64_t> dim) const {
  auto isOperand = [&](Value value, std::optional<int64_t> dim) {
    return dim ? llvm::is_contained(func.getArguments(), value)
               : isSizeArithmetic(value.getDefiningOp());
  };
  if (dim) {
    int64_t size = cast<RankedTensorType>(value.getType()).getDimSize(*dim);
    if (!ShapedType::isDynamic(size))
      return getAffineConstantExpr(size, func.getContext());
  }
  if (isOperand(value, dim))
    return getOperand(value, dim);

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
  SmallVector<AffineExpr> known;
  for (auto [operand, operandDim] : operands) {
    known.push_back(getOperand(operand, operandDim));
    if (!known.back())
      return nullptr;
  }
  ArrayRef<AffineExpr> all = known;
  AffineExpr size = map.getResult(0).replaceDimsAndSymbols(
      all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
  return simplifyAffineExpr(size, func.getNumArguments(), 0);
}

Value BatchSizes::build(OpBuilder &builder, Location loc,
                        AffineExpr size) const {
  SmallVector<OpFoldResult> batches;
  for (BlockArgument argument : func.getArguments())
    batches.push_back(
        size.isFunctionOfDim(argument.getArgNumber())
            ? OpFoldResult(
                  tensor::DimOp::create(builder, loc, argument, 0).getResult())
            : OpFoldResult(builder.getIndexAttr(0)));
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::makeComposedFoldedAffineApply(
          builder, loc, AffineMap::get(batches.size(), 0, size), batches));
}
