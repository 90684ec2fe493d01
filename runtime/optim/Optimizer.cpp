//===- Optimizer.cpp - SGD and Adam ---------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/optim/Optimizer.h"

#include <cmath>

using namespace lowres;

// Of Adam.
static constexpr float beta1 = 0.9f;
static constexpr float beta2 = 0.999f;
static constexpr float smallestRoot = 1e-8f; // eps

void Optimizer::prepare(Parameter &parameter) const {
  while (parameter.state.size() < stateCount())
    parameter.state.emplace_back(parameter.size());
}

void Optimizer::beginStep(uint64_t number, float learningRate) {
  decay = learningRate * options.weightDecay;
  rate = learningRate;
  if (options.kind == OptimizerKind::Sgd)
    return;
  // Both corrections move out of the loop:
  //   lr m / c1 / (sqrt(v / c2) + eps)
  //     = (lr sqrt(c2) / c1) m / (sqrt(v) + eps sqrt(c2))
  double t = static_cast<double>(number);
  double c1 = 1.0 - std::pow(static_cast<double>(beta1), t);
  double c2 = 1.0 - std::pow(static_cast<double>(beta2), t);
  rate = static_cast<float>(learningRate * std::sqrt(c2) / c1);
  epsilon = static_cast<float>(smallestRoot * std::sqrt(c2));
}

static void updateSgd(float *__restrict w, float *__restrict v,
                      const float *__restrict g, size_t count, float momentum,
                      float rate, float decay) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] + g[i];
    w[i] -= rate * v[i] + decay * w[i];
  }
}

static void updateAdam(float *__restrict w, float *__restrict m,
                       float *__restrict v, const float *__restrict g,
                       size_t count, float rate, float epsilon, float decay) {
  for (size_t i = 0; i < count; ++i) {
    m[i] = beta1 * m[i] + (1.0f - beta1) * g[i];
    v[i] = beta2 * v[i] + (1.0f - beta2) * (g[i] * g[i]);
    w[i] -= rate * m[i] / (std::sqrt(v[i]) + epsilon) + decay * w[i];
  }
}

void Optimizer::update(Parameter &parameter, size_t first,
                       const float *gradient, size_t count) const {
  float *w = parameter.value.data() + first;
  float *s0 = parameter.state[0].data() + first;
  if (options.kind == OptimizerKind::Sgd)
    return updateSgd(w, s0, gradient, count, options.momentum, rate, decay);
  updateAdam(w, s0, parameter.state[1].data() + first, gradient, count, rate,
             epsilon, decay);
}

/// Pieces of a row that have their own statistic.
static size_t rowPieces(const Parameter &parameter) {
  return (parameter.cols + GradientBlockCols - 1) / GradientBlockCols;
}

OptimizerSink::OptimizerSink(const OptimizerOptions &options,
                             std::vector<Parameter *> all)
    : optimizer(options), parameters(std::move(all)) {
  for (Parameter *parameter : parameters) {
    if (parameter->trained)
      optimizer.prepare(*parameter);
    statistics.emplace_back(
        parameter->quantizer ? parameter->rows * rowPieces(*parameter) : 0);
  }
}

std::vector<float> &OptimizerSink::statisticsOf(const Parameter &parameter) {
  size_t index = 0;
  while (parameters[index] != &parameter)
    ++index;
  return statistics[index];
}

void OptimizerSink::block(Parameter &parameter, size_t row, size_t rows,
                          size_t col, size_t cols, float *gradient,
                          size_t stride) {
  const WeightQuantizer *quantizer = parameter.quantizer;
  std::vector<float> &pieces = statisticsOf(parameter);
  for (size_t r = row; r < row + rows; ++r, gradient += stride) {
    size_t first = r * parameter.cols + col;
    float *latents = parameter.value.data() + first;
    if (!quantizer) {
      optimizer.update(parameter, first, gradient, cols);
      continue;
    }
    float scale = parameter.scaleOfRow(r);
    quantizer->backward(latents, cols, scale, gradient);
    optimizer.update(parameter, first, gradient, cols);
    quantizer->postStep(latents, cols, scale);
    pieces[r * rowPieces(parameter) + col / GradientBlockCols] =
        quantizer->statistic(latents, cols);
    quantizer->quantize(latents, cols, scale, parameter.decoded.data() + first);
  }
}

void OptimizerSink::finishStep() {
  for (size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i]->quantizer)
      parameters[i]->rescale(statistics[i]);
}
