//===- LinalgLayout.cpp - Operands of linalg as those of layers -----------===//

#include "LinalgLayout.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::lowres;

SmallVector<int64_t> Layout::getShape(ArrayRef<int64_t> operandShape) const {
  SmallVector<int64_t> shape;
  for (const ReassociationIndices &group : groups) {
    int64_t size = 1;
    for (int64_t index : group) {
      int64_t dim = operandShape[permutation[index]];
      size = ShapedType::isDynamic(dim) || ShapedType::isDynamic(size)
                 ? ShapedType::kDynamic
                 : size * dim;
    }
    shape.push_back(size);
  }
  return shape;
}

/// `sizes` are those of the result.
static Value createTranspose(OpBuilder &b, Location loc, Value value,
                             ArrayRef<int64_t> permutation,
                             ArrayRef<OpFoldResult> sizes) {
  Value empty = tensor::EmptyOp::create(b, loc, sizes,
                                        getElementTypeOrSelf(value.getType()));
  return linalg::TransposeOp::create(b, loc, value, empty, permutation)
      ->getResult(0);
}

/// The dimensions of a layer, but for a first of 1 that its operand lacks.
static ArrayRef<ReassociationIndices> getOwnGroups(const Layout &layout) {
  ArrayRef<ReassociationIndices> groups = layout.groups;
  return groups.front().empty() ? groups.drop_front() : groups;
}

/// Of what has a first dimension of 1 and `rank` others, the first two as one.
static SmallVector<ReassociationIndices> getUnitGroups(int64_t rank) {
  SmallVector<ReassociationIndices> groups = {{0, 1}};
  for (int64_t dim = 2; dim <= rank; ++dim)
    groups.push_back({dim});
  return groups;
}

Value lowres::toLayer(OpBuilder &b, Location loc, Value value,
                      const Layout &layout) {
  if (layout.isPermuted())
    value =
        createTranspose(b, loc, value, layout.permutation,
                        applyPermutation(tensor::getMixedSizes(b, loc, value),
                                         layout.permutation));
  ArrayRef<ReassociationIndices> groups = getOwnGroups(layout);
  if (groups.size() != layout.permutation.size())
    value = tensor::CollapseShapeOp::create(b, loc, value, groups);
  if (groups.size() == layout.groups.size())
    return value;
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape = {1};
  llvm::append_range(shape, type.getShape());
  return tensor::ExpandShapeOp::create(b, loc, type.clone(shape), value,
                                       getUnitGroups(groups.size()));
}

Value lowres::fromLayer(OpBuilder &b, Location loc, Value value,
                        const Layout &layout, Value like) {
  auto type = cast<RankedTensorType>(like.getType());
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, like);
  ArrayRef<ReassociationIndices> groups = getOwnGroups(layout);
  if (groups.size() != layout.groups.size())
    value = tensor::CollapseShapeOp::create(b, loc, value,
                                            getUnitGroups(groups.size()));
  if (groups.size() != layout.permutation.size())
    value = tensor::ExpandShapeOp::create(
        b, loc,
        type.clone(applyPermutation(type.getShape(), layout.permutation)),
        value, groups, applyPermutation(sizes, layout.permutation));
  if (layout.isPermuted())
    value = createTranspose(b, loc, value,
                            invertPermutationVector(layout.permutation), sizes);
  if (value.getType() != type)
    value = tensor::CastOp::create(b, loc, type, value);
  return value;
}

bool lowres::isZero(Value value) {
  if (matchPattern(value, m_AnyZeroFloat()))
    return true;
  std::optional<Value> scalar;
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    scalar = fill.getInputs()[0];
  else if (auto generic = value.getDefiningOp<linalg::GenericOp>())
    scalar = linalg::isaFillOpInterface(generic);
  return scalar && matchPattern(*scalar, m_AnyZeroFloat());
}

bool lowres::addsProducts(linalg::LinalgOp op) {
  return linalg::detail::isContractionBody(
      *op.getBlock(), [](Operation *product, Operation *sum) {
        return isa<arith::MulFOp>(product) && isa<arith::AddFOp>(sum);
      });
}
