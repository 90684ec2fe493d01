//===- TrainerEngines.cpp - The trainer's own passes ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TrainerEngines.h"

#include "lowres-rt/support/Random.h"

using namespace lowres;

const float *TrainerForward::run() {
  return network.forward(images, batch, Mode(), pool).data;
}

TrainingStep::TrainingStep(Network &network, const float *images, size_t batch,
                           ThreadPool &pool)
    : network(network), images(images), labels(batch), pool(pool),
      sink(OptimizerOptions(), network.parameters()) {
  Random random(1);
  auto classes = static_cast<uint32_t>(network.outputFeatures());
  for (uint8_t &label : labels)
    label = static_cast<uint8_t>(random.below(classes));
}

const float *TrainingStep::run() {
  constexpr float learningRate = 0.001f;
  sink.beginStep(++steps, learningRate);
  network.forward(images, labels.size(), {true, steps}, pool);
  (void)network.backward(labels.data(), sink, pool);
  sink.finishStep();
  return nullptr;
}
