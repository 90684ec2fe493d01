//===- LevelLayers.cpp - Layers with N-level weights ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

#include "lowres-rt/quant/RadixPacking.h"

using namespace lowres;

namespace {
/// What all operations with N-level weights have in common.
struct Operands {
  std::string text; // "%w0 scale(...) bias(...) activation(...)"
  std::string weightType;
};
} // namespace

static Operands emitOperands(ModuleText &text, const FoldedLayer &layer,
                             const std::vector<size_t> &weightSizes,
                             ThreadPool &pool) {
  const WeightQuantizer &quantizer = *layer.weight.quantizer;
  RadixFormat format = canonicalRadix(quantizer.levels());
  std::string number = std::to_string(layer.index);
  std::string weight = "w" + number, scale = "s" + number, bias = "b" + number;
  Operands operands;
  operands.weightType =
      "tensor<" + dimensions(weightSizes) + "!lowres.level<" +
      std::to_string(quantizer.levels()) +
      ">, #lowres.radix<digits = " + std::to_string(format.digits) +
      ", bits = " + std::to_string(format.bits) + ">>";
  std::vector<uint8_t> packed = quantizer.pack(layer.weight.codes(pool));
  text.line("%" + weight + " = lowres.constant dense_resource<" + weight +
            "> : tensor<" + dimensions({packed.size()}) + "i8> -> " +
            operands.weightType);
  text.addBlob(weight, packed.data(), packed.size());

  std::vector<float> scales = layer.scales();
  std::string scaleType = "tensor<f32>";
  if (scales.size() == 1)
    text.line("%" + scale + " = arith.constant dense<" + floatBits(scales[0]) +
              "> : " + scaleType);
  else
    scaleType = text.addFloats(scale, {scales.size()}, scales);
  operands.text = "%" + weight + " scale(%" + scale + " : " + scaleType + ")";
  if (!layer.bias.empty())
    operands.text += " bias(%" + bias + " : " +
                     text.addFloats(bias, {layer.bias.size()}, layer.bias) +
                     ")";
  if (layer.relu)
    operands.text += " activation(relu)";
  return operands;
}

TensorValue lowres::emitLevelDense(ModuleText &text, const TensorValue &x,
                                   const FoldedLayer &layer, ThreadPool &pool) {
  Operands operands =
      emitOperands(text, layer, {layer.weight.rows, layer.weight.cols}, pool);
  TensorValue y = {"%h" + std::to_string(layer.index), {layer.outputs()}};
  text.line(y.name + " = lowres.dense " + x.name + ", " + operands.text +
            " : " + x.type() + ", " + operands.weightType + " -> " + y.type());
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
  text.line(y.name + " = lowres.conv_2d " + x.name + ", " + operands.text +
            geometry + " : " + x.type() + ", " + operands.weightType + " -> " +
            y.type());
  return y;
}
