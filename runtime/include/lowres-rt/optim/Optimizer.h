//===- Optimizer.h - SGD and Adam -------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With gradient g, learning rate lr, decay d (decoupled: it is not part of g)
// and step number t = 1, 2, ...
//
//   SGD    v = momentum v + g
//          w = w - lr v - lr d w
//   Adam   m = b1 m + (1 - b1) g
//          v = b2 v + (1 - b2) g^2
//          w = w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps) - lr d w
//
// Adam: Kingma and Ba, arXiv 1412.6980, with their b1 = 0.9, b2 = 0.999 and
// eps = 1e-8; decoupled decay: Loshchilov and Hutter, arXiv 1711.05101. Both
// moments start at zero.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_OPTIM_OPTIMIZER_H
#define LOWRES_RT_OPTIM_OPTIMIZER_H

#include "lowres-rt/nn/Parameter.h"

namespace lowres {

enum class OptimizerKind { Sgd, Adam };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::Adam;
  float momentum = 0.9f; // SGD.
  float weightDecay = 0.0f;
};

class Optimizer {
public:
  explicit Optimizer(const OptimizerOptions &options) : options(options) {}

  /// Arrays of the parameter's size that update() keeps between steps.
  size_t stateCount() const {
    return options.kind == OptimizerKind::Adam ? 2 : 1;
  }

  /// Gives `parameter` its state.
  void prepare(Parameter &parameter) const;

  /// Starts step `number`, counted from 1.
  void beginStep(uint64_t number, float learningRate);

  /// Updates `count` weights, the first of which is number `first` of the
  /// parameter.
  void update(Parameter &parameter, size_t first, const float *gradient,
              size_t count) const;

private:
  OptimizerOptions options;
  float rate = 0.0f;    // With Adam's bias corrections.
  float epsilon = 0.0f; // Likewise.
  float decay = 0.0f;   // Per step.
};

/// The sink of the training loop: updates each block of weights as its gradient
/// arrives, clips and re-quantises it, all while it is in cache. The scales
/// used are those of the weights before the step; finishStep() makes the next.
class OptimizerSink final : public GradientSink {
public:
  OptimizerSink(const OptimizerOptions &options,
                std::vector<Parameter *> parameters);

  void beginStep(uint64_t number, float learningRate) {
    optimizer.beginStep(number, learningRate);
  }
  void block(Parameter &parameter, size_t row, size_t rows, size_t col,
             size_t cols, float *gradient, size_t stride) override;
  void finishStep();

private:
  std::vector<float> &statisticsOf(const Parameter &parameter);

  Optimizer optimizer;
  std::vector<Parameter *> parameters;
  std::vector<std::vector<float>> statistics; // Of each parameter.
};

} // namespace lowres

#endif // LOWRES_RT_OPTIM_OPTIMIZER_H
