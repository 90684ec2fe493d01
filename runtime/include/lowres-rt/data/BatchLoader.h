//===- BatchLoader.h - The batches of an epoch ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_BATCHLOADER_H
#define LOWRES_RT_DATA_BATCHLOADER_H

#include "lowres-rt/data/Dataset.h"

#include <thread>

namespace lowres {

/// The images of a training step, as a network takes them.
struct Batch {
  std::vector<float> inputs;   // [images, imageSize()]
  std::vector<uint8_t> labels; // [images]

  size_t size() const { return labels.size(); }
};

/// Gathers the images of an epoch in batches, in a random order and if need be
/// augmented, each batch on a thread of its own while the one before it is
/// used. What a batch holds depends on the data, the seed and the epoch alone.
class BatchLoader {
public:
  /// `dataset` must outlive the loader, and `batchSize` be at least 1. Without
  /// `inBackground`, or if the system has no thread to spare, next() gathers
  /// the batch itself.
  BatchLoader(const Dataset &dataset, size_t batchSize, uint64_t seed,
              bool augment, bool inBackground);
  ~BatchLoader();
  BatchLoader(const BatchLoader &) = delete;
  BatchLoader &operator=(const BatchLoader &) = delete;

  /// Goes to the first batch of epoch `newEpoch`, which counts from 0.
  void startEpoch(uint64_t newEpoch);

  /// The next batch, which lives until the next call, or null at the end of the
  /// epoch. The last one may be smaller.
  const Batch *next();

private:
  void prepareNext();
  void gather();
  void joinThread();

  const Dataset &dataset;
  size_t batchSize;
  uint64_t seed;
  bool augment;
  bool inBackground;

  uint64_t epoch = 0;
  std::vector<uint32_t> order; // Of the epoch's images.
  size_t prepared = 0;         // How many of them are in batches.
  Batch current;
  Batch upcoming; // The last of those images; empty at the end of the epoch.
  std::vector<std::thread> thread; // The one that gathers `upcoming`, or none.
};

} // namespace lowres

#endif // LOWRES_RT_DATA_BATCHLOADER_H
