//===- LinalgEpilogue.cpp - What follows a layer becomes part of it -------===//

#include "FloatLayer.h"
#include "LayerBehind.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Activation functions
//===----------------------------------------------------------------------===//

static bool isConstant(Value value, double number) {
  APFloat constant(0.0);
  return matchPattern(value, m_ConstantFloat(&constant)) &&
         constant.convertToDouble() == number;
}

/// If `value` is `op(x, number)` in either order, x.
template <typename OpTy>
static Value getOperandBeside(Value value, double number) {
  auto op = value.getDefiningOp<OpTy>();
  if (!op)
    return nullptr;
  if (isConstant(op.getRhs(), number))
    return op.getLhs();
  return isConstant(op.getLhs(), number) ? op.getRhs() : nullptr;
}

/// If `value` is max(x, 0) that keeps a NaN, x. Front ends write it also as a
/// comparison and a choice.
static Value getRectified(Value value) {
  if (Value x = getOperandBeside<arith::MaximumFOp>(value, 0))
    return x;
  auto select = value.getDefiningOp<arith::SelectOp>();
  auto compare =
      select ? select.getCondition().getDefiningOp<arith::CmpFOp>() : nullptr;
  if (!compare || !isConstant(compare.getRhs(), 0))
    return nullptr;
  Value x = compare.getLhs();
  Value whenTrue = select.getTrueValue(), whenFalse = select.getFalseValue();
  switch (compare.getPredicate()) {
  case arith::CmpFPredicate::UGT:
  case arith::CmpFPredicate::UGE:
    return whenTrue == x && isConstant(whenFalse, 0) ? x : nullptr;
  case arith::CmpFPredicate::OLT:
  case arith::CmpFPredicate::OLE:
    return whenFalse == x && isConstant(whenTrue, 0) ? x : nullptr;
  default:
    return nullptr;
  }
}

/// The activation that makes `result` of `x`.
static std::optional<Activation> matchActivation(Value result, Value x) {
  if (getRectified(result) == x)
    return Activation::ReLU;
  // min(max(x, 0), 6) and max(min(x, 6), 0), also of NaNs.
  if (Value inner = getOperandBeside<arith::MinimumFOp>(result, 6))
    if (getRectified(inner) == x)
      return Activation::ReLU6;
  if (Value inner = getRectified(result)) {
    Value clamped = getOperandBeside<arith::MinimumFOp>(inner, 6);
    if (clamped && clamped == x)
      return Activation::ReLU6;
    // Clamping from above by the largest float is no clamping.
    clamped = getOperandBeside<arith::MinimumFOp>(
        inner, std::numeric_limits<float>::max());
    if (clamped && clamped == x)
      return Activation::ReLU;
  }
  return std::nullopt;
}

/// If `op` applies an activation to a tensor, element by element, the tensor.
static Value matchElementwise(Operation *op, Activation &activation) {
  if (op->getNumResults() != 1)
    return nullptr;
  if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
    if (!generic.hasPureTensorSemantics() || generic.getNumDpsInputs() != 1 ||
        generic.getNumReductionLoops() != 0 ||
        !llvm::all_of(generic.getIndexingMapsArray(),
                      [](AffineMap map) { return map.isIdentity(); }))
      return nullptr;
    Block *body = generic.getBlock();
    auto found = matchActivation(body->getTerminator()->getOperand(0),
                                 body->getArgument(0));
    if (!found)
      return nullptr;
    activation = *found;
    return generic.getDpsInputs()[0];
  }
  // Operations of arith on whole tensors.
  for (Value operand : op->getOperands())
    if (isa<RankedTensorType>(operand.getType()))
      if (auto found = matchActivation(op->getResult(0), operand)) {
        activation = *found;
        return operand;
      }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Biases
//===----------------------------------------------------------------------===//

/// If `map` takes the last of its dimensions and zeros otherwise, as that of a
/// bias does.
static bool isLastDimOnly(AffineMap map) {
  unsigned taken = 0;
  for (AffineExpr expr : map.getResults()) {
    if (expr == getAffineDimExpr(map.getNumDims() - 1, map.getContext()))
      ++taken;
    else if (!isa<AffineConstantExpr>(expr))
      return false;
  }
  return taken == 1;
}

/// If `value` has the same elements for all but its last dimension because it
/// is made that way, the tensor they come from.
static Value getBroadcastBias(Value value) {
  int64_t rank = cast<ShapedType>(value.getType()).getRank();
  std::optional<Broadcast> broadcast = matchBroadcast(value);
  if (!broadcast || int64_t(broadcast->added.size()) != rank - 1 ||
      llvm::is_contained(broadcast->added, rank - 1))
    return nullptr;
  return broadcast->source;
}

namespace {
/// An addition of `bias` to every row of `sums`.
struct BiasAddition {
  Value sums, bias;
};
} // namespace

static std::optional<BiasAddition> matchGenericBias(linalg::GenericOp op) {
  if (!op.hasPureTensorSemantics() || op.getNumDpsInputs() != 2 ||
      op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 0)
    return std::nullopt;
  Block *body = op.getBlock();
  auto add =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  SmallVector<Value, 2> inputs(body->getArguments().take_front(2));
  if (!add || !(llvm::equal(add.getOperands(), inputs) ||
                llvm::equal(add.getOperands(), llvm::reverse(inputs))))
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  for (unsigned sums : {0, 1})
    if (maps[sums].isIdentity() && maps[2].isIdentity() &&
        isLastDimOnly(maps[1 - sums]))
      return BiasAddition{op.getDpsInputs()[sums], op.getDpsInputs()[1 - sums]};
  return std::nullopt;
}

static std::optional<BiasAddition> matchBias(Operation *op) {
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    if (auto found = matchGenericBias(generic))
      return found;
  Value lhs, rhs;
  if (isa<arith::AddFOp>(op) || isa<linalg::AddOp>(op)) {
    lhs = op->getOperand(0);
    rhs = op->getOperand(1);
  } else if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
    // The addition of two tensors of one shape.
    if (!linalg::isaElemwiseSingleBinaryOpInterface(generic) ||
        !isa<arith::AddFOp>(generic.getBlock()->front()))
      return std::nullopt;
    lhs = generic.getDpsInputs()[0];
    rhs = generic.getDpsInputs()[1];
  }
  if (!lhs || !isa<RankedTensorType>(lhs.getType()))
    return std::nullopt;
  if (Value bias = getBroadcastBias(rhs))
    return BiasAddition{lhs, bias};
  if (Value bias = getBroadcastBias(lhs))
    return BiasAddition{rhs, bias};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// Operations that move elements, but leave the last dimension in its place.
static bool keepsChannels(Operation *op) {
  // A tensor of rank 0 has no last dimension, and no groups of dimensions.
  auto keepsLast = [](ArrayRef<ReassociationIndices> groups) {
    return !groups.empty() && groups.back().size() == 1;
  };
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return keepsLast(expand.getReassociationIndices());
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
    return keepsLast(collapse.getReassociationIndices());
  return isa<tensor::CastOp>(op);
}

static bool movesElements(Operation *op) {
  return isa<linalg::TransposeOp, tensor::ExpandShapeOp,
             tensor::CollapseShapeOp, tensor::CastOp>(op);
}

namespace {

struct FuseActivation : RewritePattern {
  FuseActivation(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    Activation activation = Activation::None;
    Value operand = matchElementwise(op, activation);
    if (!operand || operand.getType() != op->getResult(0).getType())
      return failure();
    auto layer = LayerBehind::find(operand, movesElements);
    if (!layer || !layer->setActivation(rewriter, activation))
      return failure();
    rewriter.replaceOp(op, operand);
    return success();
  }
};

struct FuseBias : RewritePattern {
  FuseBias(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    std::optional<BiasAddition> addition = matchBias(op);
    if (!addition || addition->sums.getType() != op->getResult(0).getType())
      return failure();
    auto layer = LayerBehind::find(addition->sums, keepsChannels);
    if (!layer || !layer->takesBias(op, addition->bias))
      return failure();
    layer->setBias(rewriter, op, addition->bias);
    rewriter.replaceOp(op, addition->sums);
    return success();
  }
};

/// The batch of a layer's result is its input's. A use less of the result.
struct ResolveBatch : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::DimOp op,
                                PatternRewriter &rewriter) const override {
    auto layer = op.getSource().getDefiningOp<LayerOpInterface>();
    if (!layer || op.getConstantIndex() != 0)
      return failure();
    rewriter.modifyOpInPlace(
        op, [&] { op.getSourceMutable().assign(layer.getInput()); });
    return success();
  }
};

} // namespace

void lowres::populateLinalgEpiloguePatterns(RewritePatternSet &patterns) {
  patterns.add<FuseActivation, FuseBias, ResolveBatch>(patterns.getContext());
}
