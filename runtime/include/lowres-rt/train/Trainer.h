//===- Trainer.h - The training loop ----------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_TRAIN_TRAINER_H
#define LOWRES_RT_TRAIN_TRAINER_H

#include "lowres-rt/data/BatchLoader.h"
#include "lowres-rt/train/Checkpoint.h"
#include "lowres-rt/train/Metrics.h"
#include "lowres-rt/train/TrainOptions.h"

#include <functional>

namespace lowres {

/// Where a run is, for a progress display.
struct Progress {
  unsigned epoch; // From 1.
  unsigned epochs;
  size_t imagesDone; // Of this epoch.
  size_t images;
  double seconds; // Since the epoch began.
  double loss;    // Mean over the epoch so far.
};

struct Observer {
  std::function<void(const Progress &)> onBatch;
  std::function<void(const EpochMetrics &)> onEpoch;
};

/// The size of a data set's images, as networks are made for it.
ImageShape imageShape(const Dataset &dataset);

/// Trains a network. For the same options and data the result is the same to
/// the bit, with any number of threads, and whether or not the run was
/// interrupted and resumed.
class Trainer {
public:
  /// The data sets must outlive the trainer, and checkNetwork() accept their
  /// images for the network. `dataName` is their specification.
  Trainer(const TrainOptions &options, const Dataset &train,
          const Dataset &test, const std::string &dataName, unsigned threads);

  /// Continues from a checkpoint, which must come from a run with the same
  /// options and data; the error names the first difference.
  Status resume(const std::string &path);

  /// Runs to the last epoch, or to options.stopAfter.
  Status run(const Observer &observer);

  /// Puts back the weights of the best epoch (with options.keepBest).
  void restoreBest();

  /// Number of test images classified correctly. With `logits`, stores the
  /// outputs, [test images, classes].
  size_t evaluate(std::vector<float> *logits = nullptr);

  Network &network() { return net; }
  ThreadPool &threads() { return pool; }
  size_t bestCorrect() const { return progress.bestCorrect; }
  unsigned bestEpoch() const { return progress.bestEpoch; }

private:
  void trainEpoch(EpochMetrics &metrics, const Observer &observer);
  void measureWeights(EpochMetrics &metrics);
  void rememberSigns();
  void rememberBest(size_t correct);

  TrainOptions settings;
  const Dataset &train;
  const Dataset &test;
  std::string runDescription;
  ThreadPool pool;
  LevelQuantizerSet quantizers;
  Network net;
  OptimizerSink sink;
  BatchLoader batches;
  TrainState progress;
  std::vector<std::vector<float>> best; // Of each parameter, or empty.
  std::vector<std::vector<bool>> signs; // Of each parameter, or empty.
};

} // namespace lowres

#endif // LOWRES_RT_TRAIN_TRAINER_H
