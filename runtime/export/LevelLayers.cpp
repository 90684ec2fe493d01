//===- LevelLayers.cpp - Layers with N-level weights ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

#include <cstdio>

using namespace lowres;

namespace {
/// What all operations with N-level weights have in common: names with their
/// types.
struct Operands {
  std::string weight, weightType;
  std::string scale, scaleType;
  std::string bias, biasType; // Empty: none.

  /// "%w0 scale(...) bias(...) activation(...)"
  std::string text(FoldedLayer::Activation activation) const;
};
} // namespace

std::string Operands::text(FoldedLayer::Activation activation) const {
  std::string all = weight + " scale(" + scale + " : " + scaleType + ")";
  if (!bias.empty())
    all += " bias(" + bias + " : " + biasType + ")";
  switch (activation) {
  case FoldedLayer::Activation::None:
    return all;
  case FoldedLayer::Activation::Relu:
    return all + " activation(relu)";
  case FoldedLayer::Activation::Gelu:
    return all + " activation(gelu)";
  }
  return all;
}

/// "!lowres.level<5>" for the uniform grid over [-1, 1], and otherwise with the
/// table: "!lowres.level<3, [-1.0, 0.25, 1.0]>", in as many digits as a float
/// has.
static std::string levelType(const std::vector<float> &table) {
  auto last = static_cast<float>(table.size() - 1);
  bool isUniform = true;
  std::string values;
  for (size_t code = 0; code < table.size(); ++code) {
    isUniform &= table[code] == (2.0f * static_cast<float>(code) - last) / last;
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%.8e",
                  static_cast<double>(table[code]));
    values += (code ? ", " : "") + std::string(digits);
  }
  std::string type = "!lowres.level<" + std::to_string(table.size());
  return type + (isUniform ? ">" : ", [" + values + "]>");
}

static Operands emitOperands(ModuleText &text, const FoldedLayer &layer,
                             const std::vector<size_t> &weightSizes,
                             ThreadPool &pool) {
  const WeightQuantizer &quantizer = *layer.weight.quantizer;
  StoredCodes stored = quantizer.store(layer.weight.codes(pool));
  std::string number = std::to_string(layer.index);
  std::string weight = "w" + number, scale = "s" + number, bias = "b" + number;
  Operands operands;
  operands.weight = "%" + weight;
  operands.weightType =
      "tensor<" + dimensions(weightSizes) + levelType(quantizer.levelTable()) +
      ", #lowres.radix<digits = " + std::to_string(stored.format.digits) +
      ", bits = " + std::to_string(stored.format.bits) + ">>";
  text.line(operands.weight + " = lowres.constant dense_resource<" + weight +
            "> : tensor<" + dimensions({stored.bytes.size()}) + "i8> -> " +
            operands.weightType);
  text.addBlob(weight, stored.bytes.data(), stored.bytes.size());

  std::vector<float> scales = layer.scales();
  operands.scale = "%" + scale;
  operands.scaleType = "tensor<f32>";
  if (scales.size() == 1)
    text.line(operands.scale + " = arith.constant dense<" +
              floatBits(scales[0]) + "> : " + operands.scaleType);
  else
    operands.scaleType = text.addFloats(scale, {scales.size()}, scales);
  if (!layer.bias.empty()) {
    operands.bias = "%" + bias;
    operands.biasType = text.addFloats(bias, {layer.bias.size()}, layer.bias);
  }
  return operands;
}

TensorValue lowres::emitLevelDense(ModuleText &text, const TensorValue &x,
                                   const FoldedLayer &layer, ThreadPool &pool) {
  Operands operands =
      emitOperands(text, layer, {layer.weight.rows, layer.weight.cols}, pool);
  TensorValue y = {
      "%h" + std::to_string(layer.index), {layer.outputs()}, x.rows};
  text.line(y.name + " = lowres.dense " + x.name + ", " +
            operands.text(layer.activation) + " : " + x.type() + ", " +
            operands.weightType + " -> " + y.type());
  return y;
}

TensorValue lowres::emitLevelAttention(ModuleText &text, const TensorValue &x,
                                       const Attention &attention, size_t index,
                                       ThreadPool &pool) {
  std::string projections;
  auto add = [&](const std::string &name, const Dense &dense) {
    FoldedLayer layer(index++, dense.weight,
                      dense.bias ? &*dense.bias : nullptr);
    Operands operands =
        emitOperands(text, layer, {dense.weight.rows, dense.weight.cols}, pool);
    projections += " " + name + "(" + operands.weight + ", " + operands.scale +
                   " : " + operands.weightType + ", " + operands.scaleType +
                   ")";
    if (!operands.bias.empty())
      projections += " " + name + "_bias(" + operands.bias + " : " +
                     operands.biasType + ")";
  };
  add("query", attention.query);
  add("key", attention.key);
  add("value", attention.value);
  add("output", attention.output);
  TensorValue y = {"%h" + std::to_string(index - 1), x.sizes};
  text.line(y.name + " = lowres.attention " + x.name + " heads " +
            std::to_string(attention.heads) + projections + " : " + x.type() +
            " -> " + y.type());
  return y;
}

TensorValue lowres::emitLevelConv2D(ModuleText &text, const TensorValue &x,
                                    const FoldedLayer &layer,
                                    const ConvShape &shape, ThreadPool &pool) {
  Operands operands = emitOperands(
      text, layer,
      {shape.outputs, shape.kernel, shape.kernel, shape.groupChannels()}, pool);
  ImageShape out = shape.output();
  TensorValue y = {"%h" + std::to_string(layer.index),
                   {out.height, out.width, out.channels}};
  std::string geometry;
  if (shape.stride != 1)
    geometry += " strides " + list({shape.stride, shape.stride});
  if (shape.padding != 0)
    geometry += " padding " + list(std::vector<size_t>(4, shape.padding));
  if (shape.groups != 1)
    geometry += " groups " + std::to_string(shape.groups);
  text.line(y.name + " = lowres.conv_2d " + x.name + ", " +
            operands.text(layer.activation) + geometry + " : " + x.type() +
            ", " + operands.weightType + " -> " + y.type());
  return y;
}
