//===- Trainer.cpp - The training loop ------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Trainer.h"

#include <algorithm>
#include <chrono>
#include <optional>

using namespace lowres;

// Images evaluated at a time: no more than a usual training step takes, which
// already has the memory.
static constexpr size_t evaluationBatch = 128;

static double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

ImageShape lowres::imageShape(const Dataset &dataset) {
  return {static_cast<size_t>(dataset.height),
          static_cast<size_t>(dataset.width),
          static_cast<size_t>(dataset.channels)};
}

Trainer::Trainer(const TrainOptions &options, const Dataset &train,
                 const Dataset &test, const std::string &dataName,
                 unsigned threads)
    : settings(options), train(train), test(test),
      runDescription(describeRun(options, dataName, train.size())),
      pool(threads),
      quantizers(options.levels, options.scaleRule, options.granularity),
      net(makeNetwork(
          networkOf(options), imageShape(train),
          static_cast<size_t>(train.classes),
          [this](std::optional<int> levels) { return quantizers.get(levels); },
          options.seed)),
      sink(options.optimizer, net.parameters()),
      batches(train, options.batchSize, options.seed, options.augment,
              pool.threads() > 1) {
  if (settings.learningRate <= 0.0f)
    settings.learningRate = defaultLearningRate(settings);
  for (Parameter *parameter : net.parameters())
    parameter->requantize(pool);
}

Status Trainer::resume(const std::string &path) {
  Result<TrainState> state =
      readCheckpoint(path, runDescription, net.parameters(), best);
  if (!state)
    return state.error();
  progress = *state;
  if (!settings.keepBest)
    best.clear(); // They would not follow the best epoch from here on.
  if (settings.keepBest && best.empty() && progress.bestEpoch > 0)
    return Error{"checkpoint '" + path +
                 "' does not hold the best epoch's weights"};
  for (Parameter *parameter : net.parameters())
    parameter->requantize(pool);
  return Status::success();
}

Status Trainer::run(const Observer &observer) {
  std::optional<MetricsFile> metricsFile;
  if (!settings.metrics.empty()) {
    Result<MetricsFile> file =
        MetricsFile::open(settings.metrics, progress.epoch);
    if (!file)
      return file.error();
    metricsFile.emplace(std::move(*file));
  }
  rememberSigns();
  unsigned last = settings.stopAfter
                      ? std::min(settings.stopAfter, settings.epochs)
                      : settings.epochs;
  bool isEvaluated = false; // The state as it is now.
  while (progress.epoch < last) {
    EpochMetrics metrics;
    metrics.epoch = progress.epoch + 1;
    trainEpoch(metrics, observer);
    progress.epoch = metrics.epoch;
    measureWeights(metrics);
    isEvaluated = metrics.epoch % std::max(1u, settings.evaluateEvery) == 0 ||
                  metrics.epoch == settings.epochs;
    if (isEvaluated) {
      size_t correct = evaluate();
      metrics.testAccuracy =
          static_cast<double>(correct) /
          static_cast<double>(std::max<size_t>(1, test.size()));
      rememberBest(correct);
    }
    // A resumed run drops lines beyond its checkpoint, but can not add any.
    if (metricsFile)
      if (Status status = metricsFile->append(metrics); !status)
        return status;
    if (!settings.checkpoint.empty())
      if (Status status = writeCheckpoint(settings.checkpoint, runDescription,
                                          progress, net.parameters(), best);
          !status)
        return status;
    if (observer.onEpoch)
      observer.onEpoch(metrics);
  }
  // The last epoch of a stopped run counts too; its checkpoint does not know,
  // so that a resumed run is the one that never stopped.
  if (!isEvaluated)
    rememberBest(evaluate());
  return Status::success();
}

void Trainer::trainEpoch(EpochMetrics &metrics, const Observer &observer) {
  auto begin = std::chrono::steady_clock::now();
  size_t batchSize = settings.batchSize;
  uint64_t stepsPerEpoch = (train.size() + batchSize - 1) / batchSize;
  uint64_t steps = stepsPerEpoch * settings.epochs;
  metrics.learningRate = static_cast<double>(scheduledRate(
      settings.schedule, settings.learningRate, progress.step, steps));
  double loss = 0.0;
  size_t imagesDone = 0, correct = 0;
  batches.startEpoch(progress.epoch);
  while (const Batch *batch = batches.next()) {
    float rate = scheduledRate(settings.schedule, settings.learningRate,
                               progress.step, steps);
    sink.beginStep(++progress.step, rate);
    net.forward(batch->inputs.data(), batch->size(), {true, progress.step},
                pool);
    LossResult result = net.backward(batch->labels.data(), sink, pool);
    sink.finishStep();
    loss += result.loss;
    correct += result.correct;
    imagesDone += batch->size();
    if (observer.onBatch)
      observer.onBatch({metrics.epoch, settings.epochs, imagesDone,
                        train.size(), secondsSince(begin),
                        loss / static_cast<double>(imagesDone)});
  }
  // From here to the next step, scales are exactly those of the latents; this
  // is the state that is evaluated, exported and resumed.
  for (Parameter *parameter : net.parameters())
    parameter->requantize(pool);

  double images = static_cast<double>(train.size());
  metrics.trainLoss = loss / images;
  metrics.trainAccuracy = static_cast<double>(correct) / images;
  metrics.seconds = secondsSince(begin);
  metrics.imagesPerSecond = images / metrics.seconds;
}

size_t Trainer::evaluate(std::vector<float> *logits) {
  size_t classes = net.outputFeatures(), correct = 0;
  if (logits)
    logits->resize(test.size() * classes);
  std::vector<float> inputs(evaluationBatch * test.imageSize());
  for (size_t first = 0; first < test.size(); first += evaluationBatch) {
    size_t count = std::min(evaluationBatch, test.size() - first);
    imagesToInput(test, first, count, inputs.data());
    Activations y = net.forward(inputs.data(), count, Mode(), pool);
    correct += softmaxCrossEntropy(y, test.labels.data() + first,
                                   Activations{nullptr, count, classes})
                   .correct;
    if (logits)
      std::copy_n(y.data, count * classes, logits->data() + first * classes);
  }
  return correct;
}

void Trainer::rememberSigns() {
  signs.clear();
  for (Parameter *parameter : net.parameters()) {
    signs.emplace_back();
    if (!parameter->quantizer)
      continue;
    signs.back().resize(parameter->size());
    for (size_t i = 0; i < parameter->size(); ++i)
      signs.back()[i] = parameter->value[i] < 0.0f;
  }
}

void Trainer::measureWeights(EpochMetrics &metrics) {
  size_t saturated = 0, flips = 0, total = 0;
  std::vector<Parameter *> parameters = net.parameters();
  for (size_t p = 0; p < parameters.size(); ++p) {
    Parameter &parameter = *parameters[p];
    if (!parameter.quantizer)
      continue;
    total += parameter.size();
    for (size_t row = 0; row < parameter.rows; ++row)
      saturated += parameter.quantizer->saturated(
          parameter.value.data() + row * parameter.cols, parameter.cols,
          parameter.scaleOfRow(row));
    for (size_t i = 0; i < parameter.size(); ++i) {
      bool negative = parameter.value[i] < 0.0f;
      flips += negative != signs[p][i];
      signs[p][i] = negative;
    }
  }
  if (total == 0)
    return;
  metrics.saturated =
      static_cast<double>(saturated) / static_cast<double>(total);
  metrics.signFlips = static_cast<double>(flips) / static_cast<double>(total);
}

void Trainer::rememberBest(size_t correct) {
  if (progress.bestEpoch != 0 && correct <= progress.bestCorrect)
    return;
  progress.bestCorrect = correct;
  progress.bestEpoch = progress.epoch;
  if (!settings.keepBest)
    return;
  best.clear();
  for (Parameter *parameter : net.parameters())
    best.emplace_back(parameter->value.data(),
                      parameter->value.data() + parameter->size());
}

void Trainer::restoreBest() {
  if (best.empty())
    return;
  std::vector<Parameter *> parameters = net.parameters();
  for (size_t i = 0; i < parameters.size(); ++i) {
    std::copy(best[i].begin(), best[i].end(), parameters[i]->value.data());
    parameters[i]->requantize(pool);
  }
}
