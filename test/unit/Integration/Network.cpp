//===- Network.cpp - Random networks for execution tests ------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Network.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <limits>
#include <random>

using namespace mlir;
using namespace mlir::lowres;
using namespace mlir::lowres::test;

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

int64_t ConvSpec::getNumPositions(unsigned dim) const {
  int64_t padded = image[dim] + padding[2 * dim] + padding[2 * dim + 1];
  return (padded - getExtent(dim)) / strides[dim] + 1;
}

std::string ConvSpec::str() const {
  return llvm::formatv("conv of {0}x{1}x{2}, window {3}x{4}, strides {5}x{6}, "
                       "dilations {7}x{8}, padding {9}, groups {10}, ",
                       image[0], image[1], channels, window[0], window[1],
                       strides[0], strides[1], dilations[0], dilations[1],
                       llvm::make_range(padding.begin(), padding.end()), groups)
      .str();
}

LayerSpec LayerSpec::createConv(const ConvSpec &conv, int64_t outputs) {
  LayerSpec spec;
  spec.conv = conv;
  spec.inputs = conv.getNumInputs();
  spec.outputs = outputs;
  return spec;
}

std::vector<int64_t> LayerSpec::getInputShape() const {
  if (!conv)
    return {inputs};
  return {conv->image[0], conv->image[1], conv->channels};
}

std::vector<int64_t> LayerSpec::getOutputShape() const {
  if (!conv)
    return {outputs};
  return {conv->getNumPositions(0), conv->getNumPositions(1), outputs};
}

std::vector<int64_t> LayerSpec::getWeightsShape() const {
  if (!conv)
    return {outputs, inputs};
  return {outputs, conv->window[0], conv->window[1],
          conv->channels / conv->groups};
}

int64_t LayerSpec::getRowSize() const {
  return ShapedType::getNumElements(getInputShape());
}

int64_t LayerSpec::getNumGroups() const {
  return scale == ScaleKind::Group ? llvm::divideCeil(inputs, group) : 1;
}

float LayerSpec::getLevel(unsigned code) const {
  return isUniform() ? static_cast<float>(2.0 * code / (levels - 1) - 1.0)
                     : codebook[code];
}

bool LayerSpec::needsInt8Input() const {
  return llvm::StringRef(kernel).contains("decode_dot");
}

std::string LayerSpec::str() const {
  std::string scaleText = scale == ScaleKind::Tensor ? "tensor"
                          : scale == ScaleKind::Row
                              ? "row"
                              : llvm::formatv("group {0}", group).str();
  return llvm::formatv(
             "{9}{0}{1} levels, {2} -> {3}, scale per {4}{5}, {6}{7} {8}",
             levels, isUniform() ? "" : " free", inputs, outputs, scaleText,
             bias ? ", bias" : "", activation, packed ? ", packed" : "", kernel,
             conv ? conv->str() : "")
      .str();
}

std::vector<float> test::createCodebook(unsigned levels) {
  std::vector<float> values;
  for (unsigned code = 0; code < levels; ++code) {
    float x = 2.0f * code / (levels - 1) - 1.0f;
    values.push_back(x * std::fabs(x) + 0.125f * x - 0.0625f);
  }
  return values;
}

float Layer::getScale(int64_t output, int64_t input) const {
  switch (spec.scale) {
  case ScaleKind::Tensor:
    return scale[0];
  case ScaleKind::Row:
    return scale[output];
  case ScaleKind::Group:
    return scale[output * spec.getNumGroups() + input / spec.group];
  }
  llvm_unreachable("all kinds are handled");
}

Network Network::create(const std::vector<LayerSpec> &specs, unsigned seed) {
  std::mt19937 random(seed);
  // Not std::uniform_..._distribution: their results differ by library.
  auto uniform = [&](float low, float high) {
    return low + (high - low) * static_cast<float>(random() / 4294967296.0);
  };
  Network network;
  for (const LayerSpec &spec : specs) {
    Layer layer{spec, {}, {}, {}};
    for (int64_t i = 0; i < spec.outputs * spec.inputs; ++i)
      layer.codes.push_back(random() % spec.levels);
    // The ends of the grid occur, for all inputs of an output.
    for (int64_t i = 0; i < spec.inputs; ++i)
      layer.codes[i] = spec.levels - 1;
    int64_t scales = spec.scale == ScaleKind::Tensor
                         ? 1
                         : spec.outputs * spec.getNumGroups();
    for (int64_t i = 0; i < scales; ++i)
      layer.scale.push_back(uniform(0.01f, 0.5f) * (i % 7 == 6 ? -1 : 1));
    if (spec.bias)
      for (int64_t i = 0; i < spec.outputs; ++i)
        layer.bias.push_back(uniform(-1, 1));
    network.layers.push_back(layer);
  }
  return network;
}

//===----------------------------------------------------------------------===//
// MLIR
//===----------------------------------------------------------------------===//

template <typename T> static std::string getHex(llvm::ArrayRef<T> values) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(values.data()),
                        values.size() * sizeof(T));
  return "dense<\"0x" + llvm::toHex(bytes) + "\">";
}

std::string test::getDense(llvm::ArrayRef<float> values) {
  return getHex(values);
}

static std::string getLevelType(const LayerSpec &spec) {
  std::string text = llvm::formatv("!lowres.level<{0}", spec.levels);
  if (spec.isUniform())
    return text + ">";
  llvm::raw_string_ostream os(text);
  os << ", [";
  llvm::interleaveComma(spec.codebook, os, [&](float value) {
    os << llvm::format("%.9e", static_cast<double>(value));
  });
  return text + "]>";
}

/// The tensor of `rows` rows of `shape`.
static std::string getType(const std::string &rows,
                           const std::vector<int64_t> &shape,
                           const std::string &element) {
  std::string text = "tensor<" + rows + "x";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + element + ">";
}

/// The constant of a layer's codes, and its type.
static std::pair<std::string, std::string> getWeights(const Layer &layer) {
  const LayerSpec &spec = layer.spec;
  std::vector<int64_t> shape = spec.getWeightsShape();
  std::vector<uint8_t> bytes = layer.codes;
  std::string encoding;
  if (spec.packed) {
    MLIRContext context;
    context.loadDialect<LowResDialect>();
    auto radix = RadixAttr::getDensest(&context, spec.levels);
    bytes.resize(radix.getStorageSize(shape, spec.levels));
    radix.encode(layer.codes, shape, spec.levels, bytes);
    encoding = llvm::formatv(", #lowres.radix<digits = {0}, bits = {1}>",
                             radix.getDigits(), radix.getBits());
  }
  std::string type =
      getType(std::to_string(shape.front()), {shape.begin() + 1, shape.end()},
              getLevelType(spec) + encoding);
  std::string constant =
      llvm::formatv("lowres.constant {0} : tensor<{1}xi8> -> {2}",
                    getHex(llvm::ArrayRef(bytes)), bytes.size(), type);
  return {constant, type};
}

LayerTypes test::writeConstants(llvm::raw_ostream &os, const Layer &layer,
                                llvm::StringRef name) {
  const LayerSpec &spec = layer.spec;
  auto [weights, weightsType] = getWeights(layer);
  std::string scaleType =
      spec.scale == ScaleKind::Tensor ? "tensor<f32>"
      : spec.scale == ScaleKind::Row
          ? llvm::formatv("tensor<{0}xf32>", spec.outputs).str()
          : llvm::formatv("tensor<{0}x{1}xf32>", spec.outputs,
                          spec.getNumGroups())
                .str();
  std::string biasType = llvm::formatv("tensor<{0}xf32>", spec.outputs);
  os << "  %w" << name << " = " << weights << "\n"
     << "  %s" << name << " = arith.constant " << getDense(layer.scale) << " : "
     << scaleType << "\n";
  if (spec.bias)
    os << "  %b" << name << " = arith.constant " << getDense(layer.bias)
       << " : " << biasType << "\n";
  return {weightsType, scaleType, biasType};
}

/// The attributes of a convolution.
static std::string getAttributes(const ConvSpec &conv) {
  auto list = [](const auto &values) {
    return llvm::join(
        llvm::map_range(values,
                        [](int64_t value) { return std::to_string(value); }),
        ", ");
  };
  return llvm::formatv(
      " strides [{0}] dilations [{1}] padding [{2}] groups {3}",
      list(conv.strides), list(conv.dilations), list(conv.padding),
      conv.groups);
}

std::string Network::getModule() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string rows = batch ? std::to_string(*batch) : "?";
  std::string result =
      getType(rows, layers.back().spec.getOutputShape(), "f32");
  os << "func.func @net(%x0: "
     << getType(rows, layers.front().spec.getInputShape(), "f32") << ") -> "
     << result << " {\n";
  for (auto [i, layer] : llvm::enumerate(layers)) {
    const LayerSpec &spec = layer.spec;
    LayerTypes types = writeConstants(os, layer, std::to_string(i));
    std::string input = "%x" + std::to_string(i);
    std::string inputType = getType(rows, spec.getInputShape(), "f32");
    std::string inputScale;
    if (spec.needsInt8Input()) {
      std::string codesType = getType(rows, spec.getInputShape(), "i8");
      std::string type = getType(rows, {}, "f32");
      os << "  %q" << i << ", %qs" << i << " = lowres.quantize_activations "
         << input << " : " << inputType << " -> " << codesType << ", " << type
         << "\n";
      inputScale = llvm::formatv(" input_scale(%qs{0} : {1})", i, type);
      input = "%q" + std::to_string(i);
      inputType = codesType;
    }
    os << "  %x" << i + 1 << " = lowres." << (spec.conv ? "conv_2d " : "dense ")
       << input << ", %w" << i << " scale(%s" << i << " : " << types.scale
       << ")" << inputScale;
    if (spec.bias)
      os << " bias(%b" << i << " : " << types.bias << ")";
    os << " activation(" << spec.activation << ")";
    if (spec.conv)
      os << getAttributes(*spec.conv);
    if (!spec.kernel.empty())
      os << " kernel<" << spec.kernel << ">";
    os << "\n    : " << inputType << ", " << types.weights << " -> "
       << getType(rows, spec.getOutputShape(), "f32") << "\n";
  }
  os << "  return %x" << layers.size() << " : " << result << "\n}\n";
  return text;
}

std::string Network::str() const {
  std::vector<std::string> texts;
  for (const Layer &layer : layers)
    texts.push_back(layer.spec.str());
  if (batch)
    texts.push_back(llvm::formatv("batch {0}", *batch));
  return llvm::join(texts, "; ");
}

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

std::vector<float> test::createInput(int64_t rows, int64_t inputs,
                                     unsigned seed) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::mt19937 random(seed);
  std::vector<float> values(rows * inputs);
  for (int64_t row = 0; row < rows; ++row) {
    float *begin = &values[row * inputs], *end = begin + inputs;
    auto draw = [&] { return static_cast<float>(random() / 2147483648.0 - 1); };
    std::generate(begin, end, draw);
    float &some = begin[random() % inputs];
    switch ((row + seed) % 12) {
    case 2: // 127 / absmax is 1: codes that are rounded from k + 1/2.
      std::generate(begin, end, [&] {
        return static_cast<float>(int(random() % 254) - 127) + 0.5f;
      });
      some = -127;
      break;
    case 4:
      std::fill(begin, end, row % 2 ? 0.0f : -0.0f);
      break;
    case 5: // 127 / absmax overflows from about 3.7e-37 down.
      std::for_each(begin, end, [](float &x) { x *= 3.6e-37f; });
      break;
    case 6:
      std::for_each(begin, end, [](float &x) { x *= 3.8e-37f; });
      break;
    case 7: // Denormals.
      std::for_each(begin, end, [](float &x) { x *= 1e-39f; });
      break;
    case 8:
      some = std::numeric_limits<float>::quiet_NaN();
      break;
    case 9:
      some = draw() < 0 ? -kInfinity : kInfinity;
      break;
    case 10:
      std::for_each(begin, end, [](float &x) { x *= 1e30f; });
      break;
    default: // Random.
      break;
    }
  }
  return values;
}
