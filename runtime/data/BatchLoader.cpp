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

#include <algorithm>
#include <numeric>

using namespace lowres;

// Purposes of the random streams of a seed.
enum Stream : uint64_t { ShuffleStream = 0x51, AugmentStream = 0x52 };

BatchLoader::BatchLoader(const Dataset &dataset, size_t batchSize,
                         uint64_t seed, bool augment, bool inBackground)
    : dataset(dataset), batchSize(batchSize), seed(seed), augment(augment),
      // With both, a thread that can not be started is no error.
      policy(inBackground ? std::launch::async | std::launch::deferred
                          : std::launch::deferred) {}

void BatchLoader::startEpoch(uint64_t newEpoch) {
  pending = {}; // Waits for the thread, if the last epoch was left early.
  epoch = newEpoch;
  order.resize(dataset.size());
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed, ShuffleStream, epoch);
  shuffle(order, random);
  prepared = 0;
  prepareNext();
}

const Batch *BatchLoader::next() {
  if (!pending.valid())
    return nullptr;
  pending.get();
  std::swap(current, upcoming);
  prepareNext();
  return &current;
}

void BatchLoader::prepareNext() {
  size_t count = std::min(batchSize, order.size() - prepared);
  if (count == 0)
    return;
  // All memory comes from here, so that nothing can fail on the thread.
  upcoming.inputs.resize(count * dataset.imageSize());
  upcoming.labels.resize(count);
  pending =
      std::async(policy, [this, begin = prepared] { return gather(begin); });
  prepared += count;
}

/// Fills `upcoming` with the images from order[begin] on.
void BatchLoader::gather(size_t begin) {
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
