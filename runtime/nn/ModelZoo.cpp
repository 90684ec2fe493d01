//===- ModelZoo.cpp - Named networks --------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/ModelZoo.h"

#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/Relu.h"
#include "lowres-rt/nn/Residual.h"

using namespace lowres;

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
  }
  return "";
}

/// The smallest height and width that every pooling can halve.
static size_t smallestImage(Model model) {
  switch (model) {
  case Model::Cvnn1:
    return 8;
  case Model::Cvnn2:
    return 16;
  case Model::Linear:
  case Model::Fcnn1:
  case Model::Fcnn2:
  case Model::Resnet18:
    return 1;
  }
  return 1;
}

Status lowres::checkImageSize(Model model, const ImageShape &image) {
  size_t least = smallestImage(model);
  if (image.height >= least && image.width >= least)
    return Status::success();
  auto text = [](size_t height, size_t width) {
    return std::to_string(height) + " x " + std::to_string(width);
  };
  return Error{std::string("model '") + modelName(model) +
               "' takes images of at least " + text(least, least) +
               " pixels, found " + text(image.height, image.width)};
}

namespace {
/// Makes layers whose parameters are numbered in the order they are added, each
/// with its own random numbers.
class Builder {
public:
  Builder(const WeightQuantizer *quantizer, uint64_t seed)
      : quantizer(quantizer), seed(seed) {}

  void addDense(Sequential &chain, size_t in, size_t out) {
    Random random = nextRandom();
    chain.add(std::make_unique<Dense>(in, out, index++, quantizer, random));
  }

  /// A convolution with batch normalisation; returns the size of its output.
  ImageShape addConv(Sequential &chain, const ConvShape &shape) {
    Random random = nextRandom();
    chain.add(std::make_unique<Conv2D>(shape, Conv2D::Bias::No, index,
                                       quantizer, random));
    chain.add(std::make_unique<BatchNorm>(shape.output(), index++));
    return shape.output();
  }

  /// The same with a rectifier, for the kernels that most layers have.
  ImageShape addConvRelu(Sequential &chain, const ImageShape &input,
                         size_t outputs, size_t stride = 1) {
    ImageShape output = addConv(chain, {input, outputs, 3, stride, 1});
    chain.add(std::make_unique<Relu>(output.size()));
    return output;
  }

  ImageShape addPool(Sequential &chain, const ImageShape &input) {
    auto pool = std::make_unique<MaxPool>(input, 2, 2);
    ImageShape output = pool->output();
    chain.add(std::move(pool));
    return output;
  }

  /// relu(conv(relu(conv(x))) + x), where x is projected if the sizes differ.
  ImageShape addResidual(Sequential &chain, const ImageShape &input,
                         size_t outputs, size_t stride) {
    Sequential body, shortcut;
    ImageShape middle = addConvRelu(body, input, outputs, stride);
    ImageShape output = addConv(body, {middle, outputs, 3, 1, 1});
    if (stride != 1 || input.channels != outputs)
      addConv(shortcut, {input, outputs, 1, stride});
    chain.add(std::make_unique<Residual>(std::move(body), std::move(shortcut)));
    chain.add(std::make_unique<Relu>(output.size()));
    return output;
  }

private:
  Random nextRandom() const {
    constexpr uint64_t weightStream = 0x77;
    return Random(seed, weightStream, index);
  }

  const WeightQuantizer *quantizer;
  uint64_t seed;
  size_t index = 0;
};
} // namespace

static Sequential makeFullyConnected(Builder &builder, size_t in,
                                     const std::vector<size_t> &hidden,
                                     size_t classes) {
  Sequential chain;
  for (size_t out : hidden) {
    builder.addDense(chain, in, out);
    chain.add(std::make_unique<Relu>(out));
    in = out;
  }
  builder.addDense(chain, in, classes);
  return chain;
}

static Sequential makeCvnn1(Builder &builder, ImageShape shape,
                            size_t classes) {
  Sequential chain;
  chain.add(std::make_unique<ChannelsLast>(shape));
  for (size_t outputs : {32, 64, 128})
    shape = builder.addPool(chain, builder.addConvRelu(chain, shape, outputs));
  builder.addDense(chain, shape.size(), classes);
  return chain;
}

static Sequential makeCvnn2(Builder &builder, ImageShape shape,
                            size_t classes) {
  Sequential chain;
  chain.add(std::make_unique<ChannelsLast>(shape));
  for (size_t outputs : {64, 128, 256, 512}) {
    shape = builder.addConvRelu(chain, shape, outputs);
    shape = builder.addConvRelu(chain, shape, outputs);
    shape = builder.addPool(chain, shape);
  }
  chain.add(std::make_unique<GlobalAvgPool>(shape));
  builder.addDense(chain, shape.channels, classes);
  return chain;
}

static Sequential makeResnet18(Builder &builder, ImageShape shape,
                               size_t classes) {
  Sequential chain;
  chain.add(std::make_unique<ChannelsLast>(shape));
  shape = builder.addConvRelu(chain, shape, 64);
  for (size_t outputs : {64, 128, 256, 512}) {
    size_t stride = outputs == 64 ? 1 : 2;
    shape = builder.addResidual(chain, shape, outputs, stride);
    shape = builder.addResidual(chain, shape, outputs, 1);
  }
  chain.add(std::make_unique<GlobalAvgPool>(shape));
  builder.addDense(chain, shape.channels, classes);
  return chain;
}

static Sequential makeChain(Model model, Builder &builder,
                            const ImageShape &image, size_t classes) {
  switch (model) {
  case Model::Linear:
    return makeFullyConnected(builder, image.size(), {}, classes);
  case Model::Fcnn1:
    return makeFullyConnected(builder, image.size(), {512, 256}, classes);
  case Model::Fcnn2:
    return makeFullyConnected(builder, image.size(), {4096, 2048}, classes);
  case Model::Cvnn1:
    return makeCvnn1(builder, image, classes);
  case Model::Cvnn2:
    return makeCvnn2(builder, image, classes);
  case Model::Resnet18:
    return makeResnet18(builder, image, classes);
  }
  return Sequential();
}

Network lowres::makeNetwork(Model model, const ImageShape &image,
                            size_t classes, const WeightQuantizer *quantizer,
                            uint64_t seed) {
  Builder builder(quantizer, seed);
  return Network(image.size(), makeChain(model, builder, image, classes));
}
