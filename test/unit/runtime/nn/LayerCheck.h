//===- LayerCheck.h - Gradients by finite differences -----------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_NN_LAYERCHECK_H
#define LOWRES_UNITTEST_RUNTIME_NN_LAYERCHECK_H

#include "lowres-rt/nn/Layer.h"
#include "lowres-rt/support/Random.h"

#include "gtest/gtest.h"

#include <cmath>
#include <map>
#include <mutex>

namespace lowres {

/// Keeps whole gradients and checks that every element arrives once.
class Collector : public GradientSink {
public:
  void block(Parameter &parameter, size_t row, size_t rows, size_t col,
             size_t cols, float *gradient, size_t stride) override {
    std::lock_guard<std::mutex> lock(mutex);
    std::vector<float> &all = gradients[parameter.name];
    all.resize(parameter.size(), std::nanf(""));
    for (size_t r = 0; r < rows; ++r)
      for (size_t c = 0; c < cols; ++c) {
        float &element = all[(row + r) * parameter.cols + col + c];
        EXPECT_TRUE(std::isnan(element)) << "given twice";
        element = gradient[r * stride + c];
      }
  }
  std::mutex mutex;
  std::map<std::string, std::vector<float>> gradients;
};

/// Activations with their memory.
struct Tensor {
  Tensor(size_t features, size_t batch)
      : buffer(features * batch), view{buffer.data(), batch, features} {}
  float &at(size_t f, size_t b) { return buffer[b * view.features + f]; }
  void fill(uint64_t seed) {
    Random random(seed);
    for (size_t f = 0; f < view.features; ++f)
      for (size_t b = 0; b < view.batch; ++b)
        at(f, b) = random.normal();
  }
  Buffer buffer;
  Activations view;
};

/// Checks a layer as L = sum of y * c with random c, so that dL/dy = c.
class LayerCheck {
public:
  LayerCheck(Layer &layer, size_t in, size_t batch)
      : layer(layer), pool(2), x(in, batch), y(layer.outputFeatures(), batch),
        dy(layer.outputFeatures(), batch), dx(in, batch) {
    x.fill(1);
    dy.fill(2);
  }

  double loss() {
    for (Parameter *parameter : layer.parameters())
      parameter->requantize(pool);
    layer.forward(x.view, y.view, {true, 1}, pool);
    double sum = 0.0;
    for (size_t f = 0; f < y.view.features; ++f)
      for (size_t b = 0; b < y.view.batch; ++b)
        sum += static_cast<double>(y.at(f, b)) *
               static_cast<double>(
                   dyCopy.empty() ? dy.at(f, b) : dyCopy[f * y.view.batch + b]);
    return sum;
  }

  void run() {
    for (size_t f = 0; f < dy.view.features; ++f)
      for (size_t b = 0; b < dy.view.batch; ++b)
        dyCopy.push_back(dy.at(f, b));
    loss();
    layer.backward(x.view, y.view, dy.view, dx.view, sink, pool);
    for (size_t f = 0; f < x.view.features; ++f)
      for (size_t b = 0; b < x.view.batch; ++b)
        compare(x.at(f, b), dx.at(f, b), "x");
    for (Parameter *parameter : layer.parameters()) {
      if (!parameter->trained)
        continue;
      const std::vector<float> &gradient = sink.gradients[parameter->name];
      ASSERT_EQ(gradient.size(), parameter->size());
      if (!parameter->quantizer)
        for (size_t i = 0; i < parameter->size(); ++i)
          compare(parameter->value[i], gradient[i], parameter->name);
    }
  }

  void compare(float &variable, float gradient, const std::string &name) {
    constexpr float step = 1e-2f;
    float saved = variable;
    variable = saved + step;
    double up = loss();
    variable = saved - step;
    double down = loss();
    variable = saved;
    double difference = (up - down) / (2.0 * static_cast<double>(step));
    // Most layers are (piecewise) linear: what remains is float rounding in
    // sums of magnitude 100.
    EXPECT_NEAR(difference, static_cast<double>(gradient), tolerance) << name;
  }

  double tolerance = 1e-2;
  Layer &layer;
  ThreadPool pool;
  Tensor x, y, dy, dx;
  std::vector<float> dyCopy;
  Collector sink;
};

} // namespace lowres

#endif // LOWRES_UNITTEST_RUNTIME_NN_LAYERCHECK_H
