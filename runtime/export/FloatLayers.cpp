//===- FloatLayers.cpp - Layers with float weights ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

using namespace lowres;

/// The tensor that a linear operation adds to: the bias everywhere, or zeros.
static TensorValue emitStart(ModuleText &text, const FoldedLayer &layer,
                             const std::vector<size_t> &sizes) {
  if (layer.bias.empty())
    return text.filled(sizes, 0.0f);
  std::string bias = "b" + std::to_string(layer.index);
  std::string type = text.addFloats(bias, {layer.bias.size()}, layer.bias);
  TensorValue out = text.empty(sizes), start = {text.newName(), sizes};
  std::vector<size_t> others; // All dimensions but the last.
  for (size_t i = 0; i < sizes.size(); ++i)
    others.push_back(i);
  text.line(start.name + " = linalg.broadcast ins(%" + bias + " : " + type +
            ") outs(" + out.name + " : " + out.type() +
            ") dimensions = " + list(others));
  return start;
}

/// `operation` (with its attributes) of x and the weights, on top of the bias,
/// and the rectifier.
static TensorValue emitLinear(ModuleText &text, const std::string &operation,
                              const TensorValue &x, const FoldedLayer &layer,
                              const std::vector<size_t> &weightSizes,
                              const std::vector<float> &weights,
                              const std::vector<size_t> &sizes) {
  std::string number = std::to_string(layer.index);
  std::string type = text.addFloats("w" + number, weightSizes, weights);
  TensorValue start = emitStart(text, layer, sizes);
  TensorValue y = {"%h" + number, sizes};
  text.line(y.name + " = " + operation + " ins(" + x.name + ", %w" + number +
            " : " + x.type() + ", " + type + ") outs(" + start.name + " : " +
            start.type() + ") -> " + y.type());
  return layer.relu ? emitRelu(text, y) : y;
}

TensorValue lowres::emitFloatDense(ModuleText &text, const TensorValue &x,
                                   const FoldedLayer &layer) {
  size_t in = layer.weight.cols, out = layer.outputs();
  std::vector<float> weights = layer.weights(), transposed(weights.size());
  for (size_t o = 0; o < out; ++o)
    for (size_t i = 0; i < in; ++i)
      transposed[i * out + o] = weights[o * in + i];
  return emitLinear(text, "linalg.matmul", x, layer, {in, out}, transposed,
                    {out});
}

/// x with zeros around each image.
static TensorValue emitPadding(ModuleText &text, const TensorValue &x,
                               size_t padding) {
  if (padding == 0)
    return x;
  std::string zero = text.scalar(0.0f);
  TensorValue y = {text.newName(), x.sizes};
  y.sizes[0] += 2 * padding;
  y.sizes[1] += 2 * padding;
  std::string widths = list({0, padding, padding, 0});
  text.line(y.name + " = tensor.pad " + x.name + " low" + widths + " high" +
            widths + " {");
  text.line("^bb0(%n: index, %h: index, %w: index, %c: index):");
  text.line("  tensor.yield " + zero + " : f32");
  text.line("} : " + x.type() + " to " + y.type());
  return y;
}

/// The weights as [taps, channels, outputs]; those between groups are zero.
static std::vector<float> tapMajorWeights(const FoldedLayer &layer,
                                          const ConvShape &shape) {
  size_t channels = shape.input.channels, part = shape.groupChannels();
  std::vector<float> weights = layer.weights();
  std::vector<float> result(shape.taps() * channels * shape.outputs);
  for (size_t o = 0; o < shape.outputs; ++o) {
    size_t firstChannel = o / shape.groupOutputs() * part;
    for (size_t tap = 0; tap < shape.taps(); ++tap)
      for (size_t c = 0; c < part; ++c)
        result[(tap * channels + firstChannel + c) * shape.outputs + o] =
            weights[(o * shape.taps() + tap) * part + c];
  }
  return result;
}

/// The weights as [taps, channels].
static std::vector<float> depthwiseWeights(const FoldedLayer &layer,
                                           const ConvShape &shape) {
  std::vector<float> weights = layer.weights(), result(weights.size());
  for (size_t c = 0; c < shape.outputs; ++c)
    for (size_t tap = 0; tap < shape.taps(); ++tap)
      result[tap * shape.outputs + c] = weights[c * shape.taps() + tap];
  return result;
}

TensorValue lowres::emitFloatConv2D(ModuleText &text, const TensorValue &x,
                                    const FoldedLayer &layer,
                                    const ConvShape &shape) {
  TensorValue padded = emitPadding(text, x, shape.padding);
  std::string attributes = " {dilations = dense<1> : tensor<2xi64>, strides = "
                           "dense<" +
                           std::to_string(shape.stride) + "> : tensor<2xi64>}";
  ImageShape out = shape.output();
  std::vector<size_t> sizes = {out.height, out.width, out.channels};
  size_t k = shape.kernel, channels = shape.input.channels;
  if (shape.isDepthwise())
    return emitLinear(text, "linalg.depthwise_conv_2d_nhwc_hwc" + attributes,
                      padded, layer, {k, k, channels},
                      depthwiseWeights(layer, shape), sizes);
  return emitLinear(text, "linalg.conv_2d_nhwc_hwcf" + attributes, padded,
                    layer, {k, k, channels, shape.outputs},
                    tapMajorWeights(layer, shape), sizes);
}
