//===- FloatLayer.cpp - Layers of float models ----------------------------===//

#include "FloatLayer.h"

#include "lowres/Quant/ExactLevels.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace mlir::lowres;

static constexpr llvm::StringLiteral kReported = "lowres.stays_float";

static bool isReported(Operation *op) {
  auto fused = dyn_cast<FusedLoc>(op->getLoc());
  auto mark = fused ? dyn_cast_if_present<StringAttr>(fused.getMetadata())
                    : StringAttr();
  return mark && mark == kReported;
}

void lowres::reportStaysFloat(Operation *op, const Twine &whyNot) {
  if (isReported(op))
    return;
  op->emitRemark() << op->getName() << " stays float: " << whyNot;
  MLIRContext *context = op->getContext();
  op->setLoc(FusedLoc::get(context, {op->getLoc()},
                           StringAttr::get(context, kReported)));
}

/// Replaces one layer; fails with a reason.
static LogicalResult convertLayer(RewriterBase &rewriter, Operation *op,
                                  const LayerMatch &match, WeightEncoder encode,
                                  std::string &whyNot) {
  if (!match.layer) {
    whyNot = match.whyNot;
    return failure();
  }
  const FloatLayer &layer = *match.layer;
  FailureOr<ConstantWeights> weights = readWeights(layer.weights, whyNot);
  if (failed(weights))
    return failure();
  std::optional<LevelWeights> levels =
      encode(op, layer, std::move(*weights), whyNot);
  if (!levels)
    return failure();
  rewriter.setInsertionPoint(op);
  Location loc = op->getLoc();
  layer.replace(rewriter, createWeights(rewriter, loc, *levels, layer.shape),
                createScale(rewriter, loc, *levels, layer.getNumOutputs()));
  return success();
}

LayerCounts lowres::convertLayers(
    Operation *root, function_ref<std::optional<LayerMatch>(Operation *)> match,
    WeightEncoder encode) {
  SmallVector<Operation *> ops;
  root->walk([&](Operation *op) {
    if (match(op))
      ops.push_back(op);
  });
  IRRewriter rewriter(root->getContext());
  LayerCounts counts;
  for (Operation *op : ops) {
    // Again: what it computes on may have been replaced since.
    std::optional<LayerMatch> found = match(op);
    std::string whyNot;
    if (succeeded(convertLayer(rewriter, op, *found, encode, whyNot))) {
      ++counts.converted;
      continue;
    }
    ++counts.stayed;
    reportStaysFloat(op, whyNot);
  }
  return counts;
}

FailureOr<LayerCounts> lowres::recogniseLayers(
    Operation *root, function_ref<std::optional<LayerMatch>(Operation *)> match,
    unsigned maxLevels) {
  if (maxLevels < LevelType::kMinLevels || maxLevels > LevelType::kMaxLevels)
    return root->emitError("max-levels must be in [")
           << LevelType::kMinLevels << ", " << LevelType::kMaxLevels
           << "], got " << maxLevels;
  return convertLayers(
      root, match,
      [&](Operation *, const FloatLayer &layer, ConstantWeights weights,
          std::string &whyNot) -> std::optional<LevelWeights> {
        if (auto *levels = std::get_if<LevelWeights>(&weights))
          return std::move(*levels);
        return findExactLevels(std::get<std::vector<float>>(weights),
                               layer.getNumOutputs(), maxLevels, whyNot);
      });
}

LogicalResult lowres::applyPatterns(Operation *root,
                                    RewritePatternSet patterns) {
  GreedyRewriteConfig config;
  config.enableConstantCSE(false);
  return applyPatternsGreedily(root, std::move(patterns), config);
}

Value lowres::dropZeroBias(Value bias) {
  DenseElementsAttr values;
  bool zero = matchPattern(bias, m_Constant(&values)) && values.isSplat() &&
              values.getSplatValue<APFloat>().isZero();
  return zero ? Value() : bias;
}

std::optional<Broadcast> lowres::matchBroadcast(Value value) {
  if (auto broadcast = value.getDefiningOp<linalg::BroadcastOp>())
    return Broadcast{broadcast.getInput(),
                     SmallVector<int64_t>(broadcast.getDimensions())};
  if (auto generic = value.getDefiningOp<linalg::GenericOp>())
    if (auto added = linalg::isaBroadcastOpInterface(generic))
      return Broadcast{generic.getDpsInputs()[0], std::move(*added)};
  return std::nullopt;
}

int64_t lowres::getNumPositions(int64_t size, int64_t window, int64_t dilation,
                                int64_t stride) {
  int64_t reach = size - (window - 1) * dilation - 1;
  return reach < 0 ? 0 : reach / stride + 1;
}
