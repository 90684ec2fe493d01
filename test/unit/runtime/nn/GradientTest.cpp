//===- GradientTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Every layer's backward pass against finite differences of its forward pass.

#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/nn/Relu.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "gtest/gtest.h"

#include <cmath>
#include <map>
#include <mutex>

using namespace lowres;

namespace {

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
    layer.forward(x.view, y.view, pool);
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
    // Layers are (piecewise) linear: what remains is float rounding in sums of
    // magnitude 100.
    EXPECT_NEAR(difference, static_cast<double>(gradient), 1e-2) << name;
  }

  Layer &layer;
  ThreadPool pool;
  Tensor x, y, dy, dx;
  std::vector<float> dyCopy;
  Collector sink;
};

TEST(GradientTest, Dense) {
  Random random(3);
  Dense dense(19, 27, 0, nullptr, random);
  LayerCheck(dense, 19, 5).run();
}

TEST(GradientTest, DenseUsesDecodedWeights) {
  Random random(3);
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Row);
  Dense dense(19, 27, 0, &quantizer, random);
  LayerCheck check(dense, 19, 5);
  check.run(); // dx against the forward pass with decoded weights.

  // The weight gradient is dy x^T, whatever the levels.
  for (size_t o = 0; o < 27; ++o)
    for (size_t i = 0; i < 19; ++i) {
      double sum = 0.0;
      for (size_t b = 0; b < 5; ++b)
        sum += static_cast<double>(check.dyCopy[o * 5 + b]) *
               static_cast<double>(check.x.at(i, b));
      EXPECT_NEAR(static_cast<double>(check.sink.gradients["w0"][o * 19 + i]),
                  sum, 1e-5);
    }
}

TEST(GradientTest, DenseLargerThanTasks) {
  // Several blocks of columns and rows; a sample against plain sums.
  size_t in = 2 * GradientBlockCols + 40, out = 1200, batch = 33;
  Random random(4);
  Dense dense(in, out, 0, nullptr, random);
  ThreadPool pool(3);
  Tensor x(in, batch), y(out, batch), dy(out, batch), dx(in, batch);
  x.fill(5);
  dy.fill(6);
  for (size_t o = 0; o < out; ++o)
    dense.bias.value[o] = random.normal();
  Collector sink;
  dense.forward(x.view, y.view, pool);
  dense.backward(x.view, y.view, dy.view, dx.view, sink, pool);
  const float *weight = dense.weight.value.data();
  auto product = [](float a, float b) {
    return static_cast<double>(a) * static_cast<double>(b);
  };
  const std::vector<float> &gradient = sink.gradients["w0"];
  std::vector<size_t> outputs = {0, 95, 96, 383, 384, 1151, 1152, out - 1};
  std::vector<size_t> inputs = {0, 383, 384, 1023, 1024, 1920, in - 1};
  for (size_t o : outputs)
    for (size_t i : inputs) {
      double sum = 0.0;
      for (size_t b = 0; b < batch; ++b)
        sum += product(dy.at(o, b), x.at(i, b));
      EXPECT_NEAR(static_cast<double>(gradient[o * in + i]), sum, 1e-4);
    }
  for (size_t b : {size_t(0), batch - 1}) {
    for (size_t o : outputs) {
      double sum = static_cast<double>(dense.bias.value[o]);
      for (size_t i = 0; i < in; ++i)
        sum += product(weight[o * in + i], x.at(i, b));
      EXPECT_NEAR(static_cast<double>(y.at(o, b)), sum, 1e-4);
    }
    for (size_t i : inputs) {
      double sum = 0.0;
      for (size_t o = 0; o < out; ++o)
        sum += product(weight[o * in + i], dy.at(o, b));
      EXPECT_NEAR(static_cast<double>(dx.at(i, b)), sum, 1e-4);
    }
  }
}

TEST(GradientTest, Relu) {
  Relu relu(21);
  LayerCheck check(relu, 21, 7);
  // Away from the corner, where differences mean nothing.
  for (size_t f = 0; f < 21; ++f)
    for (size_t b = 0; b < 7; ++b)
      if (std::fabs(check.x.at(f, b)) < 0.05f)
        check.x.at(f, b) = 0.5f;
  check.run();
}

TEST(GradientTest, WholeNetwork) {
  // Softmax cross-entropy, two rectifiers and three dense layers in one.
  ThreadPool pool(2);
  Network network = makeNetwork(Model::Fcnn1, 24, 10, nullptr, 7);
  std::vector<float> input(24 * 9);
  Random random(8);
  for (float &value : input)
    value = random.normal();
  std::vector<uint8_t> labels = {0, 1, 2, 3, 4, 5, 6, 7, 9};
  auto loss = [&] {
    Activations y = network.forward(input.data(), 9, pool);
    Activations none = {nullptr, y.batch, y.features};
    return softmaxCrossEntropy(y, labels.data(), none).loss / 9.0;
  };
  Collector sink;
  network.forward(input.data(), 9, pool);
  network.backward(labels.data(), sink, pool);
  int samples = 0, close = 0;
  for (Parameter *parameter : network.parameters()) {
    const std::vector<float> &gradient = sink.gradients[parameter->name];
    for (int sample = 0; sample < 20; ++sample) {
      size_t i = random.below(static_cast<uint32_t>(parameter->size()));
      constexpr float step = 2e-3f;
      float saved = parameter->value[i];
      parameter->value[i] = saved + step;
      double up = loss();
      parameter->value[i] = saved - step;
      double down = loss();
      parameter->value[i] = saved;
      double difference = (up - down) / (2.0 * static_cast<double>(step));
      // A step may cross the corner of a rectifier; seldom, and by little.
      double error = std::fabs(difference - static_cast<double>(gradient[i]));
      EXPECT_LT(error, 1e-2) << parameter->name << " " << i;
      samples += 1;
      close += error < 1e-3;
    }
  }
  EXPECT_GE(close, samples * 9 / 10);
}

} // namespace
