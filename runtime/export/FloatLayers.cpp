//===- FloatLayers.cpp - Layers with float weights ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

#include <cmath>
#include <limits>

using namespace lowres;

/// The tensor that a linear operation adds to: the bias everywhere, or zeros.
static TensorValue emitStart(ModuleText &text, const FoldedLayer &layer,
                             const std::vector<size_t> &sizes, size_t rows) {
  if (layer.bias.empty())
    return text.filled(sizes, 0.0f, rows);
  std::string bias = "b" + std::to_string(layer.index);
  std::string type = text.addFloats(bias, {layer.bias.size()}, layer.bias);
  TensorValue out = text.empty(sizes, rows);
  TensorValue start = {text.newName(), sizes, rows};
  std::vector<size_t> others; // All dimensions but the last.
  for (size_t i = 0; i < sizes.size(); ++i)
    others.push_back(i);
  text.line(start.name + " = linalg.broadcast ins(%" + bias + " : " + type +
            ") outs(" + out.name + " : " + out.type() +
            ") dimensions = " + list(others));
  return start;
}

/// `operation` (with its attributes) of x and the weights, on top of the bias,
/// and the activation.
static TensorValue emitLinear(ModuleText &text, const std::string &operation,
                              const TensorValue &x, const FoldedLayer &layer,
                              const std::vector<size_t> &weightSizes,
                              const std::vector<float> &weights,
                              const std::vector<size_t> &sizes) {
  std::string number = std::to_string(layer.index);
  std::string type = text.addFloats("w" + number, weightSizes, weights);
  TensorValue start = emitStart(text, layer, sizes, x.rows);
  TensorValue y = {"%h" + number, sizes, x.rows};
  text.line(y.name + " = " + operation + " ins(" + x.name + ", %w" + number +
            " : " + x.type() + ", " + type + ") outs(" + start.name + " : " +
            start.type() + ") -> " + y.type());
  switch (layer.activation) {
  case FoldedLayer::Activation::None:
    return y;
  case FoldedLayer::Activation::Relu:
    return emitRelu(text, y);
  case FoldedLayer::Activation::Gelu:
    return emitGelu(text, y);
  }
  return y;
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

static TensorValue emitBatchMatmul(ModuleText &text, const TensorValue &a,
                                   const TensorValue &b) {
  std::vector<size_t> sizes = {a.sizes[0], b.sizes[1]};
  TensorValue start = text.filled(sizes, 0.0f, a.rows);
  TensorValue y = {text.newName(), sizes, a.rows};
  text.line(y.name + " = linalg.batch_matmul ins(" + a.name + ", " + b.name +
            " : " + a.type() + ", " + b.type() + ") outs(" + start.name +
            " : " + start.type() + ") -> " + y.type());
  return y;
}

/// exp(x - max) / sum over the last dimension.
static TensorValue emitSoftmax(ModuleText &text, const TensorValue &x) {
  TensorValue top = text.reduceLast(x, -std::numeric_limits<float>::infinity(),
                                    {"arith.maximumf %in, %old : f32"});
  TensorValue powers = text.elementwise(
      x, {"%less = arith.subf %in, %in0 : f32", "math.exp %less : f32"},
      {firstDimensions(top)});
  TensorValue sum =
      text.reduceLast(powers, 0.0f, {"arith.addf %in, %old : f32"});
  return text.elementwise(powers, {"arith.divf %in, %in0 : f32"},
                          {firstDimensions(sum)});
}

TensorValue lowres::emitFloatAttention(ModuleText &text, const TensorValue &x,
                                       const Attention &attention,
                                       size_t index) {
  TensorValue rows = emitRows(text, x, attention.tokens, attention.features());
  auto project = [&](const TensorValue &in, const Dense &dense) {
    FoldedLayer layer(index++, dense.weight,
                      dense.bias ? &*dense.bias : nullptr);
    return emitTokens(text, emitFloatDense(text, in, layer));
  };
  auto headsOf = [&](const Dense &dense) {
    return emitHeads(text, project(rows, dense), attention.tokens,
                     attention.heads, attention.headSize());
  };
  TensorValue q = headsOf(attention.query);
  TensorValue k = headsOf(attention.key);
  TensorValue v = headsOf(attention.value);
  std::string factor =
      text.scalar(1.0f / std::sqrt(static_cast<float>(attention.headSize())));
  q = text.elementwise(q, {"arith.mulf %in, " + factor + " : f32"});
  k = emitTranspose(text, k, {0, 2, 1},
                    {attention.headSize(), attention.tokens});
  TensorValue p = emitSoftmax(text, emitBatchMatmul(text, q, k));
  TensorValue context = emitJoinedHeads(text, emitBatchMatmul(text, p, v));
  return project(
      emitRows(text, context, attention.tokens, attention.features()),
      attention.output);
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
