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
      levels("levels", cl::cat(category), cl::value_desc("N|f32"),
             cl::init("5"),
             cl::desc("Values a weight of the network can take, 2 to 256, or "
                      "f32 (default 5)")),
      train("train", cl::cat(category),
            cl::desc("Time a step of training the network, on all cores")),
      batches("batch", cl::CommaSeparated, cl::cat(category),
              cl::value_desc("rows"),
              cl::desc("Rows in a call; may be a list (default 1,64; with "
                       "--train 64)")),
      repetitions("repetitions", cl::cat(category), cl::init(5),
                  cl::desc("Runs of each benchmark; the ratios are of the "
                           "shortest (default 5)")),
      minTime("min-time", cl::cat(category), cl::init(0),
              cl::value_desc("seconds"),
              cl::desc("Seconds that a run takes at least (default: as Google "
                       "Benchmark does)")),
      json("json", cl::cat(category), cl::value_desc("file"),
           cl::desc("Also write all figures to this file")) {}

std::optional<int> BenchOptions::check() const {
  constexpr unsigned mostRows = 65536;
  auto wrong = [](const Twine &message) {
    return mlir::lowres::reportBadUsage(toolName, message);
  };
  if (repetitions == 0)
    return wrong("--repetitions: expected at least 1");
  for (unsigned batch : batches)
    if (batch == 0 || batch > mostRows)
      return wrong("--batch: expected 1 to " + Twine(mostRows) + ", found " +
                   Twine(batch));
  if (minTime.getNumOccurrences() && !(std::isfinite(minTime) && minTime > 0))
    return wrong("--min-time: expected a positive number");
  if (!parseLevels(levels))
    return wrong("--levels: expected a number from 2 to 256 or f32, found '" +
                 levels + "'");
  if (model.getNumOccurrences() && network.getNumOccurrences())
    return wrong("--network: not together with --model");
  // Options that would do nothing.
  const cl::Option *const ofNetworks[] = {&levels, &train};
  const cl::Option *const ofModels[] = {&activations, &entry};
  const cl::Option *const ofCompiler[] = {&target, &reference};
  for (const cl::Option *option : ofNetworks)
    if (!hasNetwork() && option->getNumOccurrences())
      return wrong("--" + option->ArgStr + ": needs --model or --network");
  for (const cl::Option *option : ofModels)
    if (hasNetwork() && option->getNumOccurrences())
      return wrong("--" + option->ArgStr +
                   ": not together with --model or --network");
  for (const cl::Option *option : ofCompiler)
    if (train && option->getNumOccurrences())
      return wrong("--" + option->ArgStr +
                   ": not together with --train, which compiles nothing");
  if (hasNetwork() && input.getNumOccurrences())
    return wrong("'" + input + "': not together with --model or --network");
  return std::nullopt;
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

TimingOptions BenchOptions::getTiming() const {
  return {repetitions, minTime, json};
}

int lowres::reportNetworkError(const BenchOptions &options,
                               const Error &error) {
  std::string network = options.network.empty()
                            ? std::string("model '") + modelName(options.model)
                            : "network '" + options.network;
  return mlir::lowres::reportBadInput(
      toolName, llvm::createStringError(network + "': " + error.message));
}
