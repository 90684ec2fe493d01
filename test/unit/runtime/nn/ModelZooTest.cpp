//===- ModelZooTest.cpp ---------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/ModelZoo.h"

#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/quant/LevelQuantizer.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

/// Elements of the parameters that `select` accepts.
template <typename Select> size_t count(Network &network, Select select) {
  size_t sum = 0;
  for (Parameter *parameter : network.parameters())
    if (select(*parameter))
      sum += parameter->size();
  return sum;
}

// The numbers that the documentation gives.
TEST(ModelZooTest, NumberOfWeights) {
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  struct Case {
    Model model;
    size_t weights;
  };
  for (Case c : {Case{Model::Linear, 30720}, Case{Model::Fcnn1, 1706496},
                 Case{Model::Cvnn1, 113504}, Case{Model::Cvnn2, 4688576},
                 Case{Model::Resnet18, 11164352}, Case{Model::Vit, 300480}}) {
    Network network = makeNetwork(c.model, {32, 32, 3}, 10, &quantizer, 1);
    EXPECT_EQ(count(network, [](Parameter &p) { return p.quantizer; }),
              c.weights)
        << modelName(c.model);
  }
}

TEST(ModelZooTest, BatchNormIsPartOfTheState) {
  Network network = makeNetwork(Model::Cvnn1, {32, 32, 3}, 10, nullptr, 1);
  EXPECT_EQ(count(network, [](Parameter &p) { return !p.trained; }),
            2u * (32 + 64 + 128));
  std::vector<std::string> names;
  for (Parameter *parameter : network.parameters())
    names.push_back(parameter->name);
  EXPECT_EQ(names, std::vector<std::string>(
                       {"w0", "gamma0", "beta0", "mean0", "variance0", "w1",
                        "gamma1", "beta1", "mean1", "variance1", "w2", "gamma2",
                        "beta2", "mean2", "variance2", "w3", "b3"}));
}

TEST(ModelZooTest, VitOptions) {
  LevelQuantizer quantizer(5, ScaleRule::AbsMean, ScaleGranularity::Tensor);
  VitOptions options;
  options.patch = 8;
  options.dim = 40;
  options.depth = 2;
  options.heads = 5;
  options.mlpRatio = 3;
  NetworkDescription description = describeVit(options);
  ASSERT_TRUE(checkNetwork(description, {32, 32, 3}, 10));
  Network network = makeNetwork(
      description, {32, 32, 3}, 10,
      [&](std::optional<int>) { return &quantizer; }, 1);
  EXPECT_EQ(count(network, [](Parameter &p) { return p.quantizer; }),
            192u * 40 + 2 * (4 + 2 * 3) * 40 * 40 + 40 * 10);
  options.heads = 3;
  EXPECT_EQ(checkNetwork(describeVit(options), {32, 32, 3}, 10).error().message,
            "layers[2].body[1] (attention): 3 heads do not divide tokens of 40 "
            "values");
}

TEST(ModelZooTest, AnyImageSizeThatIsLargeEnough) {
  ThreadPool pool(2);
  for (Model model : {Model::Cvnn1, Model::Cvnn2, Model::Resnet18, Model::Vit})
    for (ImageShape image : {ImageShape{28, 28, 1}, ImageShape{19, 16, 2}}) {
      if (model == Model::Vit)
        image.height &= ~3u; // Whole patches.
      ASSERT_TRUE(checkImageSize(model, image));
      Network network = makeNetwork(model, image, 7, nullptr, 1);
      std::vector<float> input(2 * image.size(), 0.5f);
      Activations y = network.forward(input.data(), 2, {true, 1}, pool);
      EXPECT_EQ(y.features, 7u);
      struct : GradientSink {
        void block(Parameter &, size_t, size_t, size_t, size_t, float *,
                   size_t) override {}
      } sink;
      uint8_t labels[2] = {0, 6};
      EXPECT_GT(network.backward(labels, sink, pool).loss, 0.0);
    }
}

TEST(ModelZooTest, TooSmallImages) {
  auto error = [](Model model, size_t height, size_t width) {
    Status status = checkImageSize(model, {height, width, 3});
    return status ? "no error" : status.error().message;
  };
  EXPECT_EQ(error(Model::Cvnn1, 8, 8), "no error");
  EXPECT_EQ(error(Model::Cvnn1, 8, 7),
            "model 'cvnn1': layers[11] (max_pool): windows of 2 x 2 are larger "
            "than the input, 2 x 1 x 128");
  EXPECT_EQ(error(Model::Cvnn2, 15, 28),
            "model 'cvnn2': layers[27] (max_pool): windows of 2 x 2 are larger "
            "than the input, 1 x 3 x 512");
  EXPECT_EQ(error(Model::Vit, 30, 28),
            "model 'vit': layers[0] (conv): patches of 4 x 4 pixels do not "
            "divide the input, 30 x 28 x 3");
  EXPECT_EQ(error(Model::Resnet18, 1, 1), "no error");
}

} // namespace
