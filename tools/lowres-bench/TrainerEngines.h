//===- TrainerEngines.h - The trainer's own passes --------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The trainer computes with Eigen and with loops of its own, in float32 also
// where the weights have levels.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_TRAINERENGINES_H
#define LOWRES_TOOLS_LOWRESBENCH_TRAINERENGINES_H

#include "Engine.h"

#include "lowres-rt/nn/Network.h"
#include "lowres-rt/optim/Optimizer.h"

namespace lowres {

/// The forward pass of a network in use.
class TrainerForward final : public Engine {
public:
  /// All must outlive the engine; `images` has `batch` of them.
  TrainerForward(Network &network, const float *images, size_t batch,
                 ThreadPool &pool)
      : network(network), images(images), batch(batch), pool(pool) {}

  const float *run() override;

private:
  Network &network;
  const float *images;
  size_t batch;
  ThreadPool &pool;
};

/// A step of training: forward and backward pass, the loss against random
/// labels, Adam's update and the quantisation of the new weights.
class TrainingStep final : public Engine {
public:
  /// As those of TrainerForward.
  TrainingStep(Network &network, const float *images, size_t batch,
               ThreadPool &pool);

  const float *run() override;

private:
  Network &network;
  const float *images;
  std::vector<uint8_t> labels;
  ThreadPool &pool;
  OptimizerSink sink;
  uint64_t steps = 0;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_TRAINERENGINES_H
