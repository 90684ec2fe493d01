//===- Subject.cpp - The network that is timed, and its images ------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Subject.h"

#include "TrainerEngines.h"

#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/support/Random.h"

#include <algorithm>

using namespace lowres;

static constexpr uint64_t kSeed = 1;

static LevelQuantizerSet makeQuantizers(int levels) {
  return LevelQuantizerSet(levels, ScaleRule::AbsMean,
                           ScaleGranularity::Tensor);
}

static void fill(float *values, size_t count, Random &random) {
  std::generate_n(values, count, [&] { return random.normal(); });
}

Result<Subject> lowres::makeSubject(const NetworkDescription &description,
                                    int levels, size_t images,
                                    ThreadPool &pool) {
  constexpr size_t stepImages = 8, classes = 10;
  constexpr ImageShape shape = {32, 32, 3};
  if (Status status = checkNetwork(description, shape, classes); !status)
    return status.error();

  LevelQuantizerSet quantizers = makeQuantizers(levels);
  auto quantizerOf = [&](std::optional<int> ownLevels) {
    return quantizers.get(ownLevels);
  };
  Network network =
      makeNetwork(description, shape, classes, quantizerOf, kSeed);
  Subject subject = {
      std::move(quantizers), std::move(network),
      std::vector<float>(std::max(images, stepImages) * shape.size())};

  Random random(kSeed);
  fill(subject.images.data(), subject.images.size(), random);
  std::vector<Parameter *> parameters = subject.network.parameters();
  for (Parameter *parameter : parameters)
    parameter->requantize(pool);
  // Changes biases and normalisations.
  TrainingStep(subject.network, subject.images.data(), stepImages, pool).run();
  for (Parameter *parameter : parameters)
    parameter->requantize(pool);
  return subject;
}

Subject lowres::makeLayerSubject(const LayerShape &shape, int levels,
                                 size_t images, ThreadPool &pool) {
  LevelQuantizerSet quantizers = makeQuantizers(levels);
  const WeightQuantizer *quantizer = quantizers.get(std::nullopt);
  const ConvShape &conv = shape.conv;
  Random random(kSeed);
  Sequential chain;
  if (shape.isDense())
    chain.add(std::make_unique<Dense>(conv.input.channels, conv.outputs,
                                      /*index=*/0, quantizer, random));
  else
    chain.add(std::make_unique<Conv2D>(conv, Conv2D::Bias::Yes, /*index=*/0,
                                       quantizer, random));
  Parameter &bias = *chain.parameters().back();
  fill(bias.value.data(), bias.size(), random);
  Subject subject = {std::move(quantizers),
                     Network(conv.input.size(), std::move(chain)),
                     std::vector<float>(images * conv.input.size())};
  fill(subject.images.data(), subject.images.size(), random);
  for (Parameter *parameter : subject.network.parameters())
    parameter->requantize(pool);
  return subject;
}
