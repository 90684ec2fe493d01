//===- DatasetTest.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Dataset.h"

#include "gtest/gtest.h"

using namespace lowres;

namespace {

std::string errorOf(const std::string &spec) {
  Result<Dataset> dataset = loadDataset(spec, Split::Test);
  return dataset ? "no error" : dataset.error().message;
}

Dataset twoImages() {
  Dataset dataset;
  dataset.classes = 2;
  dataset.channels = 1;
  dataset.height = 1;
  dataset.width = 2;
  dataset.images = {0, 255, 127, 128};
  dataset.labels = {0, 1};
  return dataset;
}

TEST(DatasetTest, UnknownSpec) {
  const char rest[] = ": expected synthetic[:SEED], cifar10:DIR, mnist:DIR or "
                      "fashion-mnist:DIR";
  EXPECT_EQ(errorOf("imagenet:x"),
            std::string("unknown data set 'imagenet:x'") + rest);
  EXPECT_EQ(errorOf(""), std::string("unknown data set ''") + rest);
}

TEST(DatasetTest, NoDirectory) {
  EXPECT_EQ(errorOf("cifar10"), "data set 'cifar10': expected cifar10:DIR, "
                                "found no directory");
  EXPECT_EQ(errorOf("mnist:"),
            "data set 'mnist:': expected mnist:DIR, found no directory");
}

TEST(DatasetTest, BadSeed) {
  for (const char *seed : {"", "x", "-1", "1 ", "99999999999999999999"})
    EXPECT_EQ(
        errorOf(std::string("synthetic:") + seed),
        std::string("data set 'synthetic:") + seed +
            "': expected synthetic:SEED with a decimal number of at most 19 "
            "digits, found '" +
            seed + "'");
}

TEST(DatasetTest, InputConvention) {
  Dataset dataset = twoImages();
  float out[4];
  imagesToInput(dataset, 0, 2, out);
  EXPECT_EQ(out[0], -1.0f);
  EXPECT_EQ(out[1], 1.0f);
  EXPECT_EQ(out[2], (127.0f - 127.5f) / 127.5f);
  EXPECT_EQ(out[3], (128.0f - 127.5f) / 127.5f);
  imagesToInput(dataset, 1, 1, out);
  EXPECT_EQ(out[0], (127.0f - 127.5f) / 127.5f);
}

TEST(DatasetTest, Limit) {
  Dataset dataset = twoImages();
  limitDataset(dataset, 5);
  EXPECT_EQ(dataset.size(), 2u);
  limitDataset(dataset, 1);
  EXPECT_EQ(dataset.size(), 1u);
  EXPECT_EQ(dataset.images.size(), 2u);
}

} // namespace
