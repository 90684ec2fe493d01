//===- LowerReductions.cpp - Reductions to loops that keep their sum ------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"
#include "lowres/Target/TargetInfo.h"

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

/// The addition by which `op` sums floats, if it may do so in any order.
static arith::AddFOp matchReorderedSum(linalg::LinalgOp op) {
  SmallVector<Operation *> combiners;
  if (!matchReduction(op.getRegionOutputArgs(), 0, combiners) ||
      combiners.size() != 1)
    return nullptr;
  auto sum = dyn_cast<arith::AddFOp>(combiners.front());
  return sum && arith::bitEnumContainsAll(sum.getFastmath(),
                                          arith::FastMathFlags::reassoc)
             ? sum
             : nullptr;
}

/// What the order of operations leaves of `flags` when it is fixed.
static arith::FastMathFlags fixOrder(arith::FastMathFlags flags) {
  return flags & ~arith::FastMathFlags::reassoc;
}

/// Whether a vector of `type` lies in memory as its elements do.
static bool isPacked(Type type) {
  return type.isIntOrFloat() && VectorType::isValidElementType(type) &&
         llvm::is_contained({8u, 16u, 32u, 64u}, type.getIntOrFloatBitWidth());
}

/// Whether `op` may be done for vectors: arithmetic, and functions that may be
/// approximated.
static bool hasVectorForm(Operation *op) {
  if (!OpTrait::hasElementwiseMappableTraits(op))
    return false;
  if (isa<arith::ArithDialect>(op->getDialect()))
    return true;
  auto function = dyn_cast<arith::ArithFastMathInterface>(op);
  arith::FastMathFlagsAttr flags =
      function ? function.getFastMathFlagsAttr() : nullptr;
  return flags && op->hasTrait<OpTrait::SameOperandsAndResultType>() &&
         arith::bitEnumContainsAll(flags.getValue(), arith::FastMathFlags::afn);
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
        !isPacked(buffer.getElementType()) ||
        map.getResults().back() != getAffineDimExpr(last, op.getContext()) ||
        llvm::any_of(map.getResults().drop_back(), [&](AffineExpr expr) {
          return expr.isFunctionOfDim(last);
        }))
      return false;
    inVectors.insert(op.getMatchingBlockArgument(input));
  }
  for (Operation &inner : op.getBlock()->without_terminator()) {
    // What is not in vectors is done once for all of them.
    if (!isPure(&inner) || inner.getNumRegions() != 0 ||
        inner.getNumResults() == 0)
      return false;
    if (auto index = dyn_cast<linalg::IndexOp>(inner);
        index && index.getDim() == last)
      return false;
    if (llvm::none_of(inner.getOperands(), [&](Value operand) {
          return inVectors.contains(operand);
        }))
      continue;
    if (!hasVectorForm(&inner))
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
  /// `vectors`: where sums may be in any order, they are partial ones.
  ReductionLoops(OpBuilder &builder, linalg::LinalgOp op, bool vectors)
      : op(op), loc(op.getLoc()), init(op.getDpsInitOperand(0)),
        ranges(op.createLoopRanges(builder, loc)) {
    if (vectors)
      sum = matchReorderedSum(op);
    if (sum && !canVectorize(op, inVectors))
      sum = nullptr;
  }

  /// `parallel`: the loops around the sums are.
  void build(OpBuilder &builder, bool parallel);

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
  Value reduceByPartialSums(OpBuilder &builder, Value first);

  /// What the present iteration makes of `sum`.
  Value buildScalarBody(OpBuilder &builder, Value sum);
  /// What the next `kNumPartialSums` iterations make of as many sums.
  Value buildVectorBody(OpBuilder &builder, Value sums);
  /// The present element of an input, or the next `kNumPartialSums` ones.
  Value loadElement(OpBuilder &builder, OpOperand *input);
  Value loadVector(OpBuilder &builder, OpOperand *input);
  /// Maps the inputs that the body uses to what `load` makes of them.
  IRMapping mapInputs(function_ref<Value(OpOperand *)> load);
  /// Copies an operation of the body, in which positions are the loops'
  /// indices.
  void cloneScalar(OpBuilder &builder, Operation &inner, IRMapping &mapping);
  SmallVector<Value> getPosition(OpBuilder &builder, OpOperand *operand);

  linalg::LinalgOp op;
  Location loc;
  OpOperand *init;
  SmallVector<Range> ranges;
  /// The addition that is one of vectors, if it is, and what else is in them.
  arith::AddFOp sum;
  DenseSet<Value> inVectors;
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

Value ReductionLoops::loadVector(OpBuilder &builder, OpOperand *input) {
  if (!inVectors.contains(op.getMatchingBlockArgument(input)))
    return loadElement(builder, input);
  auto type = VectorType::get({kNumPartialSums},
                              getElementTypeOrSelf(input->get().getType()));
  return vector::LoadOp::create(builder, loc, type, input->get(),
                                getPosition(builder, input));
}

IRMapping ReductionLoops::mapInputs(function_ref<Value(OpOperand *)> load) {
  IRMapping mapping;
  for (OpOperand *input : op.getDpsInputOperands())
    if (BlockArgument arg = op.getMatchingBlockArgument(input);
        !arg.use_empty())
      mapping.map(arg, load(input));
  return mapping;
}

void ReductionLoops::cloneScalar(OpBuilder &builder, Operation &inner,
                                 IRMapping &mapping) {
  if (auto index = dyn_cast<linalg::IndexOp>(inner))
    mapping.map(index.getResult(), ivs[index.getDim()]);
  else
    builder.clone(inner, mapping);
}

Value ReductionLoops::buildScalarBody(OpBuilder &builder, Value sum) {
  IRMapping mapping =
      mapInputs([&](OpOperand *input) { return loadElement(builder, input); });
  mapping.map(op.getMatchingBlockArgument(init), sum);
  for (Operation &inner : op.getBlock()->without_terminator())
    cloneScalar(builder, inner, mapping);
  return mapping.lookupOrDefault(op.getBlock()->getTerminator()->getOperand(0));
}

Value ReductionLoops::buildVectorBody(OpBuilder &builder, Value sums) {
  IRMapping mapping =
      mapInputs([&](OpOperand *input) { return loadVector(builder, input); });
  auto getVectorType = [](Type type) -> Type {
    return VectorType::get({kNumPartialSums}, type);
  };
  auto getVector = [&](Value value) -> Value {
    Value mapped = mapping.lookupOrDefault(value);
    return inVectors.contains(value)
               ? mapped
               : vector::BroadcastOp::create(
                     builder, loc, getVectorType(value.getType()), mapped);
  };
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (&inner == sum)
      continue;
    if (!inVectors.contains(inner.getResult(0))) {
      cloneScalar(builder, inner, mapping);
      continue;
    }
    Operation *ofVectors = Operation::create(
        inner.getLoc(), inner.getName(),
        llvm::map_to_vector(inner.getResultTypes(), getVectorType),
        llvm::map_to_vector(inner.getOperands(), getVector),
        inner.getDiscardableAttrDictionary(), inner.getPropertiesStorage());
    mapping.map(inner.getResults(), builder.insert(ofVectors)->getResults());
  }
  bool isFirst = sum.getLhs() == op.getMatchingBlockArgument(init);
  return arith::AddFOp::create(builder, loc, sums,
                               getVector(isFirst ? sum.getRhs() : sum.getLhs()),
                               fixOrder(sum.getFastmath()));
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

Value ReductionLoops::reduceByPartialSums(OpBuilder &builder, Value first) {
  auto type = VectorType::get({kNumPartialSums}, first.getType());
  auto buildRow = [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
    Range whole = ranges.back(), rest = ranges.back();
    rest.offset = whole.size = affine::makeComposedFoldedAffineApply(
        b, loc,
        b.getAffineDimExpr(0).floorDiv(kNumPartialSums) * kNumPartialSums,
        {rest.size});
    whole.stride = b.getIndexAttr(kNumPartialSums);
    SmallVector<Value> partial =
        buildLoops(b, whole, {sums[0]},
                   [&](OpBuilder &b, ValueRange sums) -> SmallVector<Value> {
                     return {buildVectorBody(b, sums.front())};
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

void ReductionLoops::build(OpBuilder &builder, bool parallel) {
  auto reduce = [&](OpBuilder &b) {
    SmallVector<Value> position = getPosition(b, init);
    Value result = memref::LoadOp::create(b, loc, init->get(), position);
    result = sum ? reduceByPartialSums(b, result) : reduceInOrder(b, result);
    memref::StoreOp::create(b, loc, result, init->get(), position);
  };
  auto around = ArrayRef(ranges).take_front(op.getNumParallelLoops());
  if (!parallel || around.empty()) {
    buildLoops(builder, around, {},
               [&](OpBuilder &b, ValueRange) -> SmallVector<Value> {
                 reduce(b);
                 return {};
               });
    return;
  }
  auto getValues = [&](OpFoldResult Range::*field) {
    return llvm::map_to_vector(around, [&](const Range &range) {
      return getValueOrCreateConstantIndexOp(builder, loc, range.*field);
    });
  };
  scf::ParallelOp::create(builder, loc, getValues(&Range::offset),
                          getValues(&Range::size), getValues(&Range::stride),
                          [&](OpBuilder &b, Location, ValueRange indices) {
                            ivs.assign(indices.begin(), indices.end());
                            reduce(b);
                          });
}

namespace {
struct LowerReduction : OpInterfaceRewritePattern<linalg::LinalgOp> {
  LowerReduction(MLIRContext *context, bool vectors, bool parallel)
      : OpInterfaceRewritePattern(context), vectors(vectors),
        parallel(parallel) {}

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
    ReductionLoops(rewriter, op, vectors).build(rewriter, parallel);
    rewriter.eraseOp(op);
    return success();
  }

private:
  bool vectors, parallel;
};

struct LowerReductionsPass
    : lowres::impl::LowResLowerReductionsBase<LowerReductionsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TargetInfo> target = TargetInfo::getFor(getOperation());
    if (failed(target))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerReduction>(
        &getContext(), /*vectors=*/target->hasVectors() && !parallel, parallel);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    // Another order than operations have now would be one of LLVM's choice, by
    // the target's vectors.
    getOperation()->walk([](arith::ArithFastMathInterface op) {
      // Conversions have flags only if these are written.
      arith::FastMathFlagsAttr attr = op.getFastMathFlagsAttr();
      if (!attr || attr.getValue() == fixOrder(attr.getValue()))
        return;
      op->setAttr(op.getFastMathAttrName(),
                  arith::FastMathFlagsAttr::get(op.getContext(),
                                                fixOrder(attr.getValue())));
    });
  }
};
} // namespace
