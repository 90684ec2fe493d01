//===- TokenLayersTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Layers whose examples are sequences of tokens: gradients against finite
// differences, values against plain loops.

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/Gelu.h"
#include "lowres-rt/nn/LayerNorm.h"
#include "lowres-rt/nn/PositionEmbedding.h"
#include "lowres-rt/nn/Residual.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "LayerCheck.h"

using namespace lowres;

namespace {

/// Gives all parameters that start alike, biases and norms, numbers to check.
void scatter(Layer &layer) {
  Random random(9);
  for (Parameter *parameter : layer.parameters())
    if (parameter->rows == 1)
      for (size_t i = 0; i < parameter->size(); ++i)
        parameter->value[i] += 0.3f * random.normal();
}

TEST(TokenLayersTest, DenseOfTokens) {
  for (Dense::Bias bias : {Dense::Bias::No, Dense::Bias::Yes})
    for (size_t tokens : {1, 2, 5}) {
      Random random(3);
      Dense dense(7, 9, 0, nullptr, random, tokens, bias);
      EXPECT_EQ(dense.outputFeatures(), 9 * tokens);
      EXPECT_EQ(dense.parameters().size(), bias == Dense::Bias::No ? 1u : 2u);
      scatter(dense);
      LayerCheck(dense, 7 * tokens, 3).run();
    }
}

// Tokens or examples: a dense layer cannot tell.
TEST(TokenLayersTest, TokensAreLikeExamples) {
  constexpr size_t in = 13, out = 10, rows = 1200; // Several slices.
  ThreadPool pool(2);
  auto run = [&](size_t tokens) {
    Random random(3);
    Dense dense(in, out, 0, nullptr, random, tokens);
    scatter(dense);
    size_t batch = rows / tokens;
    Tensor x(in * tokens, batch), y(out * tokens, batch),
        dy(out * tokens, batch), dx(in * tokens, batch);
    for (size_t i = 0; i < x.buffer.size(); ++i)
      x.buffer[i] = static_cast<float>(i % 17) - 8.0f;
    for (size_t i = 0; i < dy.buffer.size(); ++i)
      dy.buffer[i] = static_cast<float>(i % 7) - 3.0f;
    Collector sink;
    dense.forward(x.view, y.view, {true, 1}, pool);
    dense.backward(x.view, y.view, dy.view, dx.view, sink, pool);
    auto all = [](const Buffer &buffer) {
      return std::vector<float>(buffer.data(), buffer.data() + buffer.size());
    };
    sink.gradients["x"] = all(dx.buffer);
    sink.gradients["y"] = all(y.buffer);
    return sink.gradients;
  };
  auto examples = run(1);
  EXPECT_EQ(examples, run(8));
  // Whole numbers: the sum of all slices is exact.
  float sum = 0.0f;
  for (size_t row = 0; row < rows; ++row)
    sum += (static_cast<float>((row * out + 4) % 7) - 3.0f) *
           (static_cast<float>((row * in + 11) % 17) - 8.0f);
  EXPECT_EQ(examples["w0"][4 * in + 11], sum);
}

TEST(TokenLayersTest, LayerNormGradient) {
  struct Case {
    size_t tokens, features, batch;
  };
  for (Case c : {Case{1, 6, 4}, Case{5, 16, 3}, Case{3, 33, 2}}) {
    LayerNorm norm(c.tokens, c.features, 0);
    scatter(norm);
    LayerCheck check(norm, c.tokens * c.features, c.batch);
    check.tolerance = 3e-2; // It bends.
    check.run();
  }
}

TEST(TokenLayersTest, LayerNormValues) {
  LayerNorm norm(2, 4, 0);
  norm.gamma.value[3] = 2.0f;
  norm.beta.value[3] = 1.0f;
  ThreadPool pool(2);
  Tensor x(8, 1), y(8, 1);
  // Mean 3, variance 14 / 4; and a token without any variance.
  float values[8] = {1.0f, 2.0f, 3.0f, 6.0f, 5.0f, 5.0f, 5.0f, 5.0f};
  std::copy_n(values, 8, x.buffer.data());
  norm.forward(x.view, y.view, Mode(), pool);
  float inverse = 1.0f / std::sqrt(3.5f + 1e-5f);
  EXPECT_NEAR(y.buffer[0], -2.0f * inverse, 1e-6f);
  EXPECT_NEAR(y.buffer[3], 3.0f * inverse * 2.0f + 1.0f, 1e-6f);
  EXPECT_EQ(y.buffer[4], 0.0f);
  EXPECT_EQ(y.buffer[7], 1.0f);
}

TEST(TokenLayersTest, Gelu) {
  // The second has several parallel tasks, and pieces that are not full.
  for (size_t features : {21, 3500}) {
    Gelu gelu(features);
    LayerCheck check(gelu, features, 5);
    ThreadPool pool(2);
    float *in = check.x.buffer.data();
    in[0] = 0.0f;
    in[1] = -0.0f;
    in[2] = 20.0f;
    in[3] = -20.0f;
    gelu.forward(check.x.view, check.y.view, Mode(), pool);
    for (size_t i = 0; i < check.x.buffer.size(); ++i) {
      double x = static_cast<double>(in[i]);
      ASSERT_NEAR(static_cast<double>(check.y.buffer[i]),
                  0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0))), 1e-6);
    }
    if (features == 21)
      check.run();
  }
}

TEST(TokenLayersTest, GeluOfWhatIsNotFinite) {
  Gelu gelu(3);
  ThreadPool pool(1);
  Tensor x(3, 1), y(3, 1);
  x.buffer[0] = std::nanf("");
  x.buffer[1] = 1e30f;
  x.buffer[2] = -1e30f;
  gelu.forward(x.view, y.view, Mode(), pool);
  EXPECT_TRUE(std::isnan(y.buffer[0]));
  EXPECT_EQ(y.buffer[1], 1e30f);
  EXPECT_EQ(y.buffer[2], 0.0f);
}

TEST(TokenLayersTest, PositionEmbedding) {
  Random random(3);
  PositionEmbedding layer(5, 3, 0, random);
  EXPECT_EQ(layer.embedding.rows, 5u);
  LayerCheck check(layer, 15, 4);
  check.run();
  check.loss();
  EXPECT_EQ(check.y.at(7, 2),
            check.x.at(7, 2) + layer.embedding.value[2 * 3 + 1]);
}

struct AttentionCase {
  size_t tokens, features, heads, batch;
};

const AttentionCase attentionCases[] = {
    {1, 4, 2, 3},  // Every probability is 1.
    {5, 6, 1, 2},  // One head.
    {7, 8, 4, 2},  // Heads of two values.
    {4, 3, 3, 2},  // Heads of one value.
    {20, 6, 2, 1}, // More tokens than features.
};

TEST(TokenLayersTest, AttentionGradient) {
  for (AttentionCase c : attentionCases)
    for (Dense::Bias bias : {Dense::Bias::No, Dense::Bias::Yes}) {
      SCOPED_TRACE(testing::Message() << c.tokens << " tokens of " << c.features
                                      << " in " << c.heads << " heads");
      Random random(3);
      Attention attention(c.tokens, c.features, c.heads, bias, 0, nullptr,
                          random);
      scatter(attention);
      LayerCheck check(attention, c.tokens * c.features, c.batch);
      check.tolerance = 4e-2; // It bends.
      check.run();
      EXPECT_EQ(check.sink.gradients.size(),
                bias == Dense::Bias::Yes ? 8u : 4u);
    }
}

TEST(TokenLayersTest, AttentionUsesDecodedWeights) {
  Random random(3);
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Row);
  Attention attention(5, 6, 2, Dense::Bias::Yes, 3, &quantizer, random);
  EXPECT_EQ(attention.output.weight.name, "w6");
  LayerCheck check(attention, 30, 2);
  check.tolerance = 4e-2;
  check.run();
}

/// The defining sums of attention, for all tokens of an example.
std::vector<double> attend(const Attention &attention, Tensor &x,
                           size_t example) {
  size_t tokens = attention.tokens, features = attention.features();
  auto project = [&](const Dense &dense, const std::vector<double> &in) {
    std::vector<double> out(tokens * features);
    for (size_t t = 0; t < tokens; ++t)
      for (size_t o = 0; o < features; ++o) {
        double sum = static_cast<double>(dense.bias->value[o]);
        for (size_t i = 0; i < features; ++i)
          sum += static_cast<double>(dense.weight.weights()[o * features + i]) *
                 in[t * features + i];
        out[t * features + o] = sum;
      }
    return out;
  };
  std::vector<double> in;
  for (size_t f = 0; f < tokens * features; ++f)
    in.push_back(static_cast<double>(x.at(f, example)));
  std::vector<double> q = project(attention.query, in);
  std::vector<double> k = project(attention.key, in);
  std::vector<double> v = project(attention.value, in);
  std::vector<double> context(tokens * features);
  size_t size = attention.headSize();
  for (size_t head = 0; head < attention.heads; ++head)
    for (size_t t = 0; t < tokens; ++t) {
      std::vector<double> weights;
      double sum = 0.0;
      for (size_t u = 0; u < tokens; ++u) {
        double score = 0.0;
        for (size_t i = head * size; i < (head + 1) * size; ++i)
          score += q[t * features + i] * k[u * features + i];
        weights.push_back(
            std::exp(score / std::sqrt(static_cast<double>(size))));
        sum += weights.back();
      }
      for (size_t u = 0; u < tokens; ++u)
        for (size_t i = head * size; i < (head + 1) * size; ++i)
          context[t * features + i] += weights[u] / sum * v[u * features + i];
    }
  return project(attention.output, context);
}

TEST(TokenLayersTest, AttentionIsTheDefiningSum) {
  for (AttentionCase c : attentionCases) {
    Random random(3);
    Attention attention(c.tokens, c.features, c.heads, Dense::Bias::Yes, 0,
                        nullptr, random);
    scatter(attention);
    Tensor x(c.tokens * c.features, c.batch), y(x.view.features, c.batch);
    x.fill(5);
    ThreadPool pool(2);
    attention.forward(x.view, y.view, Mode(), pool);
    for (size_t example = 0; example < c.batch; ++example) {
      std::vector<double> expected = attend(attention, x, example);
      for (size_t f = 0; f < expected.size(); ++f)
        ASSERT_NEAR(static_cast<double>(y.at(f, example)), expected[f], 1e-5);
    }
  }
}

// Scores of a million: the softmax picks, and does not overflow.
TEST(TokenLayersTest, AttentionWithLargeScores) {
  Random random(3);
  Attention attention(3, 2, 1, Dense::Bias::No, 0, nullptr, random);
  for (Dense *projection : {&attention.query, &attention.key, &attention.value,
                            &attention.output}) {
    float *w = projection->weight.value.data();
    w[0] = w[3] = 1.0f;
    w[1] = w[2] = 0.0f;
  }
  Tensor x(6, 1), y(6, 1);
  float values[6] = {1000.0f, 0.0f, 0.0f, 1000.0f, -1000.0f, 0.0f};
  std::copy_n(values, 6, x.buffer.data());
  ThreadPool pool(1);
  attention.forward(x.view, y.view, Mode(), pool);
  for (size_t i = 0; i < 6; ++i)
    EXPECT_EQ(y.buffer[i], values[i]);
}

TEST(TokenLayersTest, GradientsDoNotDependOnThreads) {
  constexpr size_t tokens = 40, features = 24, batch = 30;
  auto run = [&](unsigned threads) {
    Random random(3);
    Sequential body, chain;
    chain.add(std::make_unique<PositionEmbedding>(tokens, features, 0, random));
    body.add(std::make_unique<LayerNorm>(tokens, features, 0));
    body.add(std::make_unique<Attention>(tokens, features, 3, Dense::Bias::Yes,
                                         0, nullptr, random));
    body.add(std::make_unique<Gelu>(tokens * features));
    chain.add(std::make_unique<Residual>(std::move(body), Sequential()));
    Tensor x(tokens * features, batch), y(tokens * features, batch),
        dy(tokens * features, batch), dx(tokens * features, batch);
    x.fill(5);
    dy.fill(6);
    ThreadPool pool(threads);
    Collector sink;
    chain.forward(x.view, y.view, {true, 1}, pool);
    chain.backward(x.view, y.view, dy.view, dx.view, sink, pool);
    sink.gradients["x"].assign(dx.buffer.data(),
                               dx.buffer.data() + dx.buffer.size());
    return sink.gradients;
  };
  auto one = run(1);
  EXPECT_EQ(one.size(), 12u);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(5));
}

} // namespace
