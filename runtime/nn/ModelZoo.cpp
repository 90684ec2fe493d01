//===- ModelZoo.cpp - Named networks --------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/ModelZoo.h"

using namespace lowres;

using Type = LayerDescription::Type;
using Layers = std::vector<LayerDescription>;

const char *lowres::modelName(Model model) {
  switch (model) {
  case Model::Linear:
    return "linear";
  case Model::Fcnn1:
    return "fcnn1";
  case Model::Fcnn2:
    return "fcnn2";
  case Model::Cvnn1:
    return "cvnn1";
  case Model::Cvnn2:
    return "cvnn2";
  case Model::Resnet18:
    return "resnet18";
  case Model::Vit:
    return "vit";
  }
  return "";
}

static void add(Layers &layers, Type type) { layers.push_back({type}); }

static void addDense(Layers &layers, size_t outputs) {
  layers.push_back({Type::Dense, outputs});
}

/// A convolution with batch normalisation, which needs no bias before it.
static void addConv(Layers &layers, size_t outputs, size_t kernel = 3,
                    size_t stride = 1) {
  LayerDescription conv = {Type::Conv, outputs, kernel, stride, kernel / 2};
  conv.hasBias = false;
  layers.push_back(conv);
  add(layers, Type::BatchNorm);
}

static void addConvRelu(Layers &layers, size_t outputs, size_t stride = 1) {
  addConv(layers, outputs, 3, stride);
  add(layers, Type::Relu);
}

static void addPool(Layers &layers) {
  layers.push_back({Type::MaxPool, 0, 2, 2});
}

static void addResidual(Layers &layers, Layers body, Layers shortcut = {}) {
  LayerDescription residual = {Type::Residual};
  residual.body = std::move(body);
  residual.shortcut = std::move(shortcut);
  layers.push_back(std::move(residual));
}

/// The last layers: mean over pixels or tokens, and the classes.
static void addClassifier(Layers &layers) {
  add(layers, Type::GlobalAvgPool);
  addDense(layers, 0);
}

static Layers fullyConnected(const std::vector<size_t> &hidden) {
  Layers layers;
  add(layers, Type::Flatten);
  for (size_t outputs : hidden) {
    addDense(layers, outputs);
    add(layers, Type::Relu);
  }
  addDense(layers, 0);
  return layers;
}

static Layers cvnn1() {
  Layers layers;
  for (size_t outputs : {32, 64, 128}) {
    addConvRelu(layers, outputs);
    addPool(layers);
  }
  add(layers, Type::Flatten);
  addDense(layers, 0);
  return layers;
}

static Layers cvnn2() {
  Layers layers;
  for (size_t outputs : {64, 128, 256, 512}) {
    addConvRelu(layers, outputs);
    addConvRelu(layers, outputs);
    addPool(layers);
  }
  addClassifier(layers);
  return layers;
}

/// relu(conv(relu(conv(x))) + x), where x is projected if `isFirst` of a stage
/// that changes the number of channels.
static void addResnetBlock(Layers &layers, size_t outputs, bool isFirst) {
  Layers body, shortcut;
  addConvRelu(body, outputs, isFirst ? 2 : 1);
  addConv(body, outputs);
  if (isFirst)
    addConv(shortcut, outputs, 1, 2);
  addResidual(layers, std::move(body), std::move(shortcut));
  add(layers, Type::Relu);
}

static Layers resnet18() {
  Layers layers;
  addConvRelu(layers, 64);
  for (size_t outputs : {64, 128, 256, 512}) {
    addResnetBlock(layers, outputs, outputs != 64);
    addResnetBlock(layers, outputs, false);
  }
  addClassifier(layers);
  return layers;
}

NetworkDescription lowres::describeVit(const VitOptions &options) {
  Layers layers;
  layers.push_back({Type::Conv, options.dim, options.patch, options.patch});
  add(layers, Type::PositionEmbedding);
  for (size_t block = 0; block < options.depth; ++block) {
    Layers mixing, mlp;
    add(mixing, Type::LayerNorm);
    add(mixing, Type::Attention);
    mixing.back().heads = options.heads;
    addResidual(layers, std::move(mixing));
    add(mlp, Type::LayerNorm);
    addDense(mlp, options.mlpRatio * options.dim);
    add(mlp, Type::Gelu);
    addDense(mlp, options.dim);
    addResidual(layers, std::move(mlp));
  }
  add(layers, Type::LayerNorm);
  addClassifier(layers);
  return {modelName(Model::Vit), std::move(layers)};
}

NetworkDescription lowres::describeModel(Model model) {
  switch (model) {
  case Model::Linear:
    return {modelName(model), fullyConnected({})};
  case Model::Fcnn1:
    return {modelName(model), fullyConnected({512, 256})};
  case Model::Fcnn2:
    return {modelName(model), fullyConnected({4096, 2048})};
  case Model::Cvnn1:
    return {modelName(model), cvnn1()};
  case Model::Cvnn2:
    return {modelName(model), cvnn2()};
  case Model::Resnet18:
    return {modelName(model), resnet18()};
  case Model::Vit:
    return describeVit(VitOptions());
  }
  return {};
}

Status lowres::checkImageSize(Model model, const ImageShape &image) {
  constexpr size_t classes = 10;
  Status status = checkNetwork(describeModel(model), image, classes);
  if (status)
    return status;
  return Error{std::string("model '") + modelName(model) +
               "': " + status.error().message};
}

Network lowres::makeNetwork(Model model, const ImageShape &image,
                            size_t classes, const WeightQuantizer *quantizer,
                            uint64_t seed) {
  auto always = [&](std::optional<int>) { return quantizer; };
  return makeNetwork(describeModel(model), image, classes, always, seed);
}
