//===- MlirExport.cpp - Trained networks as MLIR text ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/MlirExport.h"

#include "LayerExport.h"

#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/Residual.h"

#include <utility>

using namespace lowres;

namespace {
/// Walks the layers of a network.
class Exporter {
public:
  Exporter(ModuleText &text, ThreadPool &pool) : text(text), pool(pool) {}

  TensorValue emitChain(const Sequential &chain, TensorValue x);

private:
  using Layers = std::vector<std::unique_ptr<Layer>>;

  TensorValue emitWeighted(const Layers &layers, size_t &position,
                           const TensorValue &x);
  TensorValue emitAttention(const Attention &attention, const TensorValue &x);
  TensorValue emitResidual(const Residual &residual, const TensorValue &x);

  ModuleText &text;
  ThreadPool &pool;
  size_t named = 0; // Layers with numbered constants so far.
};
} // namespace

template <typename T> static const T &as(const Layer &layer) {
  return static_cast<const T &>(layer);
}

/// The dense or convolutional layer at `position`, which moves on over what is
/// folded into it.
TensorValue Exporter::emitWeighted(const Layers &layers, size_t &position,
                                   const TensorValue &x) {
  const Layer &layer = *layers[position];
  bool isDense = layer.kind() == Layer::Kind::Dense;
  const Conv2D *conv = isDense ? nullptr : &as<Conv2D>(layer);
  const std::optional<Parameter> &bias =
      isDense ? as<Dense>(layer).bias : conv->bias;
  FoldedLayer folded(named++, isDense ? as<Dense>(layer).weight : conv->weight,
                     bias ? &*bias : nullptr);
  auto nextIs = [&](Layer::Kind kind) {
    return position + 1 < layers.size() && layers[position + 1]->kind() == kind;
  };
  // Its channels may be more, when the pixels were joined between the two.
  if (nextIs(Layer::Kind::BatchNorm) &&
      as<BatchNorm>(*layers[position + 1]).shape.channels == folded.outputs())
    folded.fold(as<BatchNorm>(*layers[++position]));
  if (nextIs(Layer::Kind::Relu)) {
    folded.activation = FoldedLayer::Activation::Relu;
    ++position;
  } else if (nextIs(Layer::Kind::Gelu)) {
    folded.activation = FoldedLayer::Activation::Gelu;
    ++position;
  }

  bool hasLevels = folded.weight.quantizer != nullptr;
  if (conv) {
    TensorValue image = emitImage(text, x, conv->shape.input);
    return hasLevels ? emitLevelConv2D(text, image, folded, conv->shape, pool)
                     : emitFloatConv2D(text, image, folded, conv->shape);
  }
  TensorValue rows =
      emitRows(text, x, as<Dense>(layer).tokens, folded.weight.cols);
  return emitTokens(text, hasLevels ? emitLevelDense(text, rows, folded, pool)
                                    : emitFloatDense(text, rows, folded));
}

TensorValue Exporter::emitAttention(const Attention &attention,
                                    const TensorValue &x) {
  TensorValue tokens =
      emitReshape(text, x, {attention.tokens, attention.features()});
  size_t index = std::exchange(named, named + 4);
  return attention.query.weight.quantizer
             ? emitLevelAttention(text, tokens, attention, index, pool)
             : emitFloatAttention(text, tokens, attention, index);
}

TensorValue Exporter::emitResidual(const Residual &residual,
                                   const TensorValue &x) {
  TensorValue sum = emitChain(residual.body, x);
  TensorValue other =
      residual.hasIdentity() ? x : emitChain(residual.shortcut, x);
  return emitAdd(text, sum, other);
}

TensorValue Exporter::emitChain(const Sequential &chain, TensorValue x) {
  const Layers &layers = chain.layers();
  for (size_t i = 0; i < layers.size(); ++i) {
    const Layer &layer = *layers[i];
    switch (layer.kind()) {
    case Layer::Kind::Attention:
      x = emitAttention(as<Attention>(layer), x);
      break;
    case Layer::Kind::Conv2D:
    case Layer::Kind::Dense:
      x = emitWeighted(layers, i, x);
      break;
    case Layer::Kind::BatchNorm: {
      const BatchNorm &norm = as<BatchNorm>(layer);
      x = emitBatchNorm(text, emitChannels(text, x, norm.shape.channels), norm,
                        named++);
      break;
    }
    case Layer::Kind::ChannelsLast:
      x = emitChannelsLast(text, x);
      break;
    case Layer::Kind::Dropout:
      break; // Nothing is dropped in use.
    case Layer::Kind::Gelu:
      x = emitGelu(text, x);
      break;
    case Layer::Kind::GlobalAvgPool:
      x = emitGlobalAvgPool(
          text, emitChannels(text, x, as<GlobalAvgPool>(layer).input.channels));
      break;
    case Layer::Kind::LayerNorm: {
      const LayerNorm &norm = as<LayerNorm>(layer);
      x = emitLayerNorm(text, emitChannels(text, x, norm.features), norm,
                        named++);
      break;
    }
    case Layer::Kind::MaxPool: {
      const MaxPool &maxPool = as<MaxPool>(layer);
      x = emitMaxPool(text, emitImage(text, x, maxPool.input), maxPool);
      break;
    }
    case Layer::Kind::PositionEmbedding:
      x = emitPositionEmbedding(text, x, as<PositionEmbedding>(layer), named++);
      break;
    case Layer::Kind::Relu:
      x = emitRelu(text, x);
      break;
    case Layer::Kind::Residual:
      x = emitResidual(as<Residual>(layer), x);
      break;
    case Layer::Kind::Sequential:
      x = emitChain(as<Sequential>(layer), x);
      break;
    }
  }
  return x;
}

/// The function's parameter: planar images if the first layer takes them.
static TensorValue inputOf(const Network &network) {
  const Layer &first = *network.layers().layers().front();
  if (first.kind() != Layer::Kind::ChannelsLast)
    return {"%input", {network.inputFeatures()}};
  const ImageShape &shape = as<ChannelsLast>(first).shape;
  return {"%input", {shape.channels, shape.height, shape.width}};
}

std::string lowres::exportMlir(const std::string &name, const Network &network,
                               ThreadPool &pool) {
  TensorValue input = inputOf(network);
  ModuleText text(input);
  TensorValue result = emitFlatten(
      text, Exporter(text, pool).emitChain(network.layers(), input));
  return text.finish(name, result);
}
