//===- NetworkBuilder.cpp - From a description to layers ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/NetworkBuilder.h"

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/Dropout.h"
#include "lowres-rt/nn/Gelu.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/LayerNorm.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/PositionEmbedding.h"
#include "lowres-rt/nn/Relu.h"
#include "lowres-rt/nn/Residual.h"

#include <utility>

using namespace lowres;

using Type = LayerDescription::Type;

namespace {
/// Makes layers whose parameters are numbered in the order they are added, each
/// with its own random numbers.
class Builder {
public:
  Builder(size_t classes, const QuantizerOf &quantizerOf, uint64_t seed)
      : classes(classes), quantizerOf(quantizerOf), seed(seed) {}

  /// Adds `layers` to the chain, for an input of `shape`, which becomes that of
  /// the output.
  void add(Sequential &chain, const std::vector<LayerDescription> &layers,
           ImageShape &shape);

private:
  std::unique_ptr<Layer> make(const LayerDescription &layer,
                              const ImageShape &input);
  std::unique_ptr<Layer> makeResidual(const LayerDescription &layer,
                                      const ImageShape &input);

  size_t classes;
  const QuantizerOf &quantizerOf;
  uint64_t seed;
  // How many there are so far.
  size_t weights = 0;
  size_t norms = 0;
  size_t embeddings = 0;
  size_t dropouts = 0;
};
} // namespace

std::unique_ptr<Layer> Builder::makeResidual(const LayerDescription &layer,
                                             const ImageShape &input) {
  Sequential body, shortcut;
  ImageShape ofBody = input, ofShortcut = input;
  add(body, layer.body, ofBody);
  add(shortcut, layer.shortcut, ofShortcut);
  return std::make_unique<Residual>(std::move(body), std::move(shortcut));
}

/// Null for what computes nothing.
std::unique_ptr<Layer> Builder::make(const LayerDescription &layer,
                                     const ImageShape &input) {
  constexpr uint64_t weightStream = 0x77, embeddingStream = 0x79;
  size_t pixels = input.pixels(), channels = input.channels;
  auto bias = layer.hasBias ? Dense::Bias::Yes : Dense::Bias::No;
  switch (layer.type) {
  case Type::Attention: {
    Random random(seed, weightStream, weights);
    size_t index = std::exchange(weights, weights + 4);
    return std::make_unique<Attention>(pixels, channels, layer.heads, bias,
                                       index, quantizerOf(layer.levels),
                                       random);
  }
  case Type::BatchNorm:
    return std::make_unique<BatchNorm>(input, norms++);
  case Type::Conv: {
    Random random(seed, weightStream, weights);
    ConvShape shape = {input,        layer.outputs, layer.kernel,
                       layer.stride, layer.padding, layer.groups};
    auto convBias = layer.hasBias ? Conv2D::Bias::Yes : Conv2D::Bias::No;
    return std::make_unique<Conv2D>(shape, convBias, weights++,
                                    quantizerOf(layer.levels), random);
  }
  case Type::Dense: {
    Random random(seed, weightStream, weights);
    size_t outputs = outputShape(layer, input, classes).channels;
    return std::make_unique<Dense>(channels, outputs, weights++,
                                   quantizerOf(layer.levels), random, pixels,
                                   bias);
  }
  case Type::Dropout:
    return std::make_unique<Dropout>(input.size(), layer.probability, seed,
                                     dropouts++);
  case Type::Flatten:
    return nullptr;
  case Type::Gelu:
    return std::make_unique<Gelu>(input.size());
  case Type::GlobalAvgPool:
    return std::make_unique<GlobalAvgPool>(input);
  case Type::LayerNorm:
    return std::make_unique<LayerNorm>(pixels, channels, norms++);
  case Type::MaxPool:
    return std::make_unique<MaxPool>(input, layer.kernel, layer.stride);
  case Type::PositionEmbedding: {
    Random random(seed, embeddingStream, embeddings);
    return std::make_unique<PositionEmbedding>(pixels, channels, embeddings++,
                                               random);
  }
  case Type::Relu:
    return std::make_unique<Relu>(input.size());
  case Type::Residual:
    return makeResidual(layer, input);
  }
  return nullptr;
}

void Builder::add(Sequential &chain,
                  const std::vector<LayerDescription> &layers,
                  ImageShape &shape) {
  for (const LayerDescription &layer : layers) {
    if (std::unique_ptr<Layer> made = make(layer, shape))
      chain.add(std::move(made));
    shape = outputShape(layer, shape, classes);
  }
}

Network lowres::makeNetwork(const NetworkDescription &network,
                            const ImageShape &image, size_t classes,
                            const QuantizerOf &quantizerOf, uint64_t seed) {
  Sequential chain;
  if (network.layers.front().type != Type::Flatten)
    chain.add(std::make_unique<ChannelsLast>(image));
  ImageShape shape = image;
  Builder(classes, quantizerOf, seed).add(chain, network.layers, shape);
  return Network(image.size(), std::move(chain));
}
