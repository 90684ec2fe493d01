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
                          {factor, offset});
}

TensorValue lowres::emitChannelsLast(ModuleText &text, const TensorValue &x) {
  TensorValue out = text.empty({x.sizes[1], x.sizes[2], x.sizes[0]});
  TensorValue y = {text.newName(), out.sizes};
  text.line(y.name + " = linalg.transpose ins(" + x.name + " : " + x.type() +
            ") outs(" + out.name + " : " + out.type() +
            ") permutation = [0, 2, 3, 1]");
  return y;
}

TensorValue lowres::emitFlatten(ModuleText &text, const TensorValue &x) {
  if (x.sizes.size() == 1)
    return x;
  TensorValue y = {text.newName(), {1}};
  std::string joined;
  for (size_t i = 0; i < x.sizes.size(); ++i) {
    y.sizes[0] *= x.sizes[i];
    joined += (i ? ", " : "") + std::to_string(i + 1);
  }
  text.line(y.name + " = tensor.collapse_shape " + x.name + " [[0], [" +
            joined + "]] : " + x.type() + " into " + y.type());
  return y;
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

TensorValue lowres::emitGlobalAvgPool(ModuleText &text, const TensorValue &x,
                                      const GlobalAvgPool &pool) {
  TensorValue start = text.filled({pool.input.channels}, 0.0f);
  TensorValue sum = {text.newName(), start.sizes};
  text.line(sum.name + " = linalg.reduce {arith.addf} ins(" + x.name + " : " +
            x.type() + ") outs(" + start.name + " : " + start.type() +
            ") dimensions = [1, 2]");
  std::string share =
      text.scalar(1.0f / static_cast<float>(pool.input.pixels()));
  return text.elementwise(sum, {"arith.mulf %in, " + share + " : f32"});
}

TensorValue lowres::emitAdd(ModuleText &text, const TensorValue &a,
                            const TensorValue &b) {
  TensorValue y = {text.newName(), a.sizes};
  text.line(y.name + " = arith.addf " + a.name + ", " + b.name + " : " +
            y.type());
  return y;
}
