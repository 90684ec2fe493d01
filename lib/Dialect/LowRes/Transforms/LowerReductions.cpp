//===- LowerReductions.cpp - Reductions to loops that keep their sum ------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESLOWERREDUCTIONS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Sums in any order
//===----------------------------------------------------------------------===//

/// What `op` sums as floats, if it may do so in any order.
static Value matchReorderedSum(linalg::LinalgOp op) {
  SmallVector<Operation *> combiners;
  Value summand = matchReduction(op.getRegionOutputArgs(), 0, combiners);
  if (!summand || combiners.size() != 1)
    return nullptr;
  auto sum = dyn_cast<arith::AddFOp>(combiners.front());
  return sum && arith::bitEnumContainsAll(sum.getFastmath(),
                                          arith::FastMathFlags::reassoc)
             ? summand
             : nullptr;
}

/// Whether iterations of the last loop can be done as one of vectors: they read
/// neighbours or the same element, and what is done with neighbours can be done
/// with vectors. `inVectors` returns what differs between them.
static bool canVectorize(linalg::LinalgOp op, DenseSet<Value> &inVectors) {
  unsigned last = op.getNumLoops() - 1;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (!map.isFunctionOfDim(last))
      continue;
    auto buffer = dyn_cast<MemRefType>(input->get().getType());
    if (!buffer || !buffer.isLastDimUnitStride() ||
        map.getResults().back() != getAffineDimExpr(last, op.getContext()) ||
        llvm::any_of(map.getResults().drop_back(), [&](AffineExpr expr) {
          return expr.isFunctionOfDim(last);
        }))
      return false;
    inVectors.insert(op.getMatchingBlockArgument(input));
  }
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner);
        index && index.getDim() == last)
      return false;
    if (llvm::none_of(inner.getOperands(), [&](Value operand) {
          return inVectors.contains(operand);
        }))
      continue;
    if (!OpTrait::hasElementwiseMappableTraits(&inner))
      return false;
    inVectors.insert_range(inner.getResults());
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// The loops of one reduction of buffers.
class ReductionLoops {
public:
  ReductionLoops(OpBuilder &builder, linalg::LinalgOp op)
      : op(op), loc(op.getLoc()), init(op.getDpsInitOperand(0)),
        ranges(op.createLoopRanges(builder, loc)) {}

  void build(OpBuilder &builder);

private:
  using Body = function_ref<SmallVector<Value>(OpBuilder &, ValueRange)>;

  /// Loops over all of `ranges`, whose bodies hand on `inits`.
  SmallVector<Value> buildLoops(OpBuilder &builder, ArrayRef<Range> ranges,
                                SmallVector<Value> inits, Body body);
  /// The result for the present iteration of the parallel loops: that of one
  /// loop after the other.
  Value reduceInOrder(OpBuilder &builder, Value first);
  /// The same by `kNumPartialSums` sums of neighbours, and one of what is left
  /// of a row.
  Value reduceByPartialSums(OpBuilder &builder, Value first, Value summand,
                            const DenseSet<Value> &inVectors);

  /// What the present iteration makes of `sum`.
  Value buildScalarBody(OpBuilder &builder, Value sum);
  /// What the next `kNumPartialSums` iterations make of as many sums.
  Value buildVectorBody(OpBuilder &builder, Value sums, Value summand,
                        const DenseSet<Value> &inVectors);
  /// Maps an input that is used to its element, and the loops' indices.
  Value loadElement(OpBuilder &builder, OpOperand *input);
  void cloneScalar(OpBuilder &builder, Operation &inner, IRMapping &mapping);
  SmallVector<Value> getPosition(OpBuilder &builder, OpOperand *operand);

  linalg::LinalgOp op;
  Location loc;
  OpOperand *init;
  SmallVector<Range> ranges;
  /// Of the loops around the builder.
  SmallVector<Value> ivs;
};
} // namespace

SmallVector<Value> ReductionLoops::buildLoops(OpBuilder &builder,
                                              ArrayRef<Range> ranges,
                                              SmallVector<Value> inits,
                                              Body body) {
  if (ranges.empty())
    return body(builder, inits);
  auto toValue = [&](OpFoldResult size) {
    return getValueOrCreateConstantIndexOp(builder, loc, size);
  };
  const Range &range = ranges.front();
  auto loop = scf::ForOp::create(
      builder, loc, toValue(range.offset), toValue(range.size),
      toValue(range.stride), inits,
      [&](OpBuilder &b, Location l, Value iv, ValueRange args) {
        ivs.push_back(iv);
        scf::YieldOp::create(
            b, l,
            buildLoops(b, ranges.drop_front(), SmallVector<Value>(args), body));
        ivs.pop_back();
      });
  return SmallVector<Value>(loop.getResults());
}

SmallVector<Value> ReductionLoops::getPosition(OpBuilder &builder,
                                               OpOperand *operand) {
  SmallVector<Value> position;
  for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults())
    position.push_back(affine::AffineApplyOp::create(
        builder, loc, AffineMap::get(ivs.size(), 0, expr), ivs));
  return position;
}

Value ReductionLoops::loadElement(OpBuilder &builder, OpOperand *input) {
  Value value = input->get();
  return isa<MemRefType>(value.getType())
             ? memref::LoadOp::create(builder, loc, value,
                                      getPosition(builder, input))
             : value;
}

void ReductionLoops::cloneScalar(OpBuilder &builder, Operation &inner,
                                 IRMapping &mapping) {
  if (auto index = dyn_cast<linalg::IndexOp>(inner))
    mapping.map(index.getResult(), ivs[index.getDim()]);
  else
    builder.clone(inner, mapping);
}

Value ReductionLoops::buildScalarBody(OpBuilder &builder, Value sum) {
  IRMapping mapping;
  for (OpOperand *input : op.getDpsInputOperands())
    if (BlockArgument arg = op.getMatchingBlockArgument(input);
        !arg.use_empty())
      mapping.map(arg, loadElement(builder, input));
  mapping.map(op.getMatchingBlockArgument(init), sum);
  for (Operation &inner : op.getBlock()->without_terminator())
    cloneScalar(builder, inner, mapping);
  return mapping.lookupOrDefault(op.getBlock()->getTerminator()->getOperand(0));
}

Value ReductionLoops::buildVectorBody(OpBuilder &builder, Value sums,
                                      Value summand,
                                      const DenseSet<Value> &inVectors) {
  auto getVectorType = [](Type type) {
    return VectorType::get({kNumPartialSums}, type);
  };
  IRMapping mapping;
  for (OpOperand *input : op.getDpsInputOperands()) {
    BlockArgument arg = op.getMatchingBlockArgument(input);
    if (arg.use_empty())
      continue;
    mapping.map(arg, inVectors.contains(arg)
                         ? vector::LoadOp::create(
                               builder, loc, getVectorType(arg.getType()),
                               input->get(), getPosition(builder, input))
                         : loadElement(builder, input));
  }
  auto getVector = [&](Value value) -> Value {
    Value mapped = mapping.lookupOrDefault(value);
    return inVectors.contains(value)
               ? mapped
               : vector::BroadcastOp::create(
                     builder, loc, getVectorType(value.getType()), mapped);
  };
  BlockArgument sum = op.getMatchingBlockArgument(init);
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (llvm::is_contained(inner.getOperands(), sum))
      continue;
    if (!inVectors.contains(inner.getResult(0))) {
      cloneScalar(builder, inner, mapping);
      continue;
    }
    Operation *ofVectors = Operation::create(
        loc, inner.getName(),
        llvm::map_to_vector(
            inner.getResultTypes(),
            [&](Type type) -> Type { return getVectorType(type); }),
        llvm::map_to_vector(inner.getOperands(), getVector),
        inner.getDiscardableAttrDictionary(), inner.getPropertiesStorage());
    mapping.map(inner.getResults(), builder.insert(ofVectors)->getResults());
  }
  return arith::AddFOp::create(builder, loc, sums, getVector(summand));
}

Value ReductionLoops::reduceInOrder(OpBuilder &builder, Value first) {
  auto body = [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
    return {buildScalarBody(b, sums.front())};
  };
  return buildLoops(builder,
                    ArrayRef(ranges).drop_front(op.getNumParallelLoops()),
                    {first}, body)
      .front();
}

Value ReductionLoops::reduceByPartialSums(OpBuilder &builder, Value first,
                                          Value summand,
                                          const DenseSet<Value> &inVectors) {
  auto type = VectorType::get({kNumPartialSums}, first.getType());
  auto buildRow = [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
    Range whole = ranges.back(), rest = ranges.back();
    rest.offset = whole.size = affine::makeComposedFoldedAffineApply(
        b, loc,
        b.getAffineDimExpr(0).floorDiv(kNumPartialSums) * kNumPartialSums,
        {rest.size});
    whole.stride = b.getIndexAttr(kNumPartialSums);
    SmallVector<Value> partial = buildLoops(
        b, whole, {sums[0]},
        [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
          return {buildVectorBody(b, sums.front(), summand, inVectors)};
        });
    SmallVector<Value> scalar =
        buildLoops(b, rest, {sums[1]},
                   [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
                     return {buildScalarBody(b, sums.front())};
                   });
    return {partial.front(), scalar.front()};
  };
  SmallVector<Value> sums = buildLoops(
      builder,
      ArrayRef(ranges).drop_front(op.getNumParallelLoops()).drop_back(),
      {getFloatConstant(builder, loc, type, -0.0), first}, buildRow);
  return arith::AddFOp::create(builder, loc, sums[1],
                               addPartialSums(builder, loc, sums[0]));
}

void ReductionLoops::build(OpBuilder &builder) {
  Value summand = matchReorderedSum(op);
  DenseSet<Value> inVectors;
  bool byPartialSums = summand && canVectorize(op, inVectors);
  buildLoops(builder, ArrayRef(ranges).take_front(op.getNumParallelLoops()), {},
             [&](OpBuilder &b, ValueRange) -> SmallVector<Value> {
               SmallVector<Value> position = getPosition(b, init);
               Value sum =
                   memref::LoadOp::create(b, loc, init->get(), position);
               sum = byPartialSums
                         ? reduceByPartialSums(b, sum, summand, inVectors)
                         : reduceInOrder(b, sum);
               memref::StoreOp::create(b, loc, sum, init->get(), position);
               return {};
             });
}

namespace {
struct LowerReduction : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    unsigned numLoops = op.getNumLoops();
    unsigned numParallel = op.getNumParallelLoops();
    if (!op.hasPureBufferSemantics() || numParallel == numLoops ||
        op.getNumDpsInits() != 1)
      return rewriter.notifyMatchFailure(op, "no reduction of buffers");
    for (unsigned loop = 0; loop < numParallel; ++loop)
      if (!linalg::isParallelIterator(op.getIteratorTypesArray()[loop]))
        return rewriter.notifyMatchFailure(op, "the sums are not innermost");
    OpOperand *init = op.getDpsInitOperand(0);
    // The result is loaded and stored outside of the loops that sum.
    for (unsigned loop = numParallel; loop < numLoops; ++loop)
      if (op.getMatchingIndexingMap(init).isFunctionOfDim(loop))
        return rewriter.notifyMatchFailure(op, "a result for every summand");
    ReductionLoops(rewriter, op).build(rewriter);
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerReductionsPass
    : lowres::impl::LowResLowerReductionsBase<LowerReductionsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerReduction>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    // Another order than these sums have now would be one of LLVM's choice, by
    // the target's vectors.
    getOperation()->walk([](arith::AddFOp sum) {
      sum.setFastmath(sum.getFastmath() & ~arith::FastMathFlags::reassoc);
    });
  }
};
} // namespace
