//===- Run.cpp - One run of lowres-train ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Run.h"

#include "NetworkFile.h"
#include "ProgressBar.h"

#include "lowres-rt/export/MlirExport.h"
#include "lowres-rt/export/Npy.h"
#include "lowres-rt/support/File.h"
#include "lowres-rt/train/Trainer.h"

#include "lowres/Support/CommandLine.h"
#include "lowres/Support/ModelIO.h"
#include "lowres/Support/OutputFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Signals.h"

#include <cmath>
#include <cstdio>

using namespace lowres;

int lowres::fail(const Error &error) {
  return mlir::lowres::reportBadInput(toolName, error.message);
}

Status lowres::prepareOutputs(const RunOptions &options) {
  for (const std::string &path : options.getOutputPaths()) {
    llvm::sys::RemoveFileOnSignal(temporaryName(path));
    if (Status status = checkWritable(path); !status)
      return status;
  }
  mlir::lowres::ignoreFileSizeSignal();
  return Status::success();
}

static Status writeModel(const std::string &path, const std::string &text) {
  bool isBytecode = llvm::StringRef(path).ends_with(".mlirbc");
  if (llvm::Error error = isBytecode
                              ? mlir::lowres::writeBytecodeModel(text, path)
                              : mlir::lowres::writeFile(path, text))
    return Error{llvm::toString(std::move(error))};
  return Status::success();
}

Status lowres::trainAndWrite(const RunOptions &options, Trainer &trainer,
                             const Dataset &test, const EpochNote &note,
                             size_t &correct) {
  if (options.resume)
    if (Status status = trainer.resume(options.train.checkpoint); !status)
      return status;
  // The loss of a uniform guess, and more of it than any training recovers
  // from.
  double worstLoss = 1e6 * std::log(static_cast<double>(test.classes));
  bool diverged = false;
  ProgressBar bar;
  Observer observer;
  observer.onBatch = [&](const Progress &progress) { bar.update(progress); };
  observer.onEpoch = [&](const EpochMetrics &metrics) {
    bar.finishEpoch(metrics, options.train.epochs,
                    note ? note(metrics) : std::string());
    if (diverged || metrics.trainLoss <= worstLoss) // false for a NaN
      return;
    diverged = true;
    char loss[32];
    std::snprintf(loss, sizeof(loss), "%.3g", metrics.trainLoss);
    mlir::lowres::reportWarning(
        toolName, "the training diverges, with a loss of " + llvm::Twine(loss) +
                      " in epoch " + llvm::Twine(metrics.epoch) +
                      "; try a smaller --lr");
  };
  if (Status status = trainer.run(observer); !status)
    return status;
  if (options.exportBest)
    trainer.restoreBest();

  std::vector<float> logits;
  correct = trainer.evaluate(&logits);
  if (!options.output.empty())
    if (Status status = writeModel(
            options.output, exportMlir(networkOf(options.train).name,
                                       trainer.network(), trainer.threads()));
        !status)
      return status;
  if (options.predictions.empty())
    return Status::success();
  return writeNpy(options.predictions, logits, test.size(),
                  trainer.network().outputFeatures());
}

/// Writes the test split for programs that have no data loader.
static Status dumpTest(const RunOptions &options, const Dataset &test) {
  std::vector<float> images(test.size() * test.imageSize());
  imagesToInput(test, 0, test.size(), images.data());
  if (Status status = writeNpy(options.getImagesPath(), images, test.size(),
                               test.imageSize());
      !status)
    return status;
  std::vector<float> labels(test.labels.begin(), test.labels.end());
  return writeNpy(options.getLabelsPath(), labels, labels.size(), 1);
}

Status lowres::loadNetwork(RunOptions &options) {
  if (options.networkFile.empty())
    return Status::success();
  Result<NetworkDescription> network = readNetworkFile(options.networkFile);
  if (!network)
    return network.error();
  options.train.network = std::move(*network);
  return Status::success();
}

/// Whether the images fit the network of a file.
static Status checkLoadedNetwork(const RunOptions &options,
                                 const Dataset &train) {
  Status status = checkNetwork(*options.train.network, imageShape(train),
                               static_cast<size_t>(train.classes));
  if (status)
    return status;
  return Error{"network '" + options.networkFile + "' with data set '" +
               options.data + "': " + status.error().message};
}

Result<Dataset> lowres::loadTrainingImages(const RunOptions &options,
                                           const std::vector<Model> &models,
                                           const Dataset &test) {
  Result<Dataset> train = loadDataset(options.data, Split::Train);
  if (!train)
    return train;
  auto wrong = [&](const std::string &what) {
    return Error{"data set '" + options.data + "': " + what};
  };
  if (imageShape(*train) != imageShape(test))
    return wrong("training images are " + toText(imageShape(*train)) +
                 ", test images " + toText(imageShape(test)));
  if (options.train.network) {
    if (Status status = checkLoadedNetwork(options, *train); !status)
      return status.error();
  } else {
    for (Model model : models)
      if (Status status = checkImageSize(model, imageShape(*train)); !status)
        return wrong(status.error().message);
  }
  if (options.limit)
    limitDataset(*train, options.limit);
  return train;
}

int lowres::runTraining(const RunOptions &given) {
  RunOptions options = given;
  if (Status status = loadNetwork(options); !status)
    return fail(status.error());
  if (Status status = prepareOutputs(options); !status)
    return fail(status.error());
  Result<Dataset> test = loadDataset(options.data, Split::Test);
  if (!test)
    return fail(test.error());
  if (!options.dumpTest.empty()) {
    if (Status status = dumpTest(options, *test); !status)
      return fail(status.error());
    if (options.output.empty() && options.predictions.empty())
      return mlir::lowres::Success;
  }
  Result<Dataset> train =
      loadTrainingImages(options, {options.train.model}, *test);
  if (!train)
    return fail(train.error());

  Trainer trainer(options.train, *train, *test, options.data, options.threads);
  size_t correct = 0;
  if (Status status = trainAndWrite(options, trainer, *test, nullptr, correct);
      !status)
    return fail(status.error());

  double images = static_cast<double>(test->size());
  // With the model on stdout, the summary must not mix with it.
  std::FILE *summary = options.output == "-" ? stderr : stdout;
  std::fprintf(summary, "accuracy: %.4f (%zu of %zu)\n",
               static_cast<double>(correct) / images, correct, test->size());
  std::fprintf(summary, "best accuracy: %.4f (epoch %u)\n",
               static_cast<double>(trainer.bestCorrect()) / images,
               trainer.bestEpoch());
  return mlir::lowres::Success;
}
