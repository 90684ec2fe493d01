//===- LowResAttentionOps.cpp - Attention layers --------------------------===//

#include "VerifyUtils.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lowres;

/// Checks that `value` has tokens with features, not too many for each of the
/// batch, and only its first dimension is dynamic.
static LogicalResult verifyTokens(Operation *op, Value value, StringRef name) {
  auto type = cast<RankedTensorType>(value.getType());
  for (unsigned dim : {1, 2}) {
    if (type.isDynamicDim(dim))
      return op->emitOpError("only the batch of the ")
             << name << " may be dynamic, got " << type;
    if (type.getDimSize(dim) == 0)
      return op->emitOpError() << name << " must not be empty, got " << type;
  }
  return verifySize(op, type.getShape().drop_front(), ("each " + name).str());
}

static LogicalResult verifyHeads(Operation *op, int64_t heads, int64_t size,
                                 StringRef what) {
  if (heads >= 1 && size % heads == 0)
    return success();
  return op->emitOpError("heads must divide the ")
         << size << " " << what << ", got " << heads;
}

/// Checks a mask for `queries` queries and `keys` keys of each of `batch`.
static LogicalResult verifyMask(Operation *op, Value mask, int64_t batch,
                                int64_t queries, int64_t keys) {
  if (!mask)
    return success();
  auto type = cast<RankedTensorType>(mask.getType());
  SmallVector<int64_t> each = {queries, keys}, all = {batch, queries, keys};
  if (type.getShape() == ArrayRef(each) || type.getShape() == ArrayRef(all))
    return success();
  return op->emitOpError("mask must have shape [")
         << queries << ", " << keys << "], alone or for each of the batch, got "
         << type;
}

/// Checks the operands of one projection of vectors of size `inputs`.
static LogicalResult verifyProjection(Operation *op, StringRef name,
                                      Value weights, Value scale, Value bias,
                                      int64_t inputs) {
  auto type = cast<RankedTensorType>(weights.getType());
  std::string operand = (name + "_weights").str();
  if (type.getRank() != 2)
    return op->emitOpError()
           << operand << " must have shape [outputs, inputs], got " << type;
  if (failed(verifyWeights(op, weights, operand)) ||
      failed(verifyDim(op, weights, operand, 1, inputs, "inputs")) ||
      failed(verifyScale(op, scale, type.getShape(), (name + "_scale").str())))
    return failure();
  if (bias)
    return verifyDim(op, bias, (name + "_bias").str(), 0, type.getDimSize(0),
                     "outputs of the weights");
  return success();
}

LogicalResult AttentionOp::verify() {
  RankedTensorType input = getInput().getType();
  if (failed(verifyTokens(*this, getInput(), "input")))
    return failure();
  int64_t features = input.getDimSize(2);
  if (failed(verifyProjection(*this, "query", getQueryWeights(),
                              getQueryScale(), getQueryBias(), features)) ||
      failed(verifyProjection(*this, "key", getKeyWeights(), getKeyScale(),
                              getKeyBias(), features)) ||
      failed(verifyProjection(*this, "value", getValueWeights(),
                              getValueScale(), getValueBias(), features)) ||
      failed(verifyProjection(*this, "output", getOutputWeights(),
                              getOutputScale(), getOutputBias(),
                              getValueWeights().getType().getDimSize(0))))
    return failure();

  int64_t queries = getQueryWeights().getType().getDimSize(0);
  if (failed(verifyDim(*this, getKeyWeights(), "key_weights", 0, queries,
                       "outputs of the query_weights")) ||
      failed(verifyHeads(*this, getHeads(), queries,
                         "outputs of the query_weights")) ||
      failed(verifyHeads(*this, getHeads(),
                         getValueWeights().getType().getDimSize(0),
                         "outputs of the value_weights")))
    return failure();
  int64_t tokens = input.getDimSize(1);
  if (failed(verifyDim(*this, getResult(), "result", 0, input.getDimSize(0),
                       "batch of the input")) ||
      failed(verifyDim(*this, getResult(), "result", 1, tokens,
                       "tokens of the input")) ||
      failed(verifyDim(*this, getResult(), "result", 2,
                       getOutputWeights().getType().getDimSize(0),
                       "outputs of the output_weights")))
    return failure();
  return verifyMask(*this, getMask(), input.getDimSize(0), tokens, tokens);
}

double ScaledDotProductAttentionOp::getScoreScale() {
  if (std::optional<APFloat> scale = getScale())
    return scale->convertToFloat();
  return 1 / std::sqrt(getQuery().getType().getDimSize(2) / getHeads());
}

LogicalResult ScaledDotProductAttentionOp::verify() {
  if (failed(verifyTokens(*this, getQuery(), "query")) ||
      failed(verifyTokens(*this, getKey(), "key")) ||
      failed(verifyTokens(*this, getValue(), "value")))
    return failure();
  RankedTensorType query = getQuery().getType(), value = getValue().getType();
  int64_t batch = query.getDimSize(0), keys = value.getDimSize(1);
  if (failed(verifyDim(*this, getKey(), "key", 0, batch, "batch")) ||
      failed(verifyDim(*this, getKey(), "key", 1, keys, "number of values")) ||
      failed(verifyDim(*this, getKey(), "key", 2, query.getDimSize(2),
                       "size of the queries")) ||
      failed(verifyDim(*this, getValue(), "value", 0, batch, "batch")) ||
      failed(verifyDim(*this, getResult(), "result", 0, batch, "batch")) ||
      failed(verifyDim(*this, getResult(), "result", 1, query.getDimSize(1),
                       "number of queries")) ||
      failed(verifyDim(*this, getResult(), "result", 2, value.getDimSize(2),
                       "size of the values")) ||
      failed(verifyHeads(*this, getHeads(), query.getDimSize(2),
                         "features of the query")) ||
      failed(verifyHeads(*this, getHeads(), value.getDimSize(2),
                         "features of the value")))
    return failure();
  if (std::optional<APFloat> scale = getScale(); scale && !scale->isFinite())
    return emitOpError("scale must be finite, got ") << getScaleAttr();
  return verifyMask(*this, getMask(), batch, query.getDimSize(1), keys);
}
