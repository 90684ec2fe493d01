//===- BatchLoader.cpp - The batches of an epoch --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/BatchLoader.h"

#include "lowres-rt/data/Augment.h"
#include "lowres-rt/support/Random.h"
#include "lowres-rt/support/Thread.h"

#include <algorithm>
#include <numeric>

using namespace lowres;

// Purposes of the random streams of a seed.
enum Stream : uint64_t { ShuffleStream = 0x51, AugmentStream = 0x52 };

BatchLoader::BatchLoader(const Dataset &dataset, size_t batchSize,
                         uint64_t seed, bool augment, bool inBackground)
    : dataset(dataset), batchSize(batchSize), seed(seed), augment(augment),
      inBackground(inBackground) {}

BatchLoader::~BatchLoader() { joinThread(); }

void BatchLoader::startEpoch(uint64_t newEpoch) {
  joinThread(); // If the last epoch was left early.
  epoch = newEpoch;
  order.resize(dataset.size());
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed, ShuffleStream, epoch);
  shuffle(order, random);
  prepared = 0;
  prepareNext();
}

const Batch *BatchLoader::next() {
  if (upcoming.size() == 0)
    return nullptr;
  if (thread.empty())
    gather();
  joinThread();
  std::swap(current, upcoming);
  prepareNext();
  return &current;
}

void BatchLoader::prepareNext() {
  size_t count = std::min(batchSize, order.size() - prepared);
  // All memory comes from here, so that nothing can fail on the thread.
  upcoming.inputs.resize(count * dataset.imageSize());
  upcoming.labels.resize(count);
  prepared += count;
  if (inBackground && count > 0)
    thread = startThreads(1, [this](size_t) { gather(); });
}

void BatchLoader::joinThread() {
  for (std::thread &one : thread)
    one.join();
  thread.clear();
}

/// Fills `upcoming` with the images before order[prepared].
void BatchLoader::gather() {
  size_t begin = prepared - upcoming.size();
  float *row = upcoming.inputs.data();
  for (size_t i = 0; i < upcoming.size(); ++i, row += dataset.imageSize()) {
    size_t image = order[begin + i];
    upcoming.labels[i] = dataset.labels[image];
    if (!augment) {
      imagesToInput(dataset, image, 1, row);
      continue;
    }
    Random random(seed, AugmentStream + (epoch << 8), image);
    augmentedInput(dataset, image, randomAugmentation(random), row);
  }
}
