//===- LayerBehind.cpp - The layer that a value comes from ----------------===//

#include "LayerBehind.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

std::optional<LayerBehind>
LayerBehind::find(Value value, function_ref<bool(Operation *)> passes) {
  LayerBehind result;
  while (value.hasOneUse()) {
    Operation *op = value.getDefiningOp();
    if (auto layer = dyn_cast_if_present<LayerOpInterface>(op)) {
      result.layer = layer;
      return result;
    }
    if (!op || !passes(op))
      break;
    result.between.push_back(op);
    value = op->getOperand(0);
  }
  return std::nullopt;
}

bool LayerBehind::setActivation(RewriterBase &rewriter,
                                Activation activation) const {
  LayerOpInterface op = layer;
  if (op.getActivation() != Activation::None)
    return false;
  rewriter.modifyOpInPlace(op, [&] { op.setActivation(activation); });
  return true;
}

bool LayerBehind::takesBias(Operation *user, Value bias) const {
  LayerOpInterface op = layer;
  if (op->getBlock() != user->getBlock())
    return false;
  auto type = dyn_cast<RankedTensorType>(bias.getType());
  return type && type.getRank() >= 1 && type.hasStaticShape() &&
         type.getElementType().isF32() &&
         type.getNumElements() == op.getNumOutputs() && !op.getBias() &&
         op.getActivation() == Activation::None;
}

void LayerBehind::setBias(RewriterBase &rewriter, Operation *user,
                          Value bias) const {
  rewriter.setInsertionPoint(user);
  if (int64_t rank = cast<RankedTensorType>(bias.getType()).getRank(); rank > 1)
    bias = tensor::CollapseShapeOp::create(
        rewriter, user->getLoc(), bias,
        ReassociationIndices(llvm::to_vector(llvm::seq<int64_t>(0, rank))));
  rewriter.moveOpBefore(layer, user);
  for (Operation *op : llvm::reverse(between))
    rewriter.moveOpBefore(op, user);
  LayerOpInterface op = layer;
  rewriter.modifyOpInPlace(op, [&] { op.getBiasMutable().assign(bias); });
}
