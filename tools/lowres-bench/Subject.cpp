//===- Subject.cpp - The network that is timed, and its images ------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Subject.h"

#include "TrainerEngines.h"

#include "lowres-rt/support/Random.h"

#include <algorithm>

using namespace lowres;

Result<Subject> lowres::makeSubject(const NetworkDescription &description,
                                    const ImageShape &shape, size_t classes,
                                    int levels, size_t images,
                                    ThreadPool &pool) {
  constexpr size_t stepImages = 8;
  constexpr uint64_t seed = 1;
  if (Status status = checkNetwork(description, shape, classes); !status)
    return status.error();

  LevelQuantizerSet quantizers(levels, ScaleRule::AbsMean,
                               ScaleGranularity::Tensor);
  auto quantizerOf = [&](std::optional<int> ownLevels) {
    return quantizers.get(ownLevels);
  };
  Network network = makeNetwork(description, shape, classes, quantizerOf, seed);
  Subject subject = {
      std::move(quantizers), std::move(network),
      std::vector<float>(std::max(images, stepImages) * shape.size())};

  Random random(seed);
  for (float &value : subject.images)
    value = random.normal();
  std::vector<Parameter *> parameters = subject.network.parameters();
  for (Parameter *parameter : parameters)
    parameter->requantize(pool);
  TrainingStep(subject.network, subject.images.data(), stepImages, pool).run();
  for (Parameter *parameter : parameters)
    parameter->requantize(pool);
  return subject;
}
