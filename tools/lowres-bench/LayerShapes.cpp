//===- LayerShapes.cpp - Layers to time -----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerShapes.h"

#include "lowres-rt/nn/ModelZoo.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace lowres;

using Type = LayerDescription::Type;
using Shapes = std::vector<LayerShape>;

static constexpr size_t kMostWeights = size_t(1) << 28;

namespace {
struct NamedLayers {
  llvm::StringLiteral name, shapes;
};
} // namespace

/// Each layer of a model once; of chains that repeat, the first and another.
static constexpr NamedLayers kModels[] = {
    // Hidden sizes 3200 (3 billion weights) and 4096 (7 and 8 billion):
    // attention and the two sides of the MLP.
    {"llm", "3200x3200 8640x3200 4096x4096 4096x14336 14336x4096"},
    // He et al., arXiv 1512.03385, with the strides in the 3 x 3 kernels.
    {"resnet50", "224x224x3-7x7-64-s2 "
                 "56x56x64-1x1-64 56x56x64-3x3-64 56x56x64-1x1-256 "
                 "56x56x256-1x1-64 56x56x256-1x1-512-s2 56x56x128-3x3-128-s2 "
                 "28x28x128-3x3-128 28x28x128-1x1-512 28x28x512-1x1-128 "
                 "28x28x512-1x1-1024-s2 28x28x256-3x3-256-s2 "
                 "14x14x256-3x3-256 14x14x256-1x1-1024 14x14x1024-1x1-256 "
                 "14x14x1024-1x1-2048-s2 14x14x512-3x3-512-s2 "
                 "7x7x512-3x3-512 7x7x512-1x1-2048 7x7x2048-1x1-512 "
                 "2048x1000"},
    // Howard et al., arXiv 1704.04861.
    {"mobilenet", "224x224x3-3x3-32-s2 "
                  "112x112x32-3x3-32-g32 112x112x32-1x1-64 "
                  "112x112x64-3x3-64-s2-g64 56x56x64-1x1-128 "
                  "56x56x128-3x3-128-g128 56x56x128-1x1-128 "
                  "28x28x256-3x3-256-g256 28x28x256-1x1-256 "
                  "14x14x512-3x3-512-g512 14x14x512-1x1-512 "
                  "7x7x1024-3x3-1024-g1024 7x7x1024-1x1-1024 1024x1000"}};

static LayerShape makeDense(size_t inputs, size_t outputs) {
  return {{{1, 1, inputs}, outputs, /*kernel=*/1}};
}

std::string LayerShape::str() const {
  auto number = [](size_t value) { return std::to_string(value); };
  const ImageShape &image = conv.input;
  if (isDense())
    return number(image.channels) + "x" + number(conv.outputs);
  std::string text = number(image.height) + "x" + number(image.width) + "x" +
                     number(image.channels) + "-" + number(conv.kernel) + "x" +
                     number(conv.kernel) + "-" + number(conv.outputs);
  if (conv.stride != 1)
    text += "-s" + number(conv.stride);
  if (conv.padding != conv.kernel / 2)
    text += "-p" + number(conv.padding);
  if (conv.groups != 1)
    text += "-g" + number(conv.groups);
  return text;
}

static bool parseNumber(llvm::StringRef text, size_t least, size_t most,
                        size_t &number) {
  return !text.getAsInteger(10, number) && number >= least && number <= most;
}

/// "56x56x64", each number from 1 to `most`. Nothing for other texts.
static llvm::SmallVector<size_t> parseSizes(llvm::StringRef text, size_t most) {
  llvm::SmallVector<size_t> sizes;
  for (llvm::StringRef part : llvm::split(text, 'x')) {
    sizes.emplace_back();
    if (!parseNumber(part, 1, most, sizes.back()))
      return {};
  }
  return sizes;
}

static std::optional<LayerShape> parseDense(llvm::StringRef text) {
  llvm::SmallVector<size_t> sizes = parseSizes(text, kMostWeights);
  if (sizes.size() != 2 || sizes[0] > kMostWeights / sizes[1])
    return std::nullopt;
  return makeDense(sizes[0], sizes[1]);
}

/// The image, the kernel and the outputs of a convolution.
static std::optional<LayerShape>
parseConv(llvm::ArrayRef<llvm::StringRef> parts) {
  constexpr size_t most = NetworkDescription::mostOutputs;
  if (parts.size() < 3)
    return std::nullopt;
  llvm::SmallVector<size_t> image = parseSizes(parts[0], most);
  llvm::SmallVector<size_t> kernel =
      parseSizes(parts[1], NetworkDescription::mostKernel);
  llvm::SmallVector<size_t> outputs = parseSizes(parts[2], most);
  if (image.size() != 3 || kernel.size() != 2 || kernel[0] != kernel[1] ||
      outputs.size() != 1)
    return std::nullopt;
  ConvShape conv = {{image[0], image[1], image[2]}, outputs[0], kernel[0]};
  conv.padding = conv.kernel / 2;
  return LayerShape{conv};
}

/// Reads what stands behind the outputs of a convolution.
static llvm::Error parseSuffixes(llvm::ArrayRef<llvm::StringRef> suffixes,
                                 ConvShape &conv) {
  constexpr size_t most = NetworkDescription::mostOutputs;
  struct {
    llvm::StringLiteral letter;
    size_t least;
    size_t &number;
    bool isRead = false;
  } known[] = {
      {"s", 1, conv.stride}, {"p", 0, conv.padding}, {"g", 1, conv.groups}};
  for (llvm::StringRef text : suffixes) {
    auto *suffix = llvm::find_if(known, [&](const auto &candidate) {
      return text.starts_with(candidate.letter);
    });
    if (suffix == std::end(known) || suffix->isRead ||
        !parseNumber(text.drop_front(), suffix->least, most, suffix->number))
      return llvm::createStringError(
          "expected -s<stride>, -p<padding> and -g<groups> behind the outputs, "
          "each at most once and at most " +
          llvm::Twine(most) + ", -s and -g at least 1, found '-" + text + "'");
    suffix->isRead = true;
  }
  return llvm::Error::success();
}

/// An error if the convolution does not fit its image, or is too large.
static llvm::Error checkConv(const ConvShape &conv) {
  constexpr size_t mostValues = size_t(1) << 24; // As checkNetwork().
  if (conv.input.size() > mostValues)
    return llvm::createStringError("an image of more than 2^24 values");
  LayerDescription layer = {Type::Conv,  conv.outputs, conv.kernel,
                            conv.stride, conv.padding, conv.groups};
  Status status = checkNetwork({"layer", {layer, {Type::GlobalAvgPool}}},
                               conv.input, conv.outputs);
  return status ? llvm::Error::success()
                : llvm::createStringError(status.error().message);
}

static llvm::Expected<LayerShape> parseShape(llvm::StringRef text) {
  std::optional<LayerShape> shape = parseDense(text);
  if (shape)
    return *shape;
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, '-');
  shape = parseConv(parts);
  if (!shape)
    return llvm::createStringError(
        "expected inputs x outputs as in 3072x512, of at most 2^28 weights, a "
        "convolution as in 56x56x64-3x3-128, llm, resnet50, mobilenet or a "
        "network such as cvnn1, found '" +
        text + "'");
  llvm::Error error =
      parseSuffixes(llvm::ArrayRef(parts).drop_front(3), shape->conv);
  if (!error)
    error = checkConv(shape->conv);
  if (error)
    return llvm::createStringError("'" + text +
                                   "': " + llvm::toString(std::move(error)));
  return *shape;
}

/// The layers with weights of a network of lowres-train. Tokens are rows of
/// dense layers, of which the batch says how many there are.
static void collect(const std::vector<LayerDescription> &layers,
                    ImageShape input, Shapes &shapes) {
  constexpr size_t classes = 10;
  for (const LayerDescription &layer : layers) {
    size_t channels = input.channels;
    ImageShape output = outputShape(layer, input, classes);
    if (layer.type == Type::Dense || layer.type == Type::Attention)
      shapes.push_back(makeDense(channels, output.channels));
    else if (layer.type == Type::Conv)
      shapes.push_back({{input, layer.outputs, layer.kernel, layer.stride,
                         layer.padding, layer.groups}});
    collect(layer.body, input, shapes);
    collect(layer.shortcut, input, shapes);
    input = output;
  }
}

/// The layers of the network or the model of that name; none if there is none.
static Shapes getNamedLayers(llvm::StringRef name) {
  Shapes shapes;
  for (Model model : {Model::Linear, Model::Fcnn1, Model::Fcnn2, Model::Cvnn1,
                      Model::Cvnn2, Model::Resnet18, Model::Vit})
    if (name == modelName(model))
      collect(describeModel(model).layers, {32, 32, 3}, shapes);
  for (const NamedLayers &model : kModels)
    if (name == model.name)
      for (llvm::StringRef text : llvm::split(model.shapes, ' '))
        shapes.push_back(llvm::cantFail(parseShape(text)));
  return shapes;
}

llvm::Expected<Shapes>
lowres::parseLayerShapes(llvm::ArrayRef<std::string> texts) {
  Shapes shapes;
  auto add = [&](const LayerShape &shape) {
    if (llvm::none_of(shapes, [&](const LayerShape &other) {
          return other.str() == shape.str();
        }))
      shapes.push_back(shape);
  };
  for (const std::string &text : texts) {
    Shapes named = getNamedLayers(text);
    llvm::for_each(named, add);
    if (!named.empty())
      continue;
    llvm::Expected<LayerShape> shape = parseShape(text);
    if (!shape)
      return shape.takeError();
    add(*shape);
  }
  return shapes;
}
