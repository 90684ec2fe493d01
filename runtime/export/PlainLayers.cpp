//===- PlainLayers.cpp - Layers without weights ---------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

#include <limits>

using namespace lowres;

TensorValue lowres::emitRelu(ModuleText &text, const TensorValue &x) {
  std::string zero = text.scalar(0.0f);
  return text.elementwise(x, {"arith.maximumf %in, " + zero + " : f32"});
}

static std::vector<float> valuesOf(const Parameter &parameter) {
  return {parameter.value.data(), parameter.value.data() + parameter.size()};
}

TensorValue lowres::emitBatchNorm(ModuleText &text, const TensorValue &x,
                                  const BatchNorm &norm, size_t index) {
  size_t channels = norm.shape.channels;
  std::vector<float> factors(channels), offsets(channels);
  for (size_t c = 0; c < channels; ++c) {
    double factor = norm.factorInUse(c);
    factors[c] = static_cast<float>(factor);
    offsets[c] =
        static_cast<float>(static_cast<double>(norm.beta.value[c]) -
                           static_cast<double>(norm.mean.value[c]) * factor);
  }
  std::string factor = "a" + std::to_string(index);
  std::string offset = "b" + std::to_string(index);
  text.addFloats(factor, {channels}, factors);
  text.addFloats(offset, {channels}, offsets);
  return text.elementwise(x,
                          {"%scaled = arith.mulf %in, %in0 : f32",
                           "arith.addf %scaled, %in1 : f32"},
                          {lastDimensions(factor, {channels}, x),
                           lastDimensions(offset, {channels}, x)});
}

TensorValue lowres::emitLayerNorm(ModuleText &text, const TensorValue &x,
                                  const LayerNorm &norm, size_t index) {
  size_t features = norm.features;
  std::string gamma = "a" + std::to_string(index);
  std::string beta = "b" + std::to_string(index);
  text.addFloats(gamma, {features}, valuesOf(norm.gamma));
  text.addFloats(beta, {features}, valuesOf(norm.beta));
  std::string share = text.scalar(1.0f / static_cast<float>(features));
  std::string epsilon = text.scalar(LayerNorm::epsilon);
  TensorValue sum = text.reduceLast(x, 0.0f, {"arith.addf %in, %old : f32"});
  TensorValue mean =
      text.elementwise(sum, {"arith.mulf %in, " + share + " : f32"});
  TensorValue centered = text.elementwise(x, {"arith.subf %in, %in0 : f32"},
                                          {firstDimensions(mean)});
  TensorValue squares = text.reduceLast(centered, 0.0f,
                                        {"%square = arith.mulf %in, %in : f32",
                                         "arith.addf %square, %old : f32"});
  TensorValue inverse = text.elementwise(
      squares, {"%variance = arith.mulf %in, " + share + " : f32",
                "%more = arith.addf %variance, " + epsilon + " : f32",
                "math.rsqrt %more : f32"});
  return text.elementwise(centered,
                          {"%normal = arith.mulf %in, %in0 : f32",
                           "%scaled = arith.mulf %normal, %in1 : f32",
                           "arith.addf %scaled, %in2 : f32"},
                          {firstDimensions(inverse),
                           lastDimensions(gamma, {features}, x),
                           lastDimensions(beta, {features}, x)});
}

TensorValue lowres::emitPositionEmbedding(ModuleText &text,
                                          const TensorValue &x,
                                          const PositionEmbedding &layer,
                                          size_t index) {
  const Parameter &embedding = layer.embedding;
  std::string name = "p" + std::to_string(index);
  std::vector<size_t> sizes = {embedding.rows, embedding.cols};
  text.addFloats(name, sizes, valuesOf(embedding));
  TensorValue tokens = emitReshape(text, x, sizes);
  return text.elementwise(tokens, {"arith.addf %in, %in0 : f32"},
                          {lastDimensions(name, sizes, tokens)});
}

TensorValue lowres::emitGelu(ModuleText &text, const TensorValue &x) {
  std::string half = text.scalar(0.5f), one = text.scalar(1.0f);
  std::string root = text.scalar(0.70710678f);
  return text.elementwise(x, {"%scaled = arith.mulf %in, " + root + " : f32",
                              "%erf = math.erf %scaled : f32",
                              "%sum = arith.addf %erf, " + one + " : f32",
                              "%half = arith.mulf %in, " + half + " : f32",
                              "arith.mulf %half, %sum : f32"});
}

TensorValue lowres::emitTranspose(ModuleText &text, const TensorValue &x,
                                  const std::vector<size_t> &permutation,
                                  const std::vector<size_t> &sizes) {
  TensorValue out = text.empty(sizes, x.rows);
  TensorValue y = {text.newName(), sizes, x.rows};
  text.line(y.name + " = linalg.transpose ins(" + x.name + " : " + x.type() +
            ") outs(" + out.name + " : " + out.type() +
            ") permutation = " + list(permutation));
  return y;
}

TensorValue lowres::emitChannelsLast(ModuleText &text, const TensorValue &x) {
  return emitTranspose(text, x, {0, 2, 3, 1},
                       {x.sizes[1], x.sizes[2], x.sizes[0]});
}

TensorValue lowres::emitMaxPool(ModuleText &text, const TensorValue &x,
                                const MaxPool &pool) {
  ImageShape out = pool.output();
  TensorValue start = text.filled({out.height, out.width, out.channels},
                                  -std::numeric_limits<float>::infinity());
  // Only the shape of the window counts.
  std::string window = text.newName();
  std::string windowType =
      "tensor<" + dimensions({pool.size, pool.size}) + "f32>";
  text.line(window + " = tensor.empty() : " + windowType);
  TensorValue y = {text.newName(), start.sizes};
  text.line(y.name +
            " = linalg.pooling_nhwc_max {dilations = dense<1> : "
            "tensor<2xi64>, strides = dense<" +
            std::to_string(pool.stride) + "> : tensor<2xi64>} ins(" + x.name +
            ", " + window + " : " + x.type() + ", " + windowType + ") outs(" +
            start.name + " : " + start.type() + ") -> " + y.type());
  return y;
}

TensorValue lowres::emitGlobalAvgPool(ModuleText &text, const TensorValue &x) {
  if (x.sizes.size() == 1)
    return x;
  TensorValue start = text.filled({x.sizes.back()}, 0.0f);
  std::vector<size_t> reduced; // All but the batch and the channels.
  size_t pixels = 1;
  for (size_t i = 0; i + 1 < x.sizes.size(); ++i) {
    reduced.push_back(i + 1);
    pixels *= x.sizes[i];
  }
  TensorValue sum = {text.newName(), start.sizes};
  text.line(sum.name + " = linalg.reduce {arith.addf} ins(" + x.name + " : " +
            x.type() + ") outs(" + start.name + " : " + start.type() +
            ") dimensions = " + list(reduced));
  std::string share = text.scalar(1.0f / static_cast<float>(pixels));
  return text.elementwise(sum, {"arith.mulf %in, " + share + " : f32"});
}

TensorValue lowres::emitAdd(ModuleText &text, const TensorValue &a,
                            const TensorValue &b) {
  TensorValue other = emitReshape(text, b, a.sizes);
  TensorValue y = {text.newName(), a.sizes};
  text.line(y.name + " = arith.addf " + a.name + ", " + other.name + " : " +
            y.type());
  return y;
}
