//===- NetworkDescription.cpp - The layers of a network, as data ----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/NetworkDescription.h"

#include "lowres-rt/nn/ConvShape.h"

#include <algorithm>
#include <cstdio>

using namespace lowres;

using Type = LayerDescription::Type;
using Layers = std::vector<LayerDescription>;

const std::array<const char *, 13> lowres::layerTypeNames = {
    "attention",
    "batch_norm",
    "conv",
    "dense",
    "dropout",
    "flatten",
    "gelu",
    "global_avg_pool",
    "layer_norm",
    "max_pool",
    "position_embedding",
    "relu",
    "residual"};

/// "layers[2].body[0]"
static std::string placeIn(const std::string &list, size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

static ImageShape chainShape(const Layers &layers, ImageShape shape,
                             size_t classes) {
  for (const LayerDescription &layer : layers)
    shape = outputShape(layer, shape, classes);
  return shape;
}

ImageShape lowres::outputShape(const LayerDescription &layer,
                               const ImageShape &input, size_t classes) {
  switch (layer.type) {
  case Type::Conv:
    return ConvShape{input, layer.outputs, layer.kernel, layer.stride,
                     layer.padding}
        .output();
  case Type::Dense:
    return {input.height, input.width, layer.outputs ? layer.outputs : classes};
  case Type::Flatten:
    return {1, 1, input.size()};
  case Type::GlobalAvgPool:
    return {1, 1, input.channels};
  case Type::MaxPool:
    return {(input.height - layer.kernel) / layer.stride + 1,
            (input.width - layer.kernel) / layer.stride + 1, input.channels};
  case Type::Residual:
    return chainShape(layer.body, input, classes);
  case Type::Attention:
  case Type::BatchNorm:
  case Type::Dropout:
  case Type::Gelu:
  case Type::LayerNorm:
  case Type::PositionEmbedding:
  case Type::Relu:
    return input;
  }
  return input;
}

namespace {
/// Walks a network, layer by layer in the order of the data.
class Checker {
public:
  explicit Checker(size_t classes) : classes(classes) {}

  /// The shape after `layers`, which are called `list` in messages.
  Result<ImageShape> check(const Layers &layers, ImageShape shape,
                           const std::string &list);

private:
  /// Why the layer does not fit `input`, or nothing.
  std::string misfit(const LayerDescription &layer, const ImageShape &input);
  static std::string convMisfit(const LayerDescription &layer,
                                const ImageShape &input);

  /// The number of weights that the layer itself has.
  size_t weightsOf(const LayerDescription &layer, const ImageShape &input);

  Result<ImageShape> checkLayer(const LayerDescription &layer,
                                const ImageShape &input,
                                const std::string &place);

  static constexpr size_t mostLayers = 4096;
  static constexpr size_t mostTokens = 8192;    // Attention's memory: a square.
  static constexpr size_t mostValues = 1 << 24; // Of a layer for an example.
  static constexpr size_t mostWeights = 1 << 28;

  size_t classes;
  size_t layerCount = 0;
  size_t weightCount = 0;
};
} // namespace

std::string Checker::convMisfit(const LayerDescription &layer,
                                const ImageShape &input) {
  size_t kernel = layer.kernel;
  std::string window = std::to_string(kernel) + " x " + std::to_string(kernel);
  if (layer.padding >= kernel)
    return "the padding, " + std::to_string(layer.padding) +
           ", is as large as the kernel or larger";
  if (std::min(input.height, input.width) + 2 * layer.padding < kernel)
    return "a kernel of " + window + " is larger than the input, " +
           toText(input);
  if (input.channels % layer.groups != 0 || layer.outputs % layer.groups != 0)
    return std::to_string(layer.groups) + " groups do not divide " +
           std::to_string(input.channels) + " channels and " +
           std::to_string(layer.outputs) + " outputs";
  bool arePatches = kernel > 1 && kernel == layer.stride && layer.padding == 0;
  if (arePatches && (input.height % kernel != 0 || input.width % kernel != 0))
    return "patches of " + window + " pixels do not divide the input, " +
           toText(input);
  return "";
}

std::string Checker::misfit(const LayerDescription &layer,
                            const ImageShape &input) {
  switch (layer.type) {
  case Type::Attention:
    if (input.channels % layer.heads != 0)
      return std::to_string(layer.heads) + " heads do not divide tokens of " +
             std::to_string(input.channels) + " values";
    if (input.pixels() > mostTokens)
      return std::to_string(input.pixels()) + " tokens, expected at most " +
             std::to_string(mostTokens);
    return "";
  case Type::Conv:
    return convMisfit(layer, input);
  case Type::MaxPool:
    if (std::min(input.height, input.width) < layer.kernel)
      return "windows of " + std::to_string(layer.kernel) + " x " +
             std::to_string(layer.kernel) + " are larger than the input, " +
             toText(input);
    return "";
  case Type::BatchNorm:
  case Type::Dense:
  case Type::Dropout:
  case Type::Flatten:
  case Type::Gelu:
  case Type::GlobalAvgPool:
  case Type::LayerNorm:
  case Type::PositionEmbedding:
  case Type::Relu:
  case Type::Residual:
    return "";
  }
  return "";
}

size_t Checker::weightsOf(const LayerDescription &layer,
                          const ImageShape &input) {
  switch (layer.type) {
  case Type::Attention:
    return 4 * input.channels * input.channels;
  case Type::Conv:
    return layer.outputs * layer.kernel * layer.kernel *
           (input.channels / layer.groups);
  case Type::Dense:
    return input.channels * outputShape(layer, input, classes).channels;
  case Type::PositionEmbedding:
    return input.size();
  default:
    return 0;
  }
}

Result<ImageShape> Checker::checkLayer(const LayerDescription &layer,
                                       const ImageShape &input,
                                       const std::string &place) {
  auto wrong = [&](const std::string &what) {
    return Error{place + " (" + layerTypeName(layer.type) + "): " + what};
  };
  if (++layerCount > mostLayers)
    return wrong("more than " + std::to_string(mostLayers) + " layers");
  if (std::string what = misfit(layer, input); !what.empty())
    return wrong(what);
  weightCount += weightsOf(layer, input);
  if (weightCount > mostWeights)
    return wrong("more than " + std::to_string(mostWeights) +
                 " weights up to here");
  if (layer.type == Type::Residual) {
    Result<ImageShape> body = check(layer.body, input, place + ".body");
    if (!body)
      return body;
    Result<ImageShape> other = input;
    if (!layer.shortcut.empty())
      other = check(layer.shortcut, input, place + ".shortcut");
    if (!other)
      return other;
    if (*body != *other)
      return wrong("the body makes " + toText(*body) + " of " + toText(input) +
                   ", the shortcut " + toText(*other));
    return body;
  }
  ImageShape output = outputShape(layer, input, classes);
  if (output.size() > mostValues)
    return wrong("an output of " + toText(output) +
                 " values, expected at most " + std::to_string(mostValues));
  return output;
}

Result<ImageShape> Checker::check(const Layers &layers, ImageShape shape,
                                  const std::string &list) {
  bool isEmpty = true; // flatten is a view.
  for (size_t i = 0; i < layers.size(); ++i) {
    Result<ImageShape> output = checkLayer(layers[i], shape, placeIn(list, i));
    if (!output)
      return output;
    shape = *output;
    isEmpty &= layers[i].type == Type::Flatten;
  }
  if (isEmpty)
    return Error{list + ": expected a layer that computes something"};
  return shape;
}

Status lowres::checkNetwork(const NetworkDescription &network,
                            const ImageShape &image, size_t classes) {
  Result<ImageShape> output =
      Checker(classes).check(network.layers, image, "layers");
  if (!output)
    return output.error();
  if (output->pixels() == 1 && output->channels == classes)
    return Status::success();
  return Error{placeIn("layers", network.layers.size() - 1) + " (" +
               layerTypeName(network.layers.back().type) + "): the network " +
               "ends in " + toText(*output) + " values, expected 1 x 1 x " +
               std::to_string(classes) + ", one for each class"};
}

static void describe(const Layers &layers, const std::string &list,
                     std::string &lines) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerDescription &layer = layers[i];
    std::string place = placeIn(list, i);
    lines += place + "=" + layerTypeName(layer.type);
    auto add = [&](const char *key, size_t value, size_t usual) {
      if (value != usual)
        lines += std::string(" ") + key + "=" + std::to_string(value);
    };
    add("outputs", layer.outputs, 0);
    add("kernel", layer.kernel, 1);
    add("stride", layer.stride, 1);
    add("padding", layer.padding, 0);
    add("groups", layer.groups, 1);
    add("heads", layer.heads, 1);
    add("bias", layer.hasBias, 1);
    if (layer.levels)
      lines += " levels=" + std::to_string(*layer.levels);
    if (layer.probability != 0.0f) {
      char digits[32];
      std::snprintf(digits, sizeof(digits), "%.9g",
                    static_cast<double>(layer.probability));
      lines += std::string(" probability=") + digits;
    }
    lines += "\n";
    describe(layer.body, place + ".body", lines);
    describe(layer.shortcut, place + ".shortcut", lines);
  }
}

std::string lowres::describeLayers(const NetworkDescription &network) {
  std::string lines;
  describe(network.layers, "layers", lines);
  return lines;
}
