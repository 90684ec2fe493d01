//===- Options.cpp - The command line of lowres-bench ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "ModelValues.h"
#include "NetworkFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Regex.h"

#include <cmath>

using namespace lowres;
using llvm::Twine;
namespace cl = llvm::cl;

BenchOptions::BenchOptions(cl::OptionCategory &category)
    : ModelOptions(category),
      model("model", cl::cat(category),
            cl::desc("Time a network of lowres-train, not a <model>:"),
            modelValues()),
      network("network", cl::cat(category), cl::value_desc("file"),
              cl::desc("Time the network of a JSON file, as lowres-train "
                       "--network takes it")),
      layers("layers", cl::CommaSeparated, cl::cat(category),
             cl::value_desc("shape"),
             cl::desc("Time dense layers (3072x512: inputs x outputs), "
                      "convolutions (56x56x64-3x3-128: image, kernel, outputs, "
                      "then -s<stride>, -p<padding>, -g<groups>), or those of "
                      "llm, resnet50, mobilenet or a <model>; may be a list")),
      levels("levels", cl::CommaSeparated, cl::cat(category),
             cl::value_desc("N|f32"),
             cl::desc("Values a weight of the network can take, 2 to 256, or "
                      "f32 (default 5); with --layers may be a list")),
      kernels("kernel", cl::cat(category), cl::value_desc("#lowres.kernel<>"),
              cl::desc("With --layers, also time this kernel where it fits; "
                       "may be given several times")),
      train("train", cl::cat(category),
            cl::desc("Time a step of training the network, on all cores")),
      compile("compile", cl::cat(category),
              cl::desc("Time the compilation of the network by lowres-compile, "
                       "and measure its memory")),
      calibrate("calibrate", cl::cat(category),
                cl::desc("Measure what this machine does in a cycle, for "
                         "--target-config; takes a minute, on an idle "
                         "machine (--layers, --levels: kernels to fit to)")),
      batches("batch", cl::CommaSeparated, cl::cat(category),
              cl::value_desc("rows"),
              cl::desc("Rows in a call; may be a list (default 1,64; with "
                       "--train 64, with --layers 1)")),
      threads("threads", cl::CommaSeparated, cl::cat(category),
              cl::value_desc("n"),
              cl::desc("Threads that share the loops of a compiled network or "
                       "layer; may be a list (default 1). Times of more than "
                       "one are by the wall; baselines have one")),
      repetitions("repetitions", cl::cat(category), cl::init(5),
                  cl::desc("Runs of each benchmark; the ratios are of the "
                           "shortest (default 5)")),
      minTime("min-time", cl::cat(category), cl::init(0),
              cl::value_desc("seconds"),
              cl::desc("Seconds that a run takes at least (default: as Google "
                       "Benchmark does)")),
      filter("filter", cl::cat(category), cl::init("."),
             cl::value_desc("regex"),
             cl::desc("Run only benchmarks with such names, as ^compiled")),
      json("json", cl::cat(category), cl::value_desc("file"),
           cl::desc("Also write all figures to this file")),
      output("o", cl::cat(category), cl::value_desc("file"), cl::init("-"),
             cl::desc("With --calibrate, where to write (default: the standard "
                      "output)")) {}

/// The position of an element that `list` has before, too.
template <typename T>
static std::optional<size_t> findTwice(const std::vector<T> &list) {
  for (auto it = list.begin(); it != list.end(); ++it)
    if (std::find(list.begin(), it, *it) != it)
      return it - list.begin();
  return std::nullopt;
}

/// What is wrong with a list of numbers from 1 to `most`, all different.
static std::optional<std::string> checkNumbers(const cl::list<unsigned> &list,
                                               unsigned most) {
  std::vector<unsigned> numbers(list.begin(), list.end());
  std::string option = "--" + list.ArgStr.str() + ": ";
  for (unsigned number : numbers)
    if (number == 0 || number > most)
      return option + "expected 1 to " + std::to_string(most) + ", found " +
             std::to_string(number);
  if (std::optional<size_t> twice = findTwice(numbers))
    return option + std::to_string(numbers[*twice]) + " is there twice";
  return std::nullopt;
}

std::optional<int> BenchOptions::check() const {
  constexpr unsigned mostRows = 65536;
  auto wrong = [](const Twine &message) {
    return mlir::lowres::reportBadUsage(toolName, message);
  };
  if (repetitions == 0)
    return wrong("--repetitions: expected at least 1");
  if (std::optional<std::string> message = checkNumbers(batches, mostRows))
    return wrong(*message);
  if (std::optional<std::string> message =
          checkNumbers(threads, mlir::lowres::LoopThreads::kMaxCount))
    return wrong(*message);
  if (minTime.getNumOccurrences() && !(std::isfinite(minTime) && minTime > 0))
    return wrong("--min-time: expected a positive number");
  for (const std::string &text : levels)
    if (llvm::Error error = parseLevelsFlag(text).takeError())
      return wrong(llvm::toString(std::move(error)));
  if (std::optional<size_t> twice = findTwice(getLevels()))
    return wrong("--levels: '" + levels[*twice] + "' is there twice");
  if (llvm::Error error = parseLayerShapes(layers).takeError())
    return wrong("--layers: " + llvm::toString(std::move(error)));
  // (A list has an operator& of its own.)
  const cl::Option *const subjects[] = {&model, &network,
                                        std::addressof(layers)};
  const cl::Option *chosen = nullptr;
  for (const cl::Option *option : subjects) {
    if (!option->getNumOccurrences())
      continue;
    if (chosen)
      return wrong("--" + option->ArgStr + ": not together with --" +
                   chosen->ArgStr);
    chosen = option;
  }
  if (levels.size() > 1 && getSubject() != Subject::Layers && !calibrate)
    return wrong("--levels: a list needs --layers");
  std::string reason;
  if (!llvm::Regex(filter).isValid(reason))
    return wrong("--filter: " + reason);
  // Options that would do nothing.
  if (!kernels.empty() && getSubject() != Subject::Layers && !calibrate)
    return wrong("--kernel: needs --layers");
  if (calibrate) {
    const cl::Option *const ofOthers[] = {&input,
                                          &model,
                                          &network,
                                          &train,
                                          &compile,
                                          &target,
                                          &targetConfig,
                                          &reference,
                                          &filter,
                                          &json,
                                          &activations,
                                          &entry,
                                          std::addressof(batches),
                                          std::addressof(threads),
                                          std::addressof(kernels)};
    for (const cl::Option *option : ofOthers)
      if (option->getNumOccurrences())
        return wrong(
            "--calibrate: not together with " +
            (option->hasArgStr() ? "--" + option->ArgStr : "a <model>"));
    if (llvm::is_contained(getLevels(), 0))
      return wrong("--calibrate: float weights have no kernels to fit to");
    for (const LayerShape &shape : getLayers())
      if (!shape.isDense())
        return wrong("--calibrate: expected dense layers, found " +
                     shape.str());
  } else if (output.getNumOccurrences()) {
    return wrong("-o: needs --calibrate");
  }
  const cl::Option *const ofModels[] = {&activations, &entry};
  const cl::Option *const ofCompiler[] = {&target, &targetConfig, &reference};
  if (!chosen && levels.getNumOccurrences() && !calibrate)
    return wrong("--levels: needs --model, --network or --layers");
  for (const cl::Option *option : {&train, &compile})
    if (getSubject() != Subject::Network && option->getNumOccurrences())
      return wrong("--" + option->ArgStr + ": needs --model or --network");
  if (train && compile)
    return wrong("--compile: not together with --train");
  const cl::Option *const ofRuns[] = {
      std::addressof(batches), std::addressof(threads), &minTime, &filter};
  if (compile && targetConfig.getNumOccurrences())
    return wrong("--target-config: not together with --compile");
  for (const cl::Option *option : ofRuns)
    if (compile && option->getNumOccurrences())
      return wrong("--" + option->ArgStr +
                   ": not together with --compile, which runs no network");
  for (const cl::Option *option : ofModels)
    if (chosen && option->getNumOccurrences())
      return wrong("--" + option->ArgStr + ": not together with --" +
                   chosen->ArgStr);
  for (const cl::Option *option : ofCompiler)
    if (train && option->getNumOccurrences())
      return wrong("--" + option->ArgStr +
                   ": not together with --train, which compiles nothing");
  if (train && threads.getNumOccurrences())
    return wrong("--threads: not together with --train, which uses all cores");
  if (chosen && input.getNumOccurrences())
    return wrong("'" + input + "': not together with --" + chosen->ArgStr);
  return std::nullopt;
}

BenchOptions::Subject BenchOptions::getSubject() const {
  if (layers.getNumOccurrences())
    return Subject::Layers;
  return model.getNumOccurrences() || network.getNumOccurrences()
             ? Subject::Network
             : Subject::ModelFile;
}

std::vector<int> BenchOptions::getLevels() const {
  if (levels.empty())
    return {5};
  std::vector<int> counts;
  for (const std::string &text : levels)
    counts.push_back(*parseLevels(text));
  return counts;
}

Result<NetworkDescription> BenchOptions::getNetwork() const {
  if (network.getNumOccurrences())
    return readNetworkFile(network);
  return describeModel(model);
}

std::vector<unsigned>
BenchOptions::getBatches(std::vector<unsigned> usual) const {
  if (batches.empty())
    return usual;
  return std::vector<unsigned>(batches.begin(), batches.end());
}

llvm::Expected<std::vector<mlir::lowres::LoopThreads>>
BenchOptions::startThreads() const {
  std::vector<mlir::lowres::LoopThreads> sets;
  if (threads.empty())
    sets.emplace_back(1);
  for (unsigned count : threads) {
    sets.emplace_back(count);
    if (sets.back().count() != count)
      return llvm::createStringError("--threads: the system starts only " +
                                     Twine(sets.back().count()) + " of " +
                                     Twine(count));
  }
  return sets;
}

TimingOptions BenchOptions::getTiming() const {
  return {repetitions, minTime, filter, json};
}

int lowres::reportNetworkError(const BenchOptions &options,
                               const Error &error) {
  std::string network = options.network.empty()
                            ? std::string("model '") + modelName(options.model)
                            : "network '" + options.network;
  return mlir::lowres::reportBadInput(
      toolName, llvm::createStringError(network + "': " + error.message));
}
