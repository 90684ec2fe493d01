//===- AttentionToLinalg.cpp - Attention to plain loops: the reference ----===//

#include "LinalgBuilders.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::lowres;

namespace {
struct LowerScaledDotProductAttention
    : OpConversionPattern<ScaledDotProductAttentionOp> {
  using OpConversionPattern::OpConversionPattern;

  // Scores and their exponentials are [B, H, T, U].
  LogicalResult
  matchAndRewrite(ScaledDotProductAttentionOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t heads = op.getHeads();
    // [B, T, H * S] as [B, T, H, S].
    Value query = splitLastDim(rewriter, loc, adaptor.getQuery(), heads);
    Value key = splitLastDim(rewriter, loc, adaptor.getKey(), heads);
    Value value = splitLastDim(rewriter, loc, adaptor.getValue(), heads);

    Value scores = multiply(rewriter, loc, query, {0, 2, 1, 4}, key,
                            {0, 3, 1, 4}, {0, 1, 2, 3});
    scores = mask(rewriter, op, scores);
    Value largest =
        reduce(rewriter, loc, scores, -std::numeric_limits<double>::infinity(),
               [](OpBuilder &b, Location l, ValueRange args) {
                 return arith::MaximumFOp::create(b, l, args[1], args[0]);
               });
    Value exps = exponentiate(rewriter, loc, scores, largest);
    Value sums = reduce(rewriter, loc, exps, 0.0,
                        [](OpBuilder &b, Location l, ValueRange args) {
                          return arith::AddFOp::create(b, l, args[1], args[0]);
                        });
    // Loops: image, query, head, feature, key.
    Value mixed = multiply(rewriter, loc, exps, {0, 2, 1, 4}, value,
                           {0, 4, 2, 3}, {0, 1, 2, 3});
    rewriter.replaceOpWithNewOp<tensor::CollapseShapeOp>(
        op, op.getResult().getType(), divide(rewriter, loc, mixed, sums),
        ArrayRef<ReassociationIndices>{{0}, {1}, {2, 3}});
    return success();
  }

private:
  /// Sums over loop 4 of products; the others index the result.
  static Value multiply(OpBuilder &builder, Location loc, Value lhs,
                        SmallVector<unsigned> lhsDims, Value rhs,
                        SmallVector<unsigned> rhsDims,
                        ArrayRef<unsigned> outDims) {
    SmallVector<OpFoldResult> sizes(4);
    for (auto [value, dims] : {std::pair(lhs, lhsDims), {rhs, rhsDims}})
      for (auto [index, loop] : llvm::enumerate(dims))
        if (loop < 4)
          sizes[loop] = tensor::getMixedSize(builder, loc, value, index);
    Value init =
        createFilled(builder, loc, sizes,
                     getFloatConstant(builder, loc, builder.getF32Type(), 0.0));
    return createGeneric(
        builder, loc, 5, {lhs, rhs}, {lhsDims, rhsDims}, init, outDims,
        [](OpBuilder &b, Location l, ValueRange args) {
          Value product = arith::MulFOp::create(b, l, args[0], args[1]);
          return arith::AddFOp::create(b, l, args[2], product);
        });
  }

  /// score / sqrt(size of the queries) + mask.
  static Value mask(OpBuilder &builder, ScaledDotProductAttentionOp op,
                    Value scores) {
    Location loc = op.getLoc();
    SmallVector<Value> ins = {scores};
    SmallVector<SmallVector<unsigned>> inDims = {{0, 1, 2, 3}};
    if (op.getMask()) {
      ins.push_back(op.getMask());
      inDims.push_back({2, 3});
      if (cast<RankedTensorType>(op.getMask().getType()).getRank() == 3)
        inDims.back().insert(inDims.back().begin(), 0);
    }
    return createElementwise(
        builder, loc, tensor::getMixedSizes(builder, loc, scores),
        builder.getF32Type(), ins, inDims,
        [&](OpBuilder &b, Location l, ValueRange args) {
          Value score = arith::MulFOp::create(
              b, l, args[0],
              getFloatConstant(b, l, b.getF32Type(), op.getScoreScale()));
          if (op.getMask())
            score = arith::AddFOp::create(b, l, score, args[1]);
          return score;
        });
  }

  /// [B, H, T, U] to [B, H, T].
  static Value reduce(OpBuilder &builder, Location loc, Value value,
                      double init, BodyBuilder combine) {
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, loc, value);
    sizes.pop_back();
    Value filled = createFilled(
        builder, loc, sizes,
        getFloatConstant(builder, loc, builder.getF32Type(), init));
    return createGeneric(builder, loc, 4, value, {{0, 1, 2, 3}}, filled,
                         {0, 1, 2}, combine);
  }

  static Value exponentiate(OpBuilder &builder, Location loc, Value scores,
                            Value largest) {
    return createElementwise(
        builder, loc, tensor::getMixedSizes(builder, loc, scores),
        builder.getF32Type(), {scores, largest}, {{0, 1, 2, 3}, {0, 1, 2}},
        [](OpBuilder &b, Location l, ValueRange args) {
          Value x = arith::SubFOp::create(b, l, args[0], args[1]);
          return math::ExpOp::create(b, l, x);
        });
  }

  /// [B, T, H, V] by sums [B, H, T].
  static Value divide(OpBuilder &builder, Location loc, Value mixed,
                      Value sums) {
    return createElementwise(
        builder, loc, tensor::getMixedSizes(builder, loc, mixed),
        builder.getF32Type(), {mixed, sums}, {{0, 1, 2, 3}, {0, 2, 1}},
        [](OpBuilder &b, Location l, ValueRange args) {
          return arith::DivFOp::create(b, l, args[0], args[1]);
        });
  }
};
} // namespace

void lowres::populateAttentionToLinalgPatterns(TypeConverter &converter,
                                               RewritePatternSet &patterns) {
  patterns.add<LowerScaledDotProductAttention>(converter,
                                               patterns.getContext());
}
