//===- BatchLoaderTest.cpp ------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/BatchLoader.h"

#include "lowres-rt/data/Augment.h"
#include "lowres-rt/support/Random.h"

#include "gtest/gtest.h"

#include <chrono>
#include <numeric>
#include <thread>

using namespace lowres;

namespace {

using Batches =
    std::vector<std::pair<std::vector<float>, std::vector<uint8_t>>>;

class BatchLoaderTest : public ::testing::Test {
protected:
  BatchLoaderTest() {
    dataset.classes = 10;
    dataset.channels = 2;
    dataset.height = 5;
    dataset.width = 4;
    Random random(7);
    for (size_t i = 0; i < images; ++i)
      dataset.labels.push_back(static_cast<uint8_t>(random.below(10)));
    for (size_t i = 0; i < images * dataset.imageSize(); ++i)
      dataset.images.push_back(static_cast<uint8_t>(random.below(256)));
  }

  BatchLoader makeLoader(bool augment = true, bool inBackground = true) {
    return BatchLoader(dataset, batchSize, seed, augment, inBackground);
  }

  /// What the loader is to give, by the definition: the streams 0x51 and 0x52
  /// of the seed decide the order of the images and how each is moved.
  Batches define(bool augment, uint64_t epoch) const {
    std::vector<uint32_t> order(images);
    std::iota(order.begin(), order.end(), 0u);
    Random shuffling(seed, 0x51, epoch);
    shuffle(order, shuffling);
    Batches batches;
    for (size_t i = 0; i < images; ++i) {
      if (i % batchSize == 0)
        batches.emplace_back();
      std::vector<float> row(dataset.imageSize());
      Random moving(seed, 0x52 + (epoch << 8), order[i]);
      augmentedInput(dataset, order[i],
                     augment ? randomAugmentation(moving) : Augmentation(),
                     row.data());
      auto &[inputs, labels] = batches.back();
      inputs.insert(inputs.end(), row.begin(), row.end());
      labels.push_back(dataset.labels[order[i]]);
    }
    return batches;
  }

  static constexpr size_t images = 47, batchSize = 8;
  static constexpr uint64_t seed = 3;
  Dataset dataset;
};

/// The rest of an epoch.
Batches collect(BatchLoader &loader) {
  Batches batches;
  while (const Batch *batch = loader.next())
    batches.emplace_back(batch->inputs, batch->labels);
  return batches;
}

TEST_F(BatchLoaderTest, SameAsDirectLoop) {
  for (bool augment : {false, true})
    for (bool inBackground : {false, true}) {
      BatchLoader loader = makeLoader(augment, inBackground);
      for (uint64_t epoch : {0, 1, 2}) {
        loader.startEpoch(epoch);
        EXPECT_EQ(collect(loader), define(augment, epoch))
            << augment << inBackground << epoch;
        EXPECT_EQ(loader.next(), nullptr);
      }
    }
}

TEST_F(BatchLoaderTest, LaterEpochNeedsNoEarlierOne) {
  BatchLoader loader = makeLoader();
  loader.startEpoch(5);
  EXPECT_EQ(collect(loader), define(true, 5));
}

// The batch that is used does not change while the next one is made.
TEST_F(BatchLoaderTest, SlowUser) {
  BatchLoader loader = makeLoader();
  loader.startEpoch(0);
  for (const auto &[inputs, labels] : define(true, 0)) {
    const Batch *batch = loader.next();
    ASSERT_NE(batch, nullptr);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    EXPECT_EQ(batch->inputs, inputs);
    EXPECT_EQ(batch->labels, labels);
  }
}

TEST_F(BatchLoaderTest, EpochsLeftEarly) {
  for (size_t used = 0; used < 4; ++used) {
    BatchLoader loader = makeLoader();
    loader.startEpoch(0);
    for (size_t i = 0; i < used; ++i)
      loader.next();
    loader.startEpoch(1);
    EXPECT_EQ(collect(loader), define(true, 1));
    loader.startEpoch(2); // Destroyed while a batch is made.
  }
}

TEST_F(BatchLoaderTest, BatchLargerThanData) {
  BatchLoader loader(dataset, 1000, seed, false, true);
  loader.startEpoch(0);
  const Batch *batch = loader.next();
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->size(), images);
  EXPECT_EQ(loader.next(), nullptr);
}

} // namespace
