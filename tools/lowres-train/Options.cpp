//===- Options.cpp - The command line of lowres-train ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "ModelValues.h"
#include "NetworkFile.h"

#include "lowres/Support/CommandLine.h"
#include "lowres/Support/OutputFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;

namespace {
enum class Switch { Off, On };

/// All flags, made when the command line is parsed and not before main.
struct Flags {
  cl::OptionCategory category{"lowres-train options"};

  // The model.
  cl::list<lowres::Model> models{
      "model", cl::desc("Network to train (default fcnn1)"), cl::cat(category),
      cl::CommaSeparated, lowres::modelValues()};
  cl::opt<std::string> network{
      "network", cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Train the network that a JSON file describes, see LAYERS")};
  cl::extrahelp networkHelp{lowres::networkFileHelp};
  cl::list<std::string> levels{
      "levels", cl::cat(category), cl::value_desc("N|f32"), cl::CommaSeparated,
      cl::desc("Values a weight can take, 2 to 256, or f32 (default 5)")};
  cl::opt<lowres::ScaleRule> scale{
      "scale", cl::desc("How a scale is made from the weights"),
      cl::cat(category), cl::init(lowres::ScaleRule::AbsMean),
      cl::values(clEnumValN(lowres::ScaleRule::AbsMean, "absmean",
                            "c_N * mean |w|, least error for normal weights "
                            "(default)"),
                 clEnumValN(lowres::ScaleRule::AbsMax, "absmax", "max |w|"),
                 clEnumValN(lowres::ScaleRule::Fixed1, "fixed1",
                            "constant, the standard deviation of the initial "
                            "weights"))};
  cl::opt<lowres::ScaleGranularity> granularity{
      "scale-granularity", cl::desc("What shares a scale"), cl::cat(category),
      cl::init(lowres::ScaleGranularity::Tensor),
      cl::values(clEnumValN(lowres::ScaleGranularity::Tensor, "tensor",
                            "a layer (default)"),
                 clEnumValN(lowres::ScaleGranularity::Row, "row",
                            "an output of a layer"))};

  // Data and files.
  cl::opt<std::string> data{
      "data", cl::cat(category), cl::value_desc("SPEC"), cl::init("synthetic"),
      cl::desc("synthetic[:SEED], cifar10:DIR, mnist:DIR or "
               "fashion-mnist:DIR (default synthetic)")};
  cl::opt<std::string> output{
      "o", cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Model to write: .mlir text or .mlirbc bytecode, - for stdout")};
  cl::opt<std::string> predictions{
      "predictions", cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Write the model's outputs for the test images as .npy")};
  cl::opt<std::string> dumpTest{
      "dump-test", cl::cat(category), cl::value_desc("PREFIX"),
      cl::desc("Write the test images as the model takes them to "
               "PREFIX-images.npy and their labels to PREFIX-labels.npy; "
               "without -o and --predictions nothing is trained")};
  cl::opt<std::string> metrics{"metrics", cl::cat(category),
                               cl::value_desc("FILE"),
                               cl::desc("Write a CSV line per epoch")};
  cl::opt<std::string> checkpoint{"checkpoint", cl::cat(category),
                                  cl::value_desc("FILE"),
                                  cl::desc("Save the run after each epoch")};
  cl::opt<bool> resume{"resume", cl::cat(category),
                       cl::desc("Continue the run saved in --checkpoint")};
  cl::opt<bool> exportBest{
      "export-best", cl::cat(category),
      cl::desc("Export the epoch with the best test accuracy, not the last")};

  // The run.
  cl::opt<unsigned> epochs{"epochs", cl::cat(category), cl::init(10),
                           cl::desc("Passes over the data (default 10)")};
  cl::opt<unsigned> stopAfter{
      "stop-after", cl::cat(category), cl::init(0), cl::value_desc("epoch"),
      cl::desc("Stop early, with the schedule of the full run")};
  cl::opt<unsigned> batchSize{"batch-size", cl::cat(category), cl::init(128),
                              cl::desc("Images a step (default 128)")};
  cl::opt<lowres::OptimizerKind> optimizer{
      "optimizer", cl::desc("Optimizer"), cl::cat(category),
      cl::init(lowres::OptimizerKind::Adam),
      cl::values(
          clEnumValN(lowres::OptimizerKind::Adam, "adam", "Adam (default)"),
          clEnumValN(lowres::OptimizerKind::Sgd, "sgd", "SGD, momentum 0.9"))};
  cl::opt<float> learningRate{
      "lr", cl::cat(category), cl::init(0.0f),
      cl::desc("Learning rate (default 0.001 for adam, 0.02 for sgd)")};
  cl::opt<float> weightDecay{"weight-decay", cl::cat(category), cl::init(0.0f),
                             cl::desc("Decoupled weight decay (default 0)")};
  cl::opt<lowres::ScheduleKind> schedule{
      "schedule", cl::desc("Learning rate over time"), cl::cat(category),
      cl::init(lowres::ScheduleKind::Cosine),
      cl::values(
          clEnumValN(lowres::ScheduleKind::Cosine, "cosine",
                     "to 0 along a cosine (default)"),
          clEnumValN(lowres::ScheduleKind::Exponential, "exponential",
                     "to a hundredth, by a constant factor a step"),
          clEnumValN(lowres::ScheduleKind::Constant, "constant", "as given"))};
  cl::list<unsigned long long> seeds{
      "seed", cl::cat(category), cl::CommaSeparated, cl::value_desc("number"),
      cl::desc("Seed of the initial weights, the order and augmentation "
               "(default 1)")};
  cl::list<Switch> augment{
      "augment",
      cl::desc("Random crops (padding 4) and flips"),
      cl::cat(category),
      cl::CommaSeparated,
      cl::ValueOptional,
      cl::values(clEnumValN(Switch::On, "on", "as without a value"),
                 clEnumValN(Switch::Off, "off", "none (default)"),
                 clEnumValN(Switch::On, "", ""))};
  cl::opt<unsigned> threads{
      "threads", cl::cat(category), cl::init(0),
      cl::desc("Threads (default: all cores); beside more than one, "
               "another prepares the next images")};
  cl::opt<unsigned> limit{"limit", cl::cat(category), cl::init(0),
                          cl::desc("Train on the first images only")};
  cl::opt<unsigned> evaluateEvery{
      "eval-every", cl::cat(category), cl::init(1), cl::value_desc("epochs"),
      cl::desc("How often to measure test accuracy (default 1)")};

  // Many runs.
  cl::opt<std::string> study{
      "study", cl::cat(category), cl::value_desc("DIR"),
      cl::desc(
          "Train all combinations of --model (or one --network), --levels, "
          "--augment and --seed, which can be lists such as 2,3,5 "
          "(--augment=off,on), and report them in DIR/study.csv and "
          "DIR/study.html; the same "
          "command again continues what was interrupted, others add "
          "runs")};
};
} // namespace

static int usageError(const Twine &message) {
  return mlir::lowres::reportBadUsage(lowres::toolName, message);
}

std::vector<std::string> lowres::RunOptions::getOutputPaths() const {
  std::vector<std::string> paths;
  for (const std::string &path :
       {predictions, train.checkpoint, train.metrics, output})
    if (!path.empty())
      paths.push_back(path);
  if (output == "-")
    paths.pop_back();
  if (!dumpTest.empty())
    paths.insert(paths.end(), {getImagesPath(), getLabelsPath()});
  return paths;
}

/// The values of a list, or what stands for an empty one.
template <typename T, typename List>
static std::vector<T> valuesOr(const List &list, T value) {
  if (list.empty())
    return {value};
  return std::vector<T>(list.begin(), list.end());
}

/// Fills the grid of `study`. Outside of a study it has one point.
static int parseGrid(const Flags &flags, lowres::StudyOptions &study) {
  using lowres::Model;
  study.folder = flags.study;
  study.models = valuesOr(flags.models, Model::Fcnn1);
  study.seeds = valuesOr<uint64_t>(flags.seeds, 1);
  for (Switch state : valuesOr(flags.augment, Switch::Off))
    study.augment.push_back(state == Switch::On);
  for (const std::string &text : valuesOr<std::string>(flags.levels, "5")) {
    Expected<int> levels = lowres::parseLevelsFlag(text);
    if (!levels)
      return usageError(toString(levels.takeError()));
    study.levels.push_back(*levels);
  }
  if (flags.study.getNumOccurrences() == 0) {
    for (const auto &[name, count] :
         {std::make_pair("--model", study.models.size()),
          std::make_pair("--levels", study.levels.size()),
          std::make_pair("--augment", study.augment.size()),
          std::make_pair("--seed", study.seeds.size())})
      if (count > 1)
        return usageError(Twine(name) + ": more than one needs --study");
    return mlir::lowres::Success;
  }
  if (study.folder.empty())
    return usageError("--study: expected a folder");
  const cl::Option *const others[] = {
      &flags.output,     &flags.predictions, &flags.dumpTest, &flags.metrics,
      &flags.checkpoint, &flags.resume,      &flags.stopAfter};
  for (const cl::Option *other : others)
    if (other->getNumOccurrences())
      return usageError("--study: its runs name their files themselves and "
                        "run to the end, it takes no " +
                        Twine(other->ArgStr.size() == 1 ? "-" : "--") +
                        other->ArgStr);
  return mlir::lowres::Success;
}

/// `argument` as a shell takes it, on one line.
static std::string quoteArgument(StringRef argument) {
  bool isPlain = !argument.empty() &&
                 argument.find_first_not_of(
                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789-_=,.:/+@%") == StringRef::npos;
  if (isPlain)
    return argument.str();
  auto isControl = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  std::string quoted;
  if (none_of(argument, isControl)) {
    for (char c : argument)
      quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return "'" + quoted + "'";
  }
  for (char c : argument)
    if (isControl(c))
      quoted += formatv("\\{0}{1}{2}", c >> 6, c >> 3 & 7, c & 7);
    else
      quoted +=
          c == '\'' || c == '\\' ? std::string({'\\', c}) : std::string(1, c);
  return "$'" + quoted + "'";
}

/// The command line as a shell takes it.
static std::string quoteCommand(int argc, char **argv) {
  std::string command = lowres::toolName;
  for (int i = 1; i < argc; ++i)
    command += ' ' + quoteArgument(argv[i]);
  return command;
}

int lowres::parseCommandLine(int argc, char **argv, RunOptions &options,
                             StudyOptions &study) {
  mlir::lowres::removeForeignOptions();
  Flags flags;
  cl::HideUnrelatedOptions(flags.category);
  mlir::lowres::setVersionPrinter();
  if (!cl::ParseCommandLineOptions(
          argc, argv, "Trains a network whose weights take N values\n",
          &errs()))
    return mlir::lowres::BadUsage;

  TrainOptions &train = options.train;
  if (int code = parseGrid(flags, study))
    return code;
  study.command = quoteCommand(argc, argv);
  bool hasNetwork = flags.network.getNumOccurrences() > 0;
  if (hasNetwork && !flags.models.empty())
    return usageError("--network: not together with --model");
  if (hasNetwork && flags.network.empty())
    return usageError("--network: expected a file");
  if (flags.epochs == 0)
    return usageError("--epochs: expected at least 1");
  if (flags.batchSize == 0 || flags.batchSize > 65536)
    return usageError("--batch-size: expected 1 to 65536, found " +
                      Twine(flags.batchSize));
  if (flags.threads > 1024)
    return usageError("--threads: expected at most 1024, found " +
                      Twine(flags.threads));
  if (flags.evaluateEvery == 0)
    return usageError("--eval-every: expected at least 1");
  if (flags.limit.getNumOccurrences() && flags.limit == 0)
    return usageError("--limit: expected at least 1");
  bool goodRate =
      std::isfinite(flags.learningRate.getValue()) && flags.learningRate > 0.0f;
  if (flags.learningRate.getNumOccurrences() && !goodRate)
    return usageError("--lr: expected a positive number");
  if (!std::isfinite(flags.weightDecay.getValue()) || flags.weightDecay < 0.0f)
    return usageError("--weight-decay: expected zero or a positive number");
  if (flags.resume && flags.checkpoint.empty())
    return usageError("--resume: expected --checkpoint with the file");

  train.model = study.models.front();
  train.levels = study.levels.front();
  train.scaleRule = flags.scale;
  train.granularity = flags.granularity;
  train.epochs = flags.epochs;
  train.stopAfter = flags.stopAfter;
  train.batchSize = flags.batchSize;
  train.optimizer.kind = flags.optimizer;
  train.optimizer.weightDecay = flags.weightDecay;
  train.learningRate = flags.learningRate;
  train.schedule = flags.schedule;
  train.seed = study.seeds.front();
  train.augment = study.augment.front();
  train.evaluateEvery = flags.evaluateEvery;
  train.keepBest = flags.exportBest;
  train.checkpoint = flags.checkpoint;
  train.metrics = flags.metrics;

  options.data = flags.data;
  options.networkFile = flags.network;
  options.output = flags.output;
  options.predictions = flags.predictions;
  options.dumpTest = flags.dumpTest;
  options.resume = flags.resume;
  options.limit = flags.limit;
  options.threads = flags.threads;
  options.exportBest = flags.exportBest;
  // The checkpoint is an input too, and rightly an output.
  if (llvm::Error error = mlir::lowres::checkDistinctFiles(
          {options.networkFile}, options.getOutputPaths()))
    return usageError(llvm::toString(std::move(error)));
  return mlir::lowres::Success;
}
