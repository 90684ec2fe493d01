//===- DecomposeAttention.cpp - Attention as dense layers and its core ----===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESDECOMPOSEATTENTION
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// The operands of a dense layer but its input; no bias is null.
struct Projection {
  Value weights, scale, bias;

  RankedTensorType getType() const {
    return cast<RankedTensorType>(weights.getType());
  }
  int64_t getNumOutputs() const { return getType().getDimSize(0); }
};
} // namespace

//===----------------------------------------------------------------------===//
// Fusion of projections
//===----------------------------------------------------------------------===//

/// Appends `size` elements of the constant `value`, repeating a single one.
static bool appendFloats(Value value, int64_t size,
                         SmallVectorImpl<float> &floats) {
  std::optional<SmallVector<float>> values = getConstantFloats(value);
  if (!values)
    return false;
  if (values->size() == 1)
    floats.append(size, values->front());
  else
    llvm::append_range(floats, *values);
  return true;
}

static Value createVector(OpBuilder &builder, Location loc,
                          ArrayRef<float> floats) {
  auto type =
      RankedTensorType::get({int64_t(floats.size())}, builder.getF32Type());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, floats));
}

/// One projection with the outputs of all, if they have constants of one level
/// type, and at most one scale for each output.
static FailureOr<Projection> fuse(OpBuilder &builder, Location loc,
                                  ArrayRef<Projection> parts) {
  RankedTensorType first = parts.front().getType();
  SmallVector<uint8_t, 0> codes;
  SmallVector<float> scales, biases;
  int64_t outputs = 0;
  bool anyBias = false;
  for (const Projection &part : parts) {
    auto constant = part.weights.getDefiningOp<ConstantOp>();
    RankedTensorType type = part.getType();
    if (!constant || type.getElementType() != first.getElementType() ||
        type.getDimSize(1) != first.getDimSize(1) ||
        cast<RankedTensorType>(part.scale.getType()).getRank() > 1)
      return failure();
    llvm::append_range(codes, constant.getCodes());
    if (!appendFloats(part.scale, part.getNumOutputs(), scales))
      return failure();
    if (!part.bias)
      biases.append(part.getNumOutputs(), -0.0f); // Changes no sum.
    else if (!appendFloats(part.bias, part.getNumOutputs(), biases))
      return failure();
    anyBias |= bool(part.bias);
    outputs += part.getNumOutputs();
  }
  Projection fused;
  auto type = RankedTensorType::get({outputs, first.getDimSize(1)},
                                    first.getElementType());
  fused.weights = ConstantOp::create(builder, loc, type,
                                     getBytesAttr(builder.getContext(), codes));
  fused.scale = createVector(builder, loc, scales);
  if (anyBias)
    fused.bias = createVector(builder, loc, biases);
  return fused;
}

//===----------------------------------------------------------------------===//
// Pattern
//===----------------------------------------------------------------------===//

/// `projection` of every token of `input` [tokens, D].
static Value project(OpBuilder &builder, Location loc, Value input,
                     const Projection &projection) {
  int64_t tokens = cast<RankedTensorType>(input.getType()).getDimSize(0);
  auto type = RankedTensorType::get({tokens, projection.getNumOutputs()},
                                    builder.getF32Type());
  return DenseOp::create(builder, loc, type, input, projection.weights,
                         projection.scale, /*input_scale=*/Value(),
                         projection.bias, Activation::None,
                         /*kernel=*/KernelAttr());
}

namespace {
struct DecomposeAttention : OpRewritePattern<AttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AttentionOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, loc, op.getInput());
    /// [B * T, outputs] as [B, T, outputs].
    auto split = [&](Value tokens) -> Value {
      int64_t outputs = cast<RankedTensorType>(tokens.getType()).getDimSize(1);
      sizes.back() = rewriter.getIndexAttr(outputs);
      RankedTensorType type = op.getInput().getType();
      return tensor::ExpandShapeOp::create(
          rewriter, loc,
          type.clone({type.getDimSize(0), type.getDimSize(1), outputs}), tokens,
          ArrayRef<ReassociationIndices>{{0, 1}, {2}}, sizes);
    };
    auto flatten = [&](Value value) -> Value {
      return tensor::CollapseShapeOp::create(
          rewriter, loc, value, ArrayRef<ReassociationIndices>{{0, 1}, {2}});
    };

    Value input = flatten(op.getInput());
    Projection parts[] = {
        {op.getQueryWeights(), op.getQueryScale(), op.getQueryBias()},
        {op.getKeyWeights(), op.getKeyScale(), op.getKeyBias()},
        {op.getValueWeights(), op.getValueScale(), op.getValueBias()}};
    SmallVector<Value> projected;
    FailureOr<Projection> fused = fuse(rewriter, loc, parts);
    if (succeeded(fused)) {
      Value all = split(project(rewriter, loc, input, *fused));
      int64_t first = 0;
      for (const Projection &part : parts) {
        int64_t outputs = part.getNumOutputs();
        sizes.back() = rewriter.getIndexAttr(outputs);
        SmallVector<OpFoldResult> offsets(3, rewriter.getIndexAttr(0));
        offsets.back() = rewriter.getIndexAttr(first);
        SmallVector<OpFoldResult> strides(3, rewriter.getIndexAttr(1));
        projected.push_back(tensor::ExtractSliceOp::create(
            rewriter, loc, all, offsets, sizes, strides));
        first += outputs;
      }
    } else {
      for (const Projection &part : parts)
        projected.push_back(split(project(rewriter, loc, input, part)));
    }

    Value core = ScaledDotProductAttentionOp::create(
        rewriter, loc, projected[2].getType(), projected[0], projected[1],
        projected[2], op.getMask(), op.getHeads(), /*scale=*/FloatAttr(),
        /*blocking=*/BlockingAttr());
    Projection output{op.getOutputWeights(), op.getOutputScale(),
                      op.getOutputBias()};
    rewriter.replaceOp(op,
                       split(project(rewriter, loc, flatten(core), output)));
    return success();
  }
};

struct DecomposeAttentionPass
    : lowres::impl::LowResDecomposeAttentionBase<DecomposeAttentionPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DecomposeAttention>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
