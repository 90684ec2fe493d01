//===- GradientTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Every layer's backward pass against finite differences of its forward pass.

#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Dense.h"
#include "lowres-rt/nn/Dropout.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/ModelZoo.h"
#include "lowres-rt/nn/Relu.h"
#include "lowres-rt/nn/Residual.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "LayerCheck.h"

using namespace lowres;

namespace {

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
    dense.bias->value[o] = random.normal();
  Collector sink;
  dense.forward(x.view, y.view, {true, 1}, pool);
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
      double sum = static_cast<double>(dense.bias->value[o]);
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

TEST(GradientTest, ChannelsLast) {
  ChannelsLast layer({3, 5, 2});
  LayerCheck check(layer, 30, 3);
  check.run();
  check.loss();
  // Channel 1 of row 2, column 4, of example 2.
  EXPECT_EQ(check.y.at((2 * 5 + 4) * 2 + 1, 2), check.x.at(15 + 2 * 5 + 4, 2));
}

/// Shapes of all kinds: odd sizes, strides that leave a rest, kernels as large
/// as the image, groups, depthwise, several blocks of positions.
const ConvShape convShapes[] = {
    {{5, 7, 3}, 4, 3, 1, 1},    // A usual one.
    {{5, 7, 3}, 4, 3, 2, 1},    // Stride 2.
    {{6, 6, 2}, 3, 3, 2, 0},    // A column and a row that nobody sees.
    {{4, 5, 3}, 2, 1, 2},       // A strided projection.
    {{3, 3, 2}, 5, 3},          // One position.
    {{2, 2, 2}, 3, 5, 1, 2},    // A kernel larger than the image.
    {{4, 4, 4}, 6, 3, 1, 1, 2}, // Groups.
    {{5, 4, 3}, 6, 3, 1, 1, 3}, // Two outputs a channel.
    {{5, 7, 4}, 4, 3, 1, 1, 4}, // Depthwise.
    {{6, 5, 3}, 3, 3, 2, 1, 3}, // Depthwise, stride 2.
    {{8, 8, 3}, 5, 4, 4},       // Patches that do not overlap.
    {{17, 19, 1}, 2, 3, 1, 1},  // More than a block of positions.
};

TEST(GradientTest, Conv2D) {
  for (const ConvShape &shape : convShapes)
    for (Conv2D::Bias bias : {Conv2D::Bias::No, Conv2D::Bias::Yes}) {
      SCOPED_TRACE(testing::Message()
                   << shape.input.height << "x" << shape.input.width << "x"
                   << shape.input.channels << " to " << shape.outputs
                   << " kernel " << shape.kernel << " stride " << shape.stride
                   << " groups " << shape.groups);
      Random random(3);
      Conv2D conv(shape, bias, 0, nullptr, random);
      LayerCheck(conv, shape.input.size(), 3).run();
    }
}

TEST(GradientTest, Conv2DUsesDecodedWeights) {
  Random random(3);
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Row);
  Conv2D conv({{5, 5, 2}, 4, 3, 1, 1}, Conv2D::Bias::No, 0, &quantizer, random);
  LayerCheck(conv, 50, 3).run();
}

TEST(GradientTest, BatchNorm) {
  for (ImageShape shape : {ImageShape{3, 3, 2}, ImageShape{1, 1, 5}}) {
    BatchNorm norm(shape, 0);
    Random random(4);
    for (size_t c = 0; c < shape.channels; ++c) {
      norm.gamma.value[c] = 1.0f + 0.3f * random.normal();
      norm.beta.value[c] = random.normal();
    }
    LayerCheck check(norm, shape.size(), 7);
    check.run();
  }
}

TEST(GradientTest, BatchNormLargerThanTasks) {
  // The sums of many tasks; the normalised values have mean 0, variance 1.
  BatchNorm norm({40, 40, 2}, 0);
  LayerCheck check(norm, 3200, 9);
  for (size_t b = 0; b < 9; ++b)
    for (size_t f = 0; f < 3200; ++f)
      check.x.at(f, b) = check.x.at(f, b) * 0.1f + 50.0f;
  check.loss();
  double sum = 0.0, squares = 0.0;
  for (size_t b = 0; b < 9; ++b)
    for (size_t f = 0; f < 3200; f += 2) {
      double y = static_cast<double>(check.y.at(f, b));
      sum += y;
      squares += y * y;
    }
  EXPECT_NEAR(sum / 14400, 0.0, 5e-4);
  EXPECT_NEAR(squares / 14400, 1.0, 2e-3);
}

/// Values with a distance of 0.05 and more from each other, so that a step of
/// the differences does not change which is largest.
void spread(LayerCheck &check) {
  size_t count = check.x.buffer.size();
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] =
        0.05f * (static_cast<float>(i) - 0.5f * static_cast<float>(count));
  Random random(5);
  shuffle(values, random);
  std::copy(values.begin(), values.end(), check.x.buffer.data());
}

TEST(GradientTest, MaxPool) {
  struct Case {
    ImageShape input;
    size_t size, stride;
  };
  for (Case c : {Case{{4, 6, 3}, 2, 2}, Case{{5, 7, 2}, 2, 2},
                 Case{{7, 7, 2}, 3, 2}, Case{{2, 2, 1}, 2, 2}}) {
    MaxPool pool(c.input, c.size, c.stride);
    LayerCheck check(pool, c.input.size(), 2);
    spread(check);
    check.run();
  }
}

TEST(GradientTest, MaxPoolTiesGoToTheFirst) {
  MaxPool pool({2, 2, 1}, 2, 2);
  LayerCheck check(pool, 4, 1);
  for (size_t f = 0; f < 4; ++f)
    check.x.at(f, 0) = f == 0 ? -1.0f : 2.0f;
  check.loss();
  pool.backward(check.x.view, check.y.view, check.dy.view, check.dx.view,
                check.sink, check.pool);
  EXPECT_EQ(check.dx.at(0, 0), 0.0f);
  EXPECT_EQ(check.dx.at(1, 0), check.dy.at(0, 0));
  EXPECT_EQ(check.dx.at(2, 0), 0.0f);
  EXPECT_EQ(check.dx.at(3, 0), 0.0f);
}

TEST(GradientTest, GlobalAvgPool) {
  GlobalAvgPool pool({3, 5, 4});
  LayerCheck(pool, 60, 3).run();
}

TEST(GradientTest, Dropout) {
  Dropout dropout(40, 0.3f, 7, 0);
  LayerCheck(dropout, 40, 5).run();
}

/// A convolution and a normalisation, as residual networks have them.
Sequential convAndNorm(const ConvShape &shape, size_t index) {
  Random random(6, index);
  Sequential chain;
  chain.add(std::make_unique<Conv2D>(shape, Conv2D::Bias::No, index, nullptr,
                                     random));
  chain.add(std::make_unique<BatchNorm>(shape.output(), index));
  return chain;
}

TEST(GradientTest, Residual) {
  ConvShape same = {{3, 3, 4}, 4, 3, 1, 1};
  Residual identity(convAndNorm(same, 0), Sequential());
  LayerCheck first(identity, 36, 4);
  first.tolerance = 5e-2; // A normalisation bends.
  first.run();

  ConvShape body = {{4, 4, 3}, 5, 3, 2, 1}, projection = {{4, 4, 3}, 5, 1, 2};
  Residual projected(convAndNorm(body, 0), convAndNorm(projection, 1));
  EXPECT_EQ(projected.parameters().size(), 10u);
  LayerCheck second(projected, 48, 4);
  second.tolerance = 5e-2;
  second.run();
}

// Without dx the parameters' gradients are the same.
TEST(GradientTest, SequentialWithoutInputGradient) {
  ConvShape shape = {{4, 4, 2}, 3, 3, 1, 1};
  auto gradients = [&](bool withInput) {
    Sequential chain;
    chain.add(std::make_unique<ChannelsLast>(shape.input));
    chain.add(std::make_unique<Relu>(shape.input.size()));
    Random random(3);
    chain.add(
        std::make_unique<Conv2D>(shape, Conv2D::Bias::Yes, 0, nullptr, random));
    chain.add(std::make_unique<Relu>(shape.output().size()));
    LayerCheck check(chain, shape.input.size(), 3);
    check.loss();
    if (!withInput)
      check.dx.view.data = nullptr;
    chain.backward(check.x.view, check.y.view, check.dy.view, check.dx.view,
                   check.sink, check.pool);
    return check.sink.gradients;
  };
  EXPECT_EQ(gradients(true), gradients(false));
  EXPECT_EQ(gradients(true).size(), 2u);
}

TEST(GradientTest, WholeNetwork) {
  // Softmax cross-entropy, two rectifiers and three dense layers in one.
  ThreadPool pool(2);
  Network network = makeNetwork(Model::Fcnn1, {2, 4, 3}, 10, nullptr, 7);
  std::vector<float> input(24 * 9);
  Random random(8);
  for (float &value : input)
    value = random.normal();
  std::vector<uint8_t> labels = {0, 1, 2, 3, 4, 5, 6, 7, 9};
  auto loss = [&] {
    Activations y = network.forward(input.data(), 9, {true, 1}, pool);
    Activations none = {nullptr, y.batch, y.features};
    return softmaxCrossEntropy(y, labels.data(), none).loss / 9.0;
  };
  Collector sink;
  network.forward(input.data(), 9, {true, 1}, pool);
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
