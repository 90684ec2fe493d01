//===- AttentionToVector.cpp - Attention to vector loops ------------------===//
//
//   for image and head, in parallel: transpose the keys
//     for block of queries:
//       scores of the block and all keys, their maximum
//       exponentials, their sums
//       sums of values weighted with them
//
// Scores are kept for one block of queries only, so that memory grows with the
// number of keys and not with its square. The last block ends with the queries
// and does some of the block before again.
//
//===----------------------------------------------------------------------===//

#include "LoopEmitter.h"
#include "LowResToVector.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// Emits the loops of one attention core.
class AttentionKernel : LoopEmitter {
public:
  AttentionKernel(OpBuilder &builder, ScaledDotProductAttentionOp op)
      : LoopEmitter(builder, op.getLoc()), op(op),
        lanes(op.getBlocking()->getLanes()),
        numQueries(op.getQuery().getType().getDimSize(1)),
        numKeys(op.getKey().getType().getDimSize(1)),
        numSums(lanes == 1 ? 1 : kNumPartialSums),
        scoredKeys(llvm::alignTo(numKeys, lanes)),
        paddedKeys(llvm::alignTo(numKeys, std::lcm(lanes, numSums))),
        keySize(op.getQuery().getType().getDimSize(2) / op.getHeads()),
        valueSize(op.getValue().getType().getDimSize(2) / op.getHeads()),
        rows(std::min<int64_t>(op.getBlocking()->getRows(), numQueries)),
        vectorType(VectorType::get({lanes}, builder.getF32Type())) {}

  Value build();

private:
  /// What one head makes of one image, written to `output` [1, queries, size
  /// of a value].
  Value buildHead(Value image, Value head, Value output);
  Value transposeKeys(Value image, Value head, Value keys);
  /// A block of queries: the new scores and output.
  SmallVector<Value> buildBlock(Value image, Value head, Value firstQuery,
                                Value keys, Value scores, Value output);
  /// Writes the scores of a block and returns the maximum of each row.
  SmallVector<Value> buildScores(Value image, Value head, Value firstQuery,
                                 Value keys, Value &scores);
  /// Scores in the lanes from `firstKey` on: scaled, masked, and -infinity
  /// beyond the last key.
  Value finishScores(Value scores, Value image, Value query, Value firstKey);
  /// Replaces the scores of a row by exponentials and returns their sum.
  Value buildExponentials(int64_t row, Value largest, Value &scores);
  /// Values `first` and up to the vector's size on, of all rows.
  Value buildMix(Value image, Value head, Value firstQuery, Value first,
                 VectorType type, Value scores, ArrayRef<Value> sums,
                 Value output);

  /// `head * size + offset`: a column of queries, keys or values.
  Value getColumn(Value head, int64_t size, Value offset) {
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    return apply(d0 * size + d1, {head, offset});
  }
  Value constant(Type type, double value) {
    return getFloatConstant(builder, loc, type, value);
  }

  ScaledDotProductAttentionOp op;
  int64_t lanes, numQueries, numKeys;
  /// Exponentials are added to so many sums in turn, without vectors to one.
  int64_t numSums;
  /// Keys with scores of their own, which fill vectors, and in memory.
  int64_t scoredKeys, paddedKeys;
  int64_t keySize, valueSize, rows;
  VectorType vectorType;
};

} // namespace

Value AttentionKernel::build() {
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, op.getQuery());
  sizes.back() = builder.getIndexAttr(op.getResult().getType().getDimSize(2));
  Value output =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getF32Type());
  AffineExpr d0 = builder.getAffineDimExpr(0);
  int64_t heads = op.getHeads();
  auto getImage = [&](Value round) { return apply(d0.floorDiv(heads), round); };
  auto getHead = [&](Value round) { return apply(d0 % heads, round); };
  auto getSlice = [&](Value round) -> Slice {
    return {{getImage(round), builder.getIndexAttr(0),
             mul(getHead(round), valueSize)},
            {builder.getIndexAttr(1), builder.getIndexAttr(numQueries),
             builder.getIndexAttr(valueSize)}};
  };
  OpFoldResult rounds = affine::makeComposedFoldedAffineApply(
      builder, loc, d0 * heads, {sizes.front()});
  return buildParallelLoop(
      rounds, output, getSlice, [&](Value round, Value slice) {
        return buildHead(getImage(round), getHead(round), slice);
      });
}

Value AttentionKernel::buildHead(Value image, Value head, Value output) {
  Type f32 = builder.getF32Type();
  // What fills the last vector of keys is never written; its scores are masked.
  Value keys = createScratch(builder, loc, {keySize, scoredKeys}, f32);
  keys = transposeKeys(image, head, keys);
  Value scores = createScratch(builder, loc, {rows, paddedKeys}, f32);
  return buildLoop(index(0), index(numQueries), rows, {scores, output},
                   [&](Value query, ValueRange state) {
                     return buildBlock(image, head, query, keys, state[0],
                                       state[1]);
                   })
      .back();
}

SmallVector<Value> AttentionKernel::buildBlock(Value image, Value head,
                                               Value firstQuery, Value keys,
                                               Value scores, Value output) {
  firstQuery =
      applyMin(builder.getAffineDimExpr(0), numQueries - rows, firstQuery);
  SmallVector<Value> largest =
      buildScores(image, head, firstQuery, keys, scores);
  SmallVector<Value> sums;
  for (auto [row, maximum] : llvm::enumerate(largest))
    sums.push_back(buildExponentials(row, maximum, scores));
  int64_t whole = valueSize - valueSize % lanes;
  if (whole > 0)
    output = buildLoop(whole, lanes, output, [&](Value first, Value output) {
      return buildMix(image, head, firstQuery, first, vectorType, scores, sums,
                      output);
    });
  if (valueSize > whole)
    output = buildMix(
        image, head, firstQuery, index(whole),
        VectorType::get({valueSize - whole}, vectorType.getElementType()),
        scores, sums, output);
  return {scores, output};
}

Value AttentionKernel::transposeKeys(Value image, Value head, Value keys) {
  return buildLoop(numKeys, 1, keys, [&](Value key, Value keys) {
    return buildLoop(keySize, 1, keys, [&](Value feature, Value keys) -> Value {
      Value x =
          extract(op.getKey(), {image, key, getColumn(head, keySize, feature)});
      return tensor::InsertOp::create(builder, loc, x, keys,
                                      ValueRange{feature, key});
    });
  });
}

SmallVector<Value> AttentionKernel::buildScores(Value image, Value head,
                                                Value firstQuery, Value keys,
                                                Value &scores) {
  SmallVector<Value> state(
      rows, constant(vectorType, -std::numeric_limits<double>::infinity()));
  state.push_back(scores);
  state =
      buildLoop(scoredKeys, lanes, state, [&](Value firstKey, ValueRange args) {
        SmallVector<Value> sums(rows, constant(vectorType, 0.0));
        sums = buildLoop(keySize, 1, sums, [&](Value feature, ValueRange args) {
          SmallVector<Value> sums(args);
          Value key = load(vectorType, keys, {feature, firstKey});
          Value column = getColumn(head, keySize, feature);
          for (int64_t row = 0; row < rows; ++row) {
            Value query = add(firstQuery, index(row));
            Value x = extract(op.getQuery(), {image, query, column});
            sums[row] = multiplyAdd(sums[row], broadcast(vectorType, x), key);
          }
          return sums;
        });
        SmallVector<Value> results(args);
        for (int64_t row = 0; row < rows; ++row) {
          Value score = finishScores(sums[row], image,
                                     add(firstQuery, index(row)), firstKey);
          // A NaN shows up in the sum of exponentials.
          results[row] =
              arith::MaxNumFOp::create(builder, loc, results[row], score);
          results.back() = store(score, results.back(), {index(row), firstKey});
        }
        return results;
      });
  scores = state.pop_back_val();
  Value none = constant(vectorType, -std::numeric_limits<double>::infinity());
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t key = scoredKeys; key < paddedKeys; key += lanes)
      scores = store(none, scores, {index(row), index(key)});
  SmallVector<Value> largest;
  for (Value maximum : state)
    largest.push_back(vector::ReductionOp::create(
        builder, loc, vector::CombiningKind::MAXNUMF, maximum));
  return largest;
}

Value AttentionKernel::finishScores(Value scores, Value image, Value query,
                                    Value firstKey) {
  scores = arith::MulFOp::create(builder, loc, scores,
                                 constant(vectorType, op.getScoreScale()));
  bool whole = numKeys == scoredKeys;
  if (Value mask = op.getMask()) {
    SmallVector<Value> position = {query, firstKey};
    if (cast<RankedTensorType>(mask.getType()).getRank() == 3)
      position.insert(position.begin(), image);
    scores = arith::AddFOp::create(builder, loc, scores,
                                   load(vectorType, mask, position, whole));
  }
  if (whole)
    return scores;
  auto maskType = VectorType::get({lanes}, builder.getI1Type());
  Value left = arith::SubIOp::create(builder, loc, index(numKeys), firstKey);
  Value isKey = vector::CreateMaskOp::create(builder, loc, maskType, left);
  return arith::SelectOp::create(
      builder, loc, isKey, scores,
      constant(vectorType, -std::numeric_limits<double>::infinity()));
}

Value AttentionKernel::buildExponentials(int64_t row, Value largest,
                                         Value &scores) {
  auto type = VectorType::get({numSums}, builder.getF32Type());
  Value offset = broadcast(type, largest);
  SmallVector<Value> state = {constant(type, -0.0), scores};
  state = buildLoop(paddedKeys, numSums, state,
                    [&](Value key, ValueRange args) -> SmallVector<Value> {
                      Value x = load(type, args[1], {index(row), key});
                      x = arith::SubFOp::create(builder, loc, x, offset);
                      x = math::ExpOp::create(builder, loc, x);
                      return {arith::AddFOp::create(builder, loc, args[0], x),
                              store(x, args[1], {index(row), key})};
                    });
  scores = state[1];
  return addPartialSums(builder, loc, state[0]);
}

Value AttentionKernel::buildMix(Value image, Value head, Value firstQuery,
                                Value first, VectorType type, Value scores,
                                ArrayRef<Value> sums, Value output) {
  Value column = getColumn(head, valueSize, first);
  SmallVector<Value> mixed(rows, constant(type, 0.0));
  mixed = buildLoop(numKeys, 1, mixed, [&](Value key, ValueRange args) {
    SmallVector<Value> results(args);
    Value value = load(type, op.getValue(), {image, key, column});
    for (int64_t row = 0; row < rows; ++row)
      results[row] = multiplyAdd(
          results[row], broadcast(type, extract(scores, {index(row), key})),
          value);
    return results;
  });
  for (int64_t row = 0; row < rows; ++row) {
    Value sum = broadcast(type, sums[row]);
    Value result = arith::DivFOp::create(builder, loc, mixed[row], sum);
    output =
        store(result, output, {index(0), add(firstQuery, index(row)), first});
  }
  return output;
}

namespace {
struct LowerScaledDotProductAttention
    : OpRewritePattern<ScaledDotProductAttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ScaledDotProductAttentionOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getBlocking())
      return rewriter.notifyMatchFailure(op, "no blocking");
    rewriter.replaceOp(op, AttentionKernel(rewriter, op).build());
    return success();
  }
};
} // namespace

void lowres::populateAttentionToVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerScaledDotProductAttention>(patterns.getContext());
}
