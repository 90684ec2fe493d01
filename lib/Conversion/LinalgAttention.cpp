//===- LinalgAttention.cpp - Structured operations that are attention -----===//
//
// Attention is two products with a softmax between them. Scale and mask, too,
// are chains of element-wise operations that are followed for one score.
//
//===----------------------------------------------------------------------===//

#include "FloatLayer.h"
#include "LinalgBuilders.h"
#include "LinalgLayout.h"
#include "LinalgSoftmax.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Transforms/RegionUtils.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lowres;
using linalg::LinalgOp;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

namespace {

/// A product of a batch of matrices, and its loops.
struct BatchProduct {
  LinalgOp op;
  SmallVector<unsigned, 2> batch;
  unsigned sum;

  static std::optional<BatchProduct> match(Operation *op);

  /// Loops by the dimensions of an operand (0 or 1) or of the result (2).
  SmallVector<unsigned> getLoops(unsigned operand) const {
    SmallVector<unsigned> loops;
    for (AffineExpr expr :
         LinalgOp(op).getIndexingMapsArray()[operand].getResults())
      loops.push_back(cast<AffineDimExpr>(expr).getPosition());
    return loops;
  }
  /// The loop that only this operand and the result have.
  unsigned getOwnLoop(unsigned operand) const {
    return *llvm::find_if(getLoops(operand), [&](unsigned loop) {
      return loop != sum && !llvm::is_contained(batch, loop);
    });
  }
};

/// An operand or the result of attention. Dimensions of `tensor` that are, in
/// the order of their elements, image and head, token, and feature.
struct Part {
  Value tensor;
  SmallVector<int64_t> batch, tokens, features;

  Part(const BatchProduct &product, unsigned operand, ArrayRef<unsigned> batch,
       unsigned tokens, unsigned features);

  /// The sizes of images and heads, tokens, and features.
  SmallVector<int64_t> getShape() const {
    return getLayout().getShape(
        cast<RankedTensorType>(tensor.getType()).getShape());
  }
  /// Looks through what only moves elements.
  void skipMoves();
  /// [images and heads, tokens, features].
  Layout getLayout() const;
  /// The number of heads where their features lie beside one another, as in a
  /// projection's result that was cut into heads; else 1.
  int64_t getNumHeads() const;
  /// [images, tokens, heads and features] of such a tensor.
  Layout getJoinedLayout() const;
};

/// Scores as `scale` times a product, plus a mask if there is one.
struct Scores {
  BatchProduct product;
  double scale;
  /// The addition of the mask, and which of its operands that is.
  Operation *masking = nullptr;
  unsigned maskIndex = 0;
};

/// What is added to scores: elements of `tensor`, found by `map` from the
/// dimensions of `scores`.
struct Mask {
  Value tensor;
  AffineMap map;
  Value scores;

  /// [images and heads, queries, keys] of `scores`, and their sizes.
  Layout getLayout() const;
  SmallVector<int64_t> getShape() const {
    return getLayout().getShape(
        cast<RankedTensorType>(scores.getType()).getShape());
  }
};

/// Attention in the terms of `lowres.scaled_dot_product_attention`.
struct Attention {
  LinalgOp op;
  Part query, key, value, result;
  double scale;
  std::optional<Mask> mask;
};

} // namespace

std::optional<BatchProduct> BatchProduct::match(Operation *op) {
  auto linalgOp = dyn_cast_if_present<LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics() ||
      !linalg::isaContractionOpInterface(linalgOp) || !addsProducts(linalgOp) ||
      !isZero(linalgOp.getDpsInits()[0]) ||
      !llvm::all_of(op->getOperandTypes(), [](Type type) {
        auto tensor = dyn_cast<RankedTensorType>(type);
        return tensor && !tensor.getEncoding() &&
               tensor.getElementType().isF32();
      }))
    return std::nullopt;
  FailureOr<linalg::ContractionDimensions> dims =
      linalg::inferContractionDims(linalgOp);
  // Other loops repeat the result, or sum one operand by itself.
  if (failed(dims) || dims->m.size() != 1 || dims->n.size() != 1 ||
      dims->k.size() != 1 || dims->batch.size() + 3 != linalgOp.getNumLoops())
    return std::nullopt;
  return BatchProduct{linalgOp, dims->batch, dims->k[0]};
}

Part::Part(const BatchProduct &product, unsigned operand,
           ArrayRef<unsigned> batchLoops, unsigned tokenLoop,
           unsigned featureLoop)
    : tensor(product.op->getOperand(operand)) {
  SmallVector<unsigned> loops = product.getLoops(operand);
  auto getDim = [&](unsigned loop) -> int64_t {
    return llvm::find(loops, loop) - loops.begin();
  };
  for (unsigned loop : batchLoops)
    batch.push_back(getDim(loop));
  tokens = {getDim(tokenLoop)};
  features = {getDim(featureLoop)};
}

void Part::skipMoves() {
  while (Operation *op = tensor.getDefiningOp()) {
    // Of every dimension of the result, those of the operand.
    SmallVector<ReassociationIndices> sources;
    std::optional<SmallVector<int64_t>> permutation;
    if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
      sources = collapse.getReassociationIndices();
    else if (auto transpose = dyn_cast<linalg::TransposeOp>(op))
      permutation = llvm::to_vector(transpose.getPermutation());
    else if (auto generic = dyn_cast<linalg::GenericOp>(op))
      permutation = linalg::isaTransposeOpInterface(generic);
    if (permutation)
      for (int64_t dim : *permutation)
        sources.push_back({dim});
    if (sources.empty())
      return;
    for (SmallVector<int64_t> *dims : {&batch, &tokens, &features}) {
      SmallVector<int64_t> moved;
      for (int64_t dim : *dims)
        llvm::append_range(moved, sources[dim]);
      *dims = std::move(moved);
    }
    tensor = op->getOperand(0);
  }
}

Layout Part::getLayout() const {
  Layout layout;
  layout.add(batch);
  layout.add(tokens);
  layout.add(features);
  return layout;
}

Layout Part::getJoinedLayout() const {
  SmallVector<int64_t> joined = {batch.back()};
  llvm::append_range(joined, features);
  Layout layout;
  layout.add(ArrayRef(batch).drop_back());
  layout.add(tokens);
  layout.add(joined);
  return layout;
}

Layout Mask::getLayout() const {
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, map.getNumDims()));
  Layout layout;
  layout.add(ArrayRef(dims).drop_back(2));
  layout.add(dims[dims.size() - 2]);
  layout.add(dims.back());
  return layout;
}

int64_t Part::getNumHeads() const {
  if (batch.empty() || getJoinedLayout().isPermuted())
    return 1;
  int64_t heads =
      cast<RankedTensorType>(tensor.getType()).getDimSize(batch.back());
  return ShapedType::isDynamic(heads) ? 1 : heads;
}

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

/// If `value`, followed, is a product times constants, the product, and `scale`
/// is multiplied by the constants.
static std::optional<BatchProduct> matchScaledProduct(Value value,
                                                      double &scale) {
  double factors = 1;
  for (value = follow(value);; value = follow(value)) {
    if (std::optional<BatchProduct> product =
            BatchProduct::match(value.getDefiningOp())) {
      scale = factors;
      return product;
    }
    Operation *op = value.getDefiningOp();
    if (!isa_and_nonnull<arith::MulFOp, arith::DivFOp>(op))
      return std::nullopt;
    Value factor = op->getOperand(1);
    value = op->getOperand(0);
    if (isa<arith::MulFOp>(op) && !getConstant(follow(factor)))
      std::swap(factor, value);
    std::optional<double> constant = getConstant(follow(factor));
    if (!constant)
      return std::nullopt;
    factors *= isa<arith::MulFOp>(op) ? *constant : 1 / *constant;
  }
}

static std::optional<Scores> matchScores(Value value) {
  double scale;
  if (std::optional<BatchProduct> product = matchScaledProduct(value, scale))
    return Scores{*product, scale};
  auto add = follow(value).getDefiningOp<arith::AddFOp>();
  for (unsigned index = 0; add && index < 2; ++index)
    if (std::optional<BatchProduct> product =
            matchScaledProduct(add->getOperand(index), scale))
      return Scores{*product, scale, add, 1 - index};
  return std::nullopt;
}

/// Nothing if what is added is no tensor of f32.
static std::optional<Mask> matchMask(Operation *masking, unsigned index) {
  Value value = masking->getOperand(index);
  Mask mask;
  if (BlockArgument argument = getBodyArgument(value)) {
    mask = {getReadTensor(argument), getReadMap(argument),
            argument.getOwner()->getParentOp()->getResult(0)};
  } else if (auto type = dyn_cast<RankedTensorType>(value.getType())) {
    mask = {
        value,
        AffineMap::getMultiDimIdentityMap(type.getRank(), type.getContext()),
        masking->getResult(0)};
  }
  auto type = mask.tensor ? dyn_cast<RankedTensorType>(mask.tensor.getType())
                          : RankedTensorType();
  if (!type || !type.getElementType().isF32())
    return std::nullopt;
  if (std::optional<Broadcast> broadcast = matchBroadcast(mask.tensor)) {
    mask.tensor = broadcast->source;
    mask.map = mask.map.dropResults(broadcast->added);
  }
  return mask;
}

/// Attention whose last operation is `op`. Nothing, without a reason, if there
/// is no softmax in front of it, or keys or values are weights: what a dense
/// layer multiplies with.
static std::optional<Attention> matchAttention(Operation *op,
                                               std::string &whyNot) {
  std::optional<BatchProduct> mixing = BatchProduct::match(op);
  if (!mixing)
    return std::nullopt;
  // One operand is the softmax, [..., queries, keys].
  SmallVector<unsigned> loops;
  Value weighted;
  unsigned weights = 0;
  for (unsigned operand = 0; operand < 2 && !weighted; ++operand) {
    loops = mixing->getLoops(operand);
    weights = operand;
    if (loops.back() == mixing->sum &&
        loops[loops.size() - 2] == mixing->getOwnLoop(operand))
      weighted = matchSoftmax(op->getOperand(operand));
  }
  unsigned values = 1 - weights;
  if (!weighted || isConstantWeights(op->getOperand(values)))
    return std::nullopt;
  if (!op->getOperand(weights).hasOneUse()) {
    whyNot = "its softmax is used elsewhere, too";
    return std::nullopt;
  }
  std::optional<Scores> scores = matchScores(weighted);
  std::optional<Mask> mask;
  if (scores && scores->masking)
    mask = matchMask(scores->masking, scores->maskIndex);
  if (!scores || (scores->masking && !mask) ||
      !std::isfinite(float(scores->scale))) {
    whyNot = "its softmax is not of products of queries and keys, times a "
             "constant, plus at most one tensor of f32";
    return std::nullopt;
  }

  const BatchProduct &product = scores->product;
  SmallVector<unsigned> scoreLoops = product.getLoops(2);
  unsigned keyLoop = scoreLoops.pop_back_val();
  unsigned queryLoop = scoreLoops.pop_back_val();
  unsigned keys = product.getOwnLoop(0) == keyLoop ? 0 : 1;
  if (product.getOwnLoop(keys) != keyLoop ||
      product.getOwnLoop(1 - keys) != queryLoop) {
    whyNot = "its scores are not [..., queries, keys]";
    return std::nullopt;
  }
  if (isConstantWeights(LinalgOp(product.op)->getOperand(keys)))
    return std::nullopt;
  ArrayRef<unsigned> batch = ArrayRef(loops).drop_back(2);
  Attention attention = {
      mixing->op,
      Part(product, 1 - keys, scoreLoops, queryLoop, product.sum),
      Part(product, keys, scoreLoops, keyLoop, product.sum),
      Part(*mixing, values, batch, mixing->sum, mixing->getOwnLoop(values)),
      Part(*mixing, 2, batch, mixing->getOwnLoop(weights),
           mixing->getOwnLoop(values)),
      scores->scale,
      std::move(mask)};
  SmallVector<int64_t> queries = attention.query.getShape();
  SmallVector<int64_t> keysShape = attention.key.getShape();
  SmallVector<int64_t> valuesShape = attention.value.getShape();
  for (ArrayRef<int64_t> shape : {queries, keysShape, valuesShape})
    if (ShapedType::isDynamicShape(shape.drop_front()) ||
        llvm::is_contained(shape, 0)) {
      whyNot = "only the batch of its queries, keys and values may be dynamic, "
               "and none of them empty";
      return std::nullopt;
    }
  SmallVector<int64_t> scoresShape = {queries[0], queries[1], keysShape[1]};
  if (keysShape[0] != queries[0] || valuesShape[0] != queries[0] ||
      valuesShape[1] != keysShape[1] ||
      (attention.mask && attention.mask->getShape() != scoresShape)) {
    whyNot = "the sizes of its queries, keys, values and mask are not known to "
             "agree";
    return std::nullopt;
  }
  for (Part *part : {&attention.query, &attention.key, &attention.value})
    part->skipMoves();
  return attention;
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// The mask as [queries, keys], if it is the same for all images and heads.
static Value buildSharedMask(OpBuilder &builder, Location loc,
                             const Mask &mask) {
  unsigned rank = mask.map.getNumDims();
  SmallVector<int64_t> kept;
  for (auto [dim, expr] : llvm::enumerate(mask.map.getResults())) {
    if (!isa<AffineConstantExpr>(expr))
      kept.push_back(dim);
  }
  if (kept.size() != 2 ||
      mask.map.getSubMap({unsigned(kept[0]), unsigned(kept[1])}) !=
          AffineMap::getMinorIdentityMap(rank, 2, builder.getContext()))
    return nullptr;
  auto type = cast<RankedTensorType>(mask.tensor.getType());
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(mask.scores.getType()).getShape().take_back(2);
  if (type.getDimSize(kept[0]) != shape[0] ||
      type.getDimSize(kept[1]) != shape[1])
    return nullptr; // Less static than the scores.
  if (type.getRank() == 2)
    return mask.tensor;
  std::optional<SmallVector<ReassociationIndices>> groups =
      getReassociationIndicesForCollapse(type.getShape(), shape);
  if (!groups)
    return nullptr;
  return tensor::CollapseShapeOp::create(builder, loc, mask.tensor, *groups);
}

/// The mask as [images and heads, queries, keys].
static Value buildMask(OpBuilder &builder, Location loc, const Mask &mask) {
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, mask.scores);
  auto loops = llvm::to_vector(llvm::seq<unsigned>(0, sizes.size()));
  Value empty =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getF32Type());
  Value repeated = createGeneric(
      builder, loc, mask.tensor, mask.map, empty, loops,
      [](OpBuilder &, Location, ValueRange args) { return args[0]; });
  return toLayer(builder, loc, repeated, mask.getLayout());
}

static void replace(RewriterBase &rewriter, const Attention &attention) {
  LinalgOp op = attention.op;
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  const Part *parts[] = {&attention.query, &attention.key, &attention.value};
  Value mask;
  if (attention.mask)
    mask = buildSharedMask(rewriter, loc, *attention.mask);
  int64_t heads = attention.query.getNumHeads();
  auto getImages = [](const Part *part) {
    return part->getJoinedLayout()
        .getShape(cast<RankedTensorType>(part->tensor.getType()).getShape())
        .front();
  };
  if ((attention.mask && !mask) || llvm::any_of(parts, [&](const Part *part) {
        return part->getNumHeads() != heads ||
               (heads != 1 && getImages(part) != getImages(parts[0]));
      }))
    heads = 1;
  if (attention.mask && !mask)
    mask = buildMask(rewriter, loc, *attention.mask);

  SmallVector<Value, 3> operands;
  for (const Part *part : parts)
    operands.push_back(
        toLayer(rewriter, loc, part->tensor,
                heads == 1 ? part->getLayout() : part->getJoinedLayout()));
  auto queryType = cast<RankedTensorType>(operands[0].getType());
  auto valueType = cast<RankedTensorType>(operands[2].getType());
  int64_t size = queryType.getDimSize(2) / heads;
  // The default where it is that but for rounding.
  FloatAttr scale;
  if (std::abs(attention.scale * std::sqrt(double(size)) - 1) > 1e-6)
    scale = rewriter.getF32FloatAttr(attention.scale);
  Value result = ScaledDotProductAttentionOp::create(
      rewriter, loc,
      queryType.clone({queryType.getDimSize(0), queryType.getDimSize(1),
                       valueType.getDimSize(2)}),
      operands[0], operands[1], operands[2], mask, heads, scale,
      /*blocking=*/BlockingAttr());
  if (heads != 1) {
    // [images, tokens, heads and features] to [images and heads, ...].
    Value split = splitLastDim(rewriter, loc, result, heads);
    Layout layout;
    layout.add({0, 2});
    layout.add({1});
    layout.add({3});
    result = toLayer(rewriter, loc, split, layout);
  }
  rewriter.replaceOp(op, fromLayer(rewriter, loc, result,
                                   attention.result.getLayout(),
                                   op.getDpsInits()[0]));
}

unsigned lowres::recogniseAttention(Operation *root) {
  SmallVector<Operation *> ops;
  root->walk([&](LinalgOp op) { ops.push_back(op); });
  IRRewriter rewriter(root->getContext());
  unsigned converted = 0;
  for (Operation *op : ops) {
    std::string whyNot;
    if (std::optional<Attention> attention = matchAttention(op, whyNot)) {
      replace(rewriter, *attention);
      ++converted;
    } else if (!whyNot.empty()) {
      reportStaysFloat(op, "it mixes values by a softmax, but " + whyNot);
    }
  }
  // What made the scores is of no use now.
  if (converted != 0)
    (void)runRegionDCE(rewriter, root->getRegions());
  return converted;
}
