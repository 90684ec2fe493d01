//===- Study.cpp - Many runs of lowres-train ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Study.h"

#include "ProgressBar.h"
#include "Run.h"

#include "lowres-rt/study/Report.h"
#include "lowres-rt/study/StudyClock.h"
#include "lowres-rt/support/File.h"
#include "lowres-rt/train/Checkpoint.h"

#include "lowres/Support/CommandLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Signals.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>

using namespace lowres;

namespace fs = std::filesystem;

namespace {
class Study {
public:
  Study(const RunOptions &options, const StudyOptions &study)
      : options(options), study(study), folder(study.folder) {}
  ~Study() {
    if (lock >= 0)
      ::close(lock);
  }

  Status run();

private:
  Status openFolder();
  Status readRuns();
  Status checkSettings() const;
  Status rememberCommand();
  Status trainMissing();
  Status trainRun(const RunKey &key);
  Status resume(const RunOptions &run, Trainer &trainer);
  void removeCheckpoints() const;
  Status finishRun(const RunOptions &run, Trainer &trainer);
  Status writeReport();

  RunOptions optionsOf(const RunKey &key) const;
  std::string settingsOf(const RunOptions &run) const;
  bool isFinished(const RunKey &key) const;
  std::string note(const RunKey &key, const EpochMetrics &metrics);
  void printResult(const RunKey &key) const;

  RunOptions options;
  const StudyOptions &study;
  fs::path folder;
  int lock = -1;
  std::vector<RunKey> grid;
  std::vector<RunRecord> runs; // In the folder.
  std::vector<std::string> commands;
  Dataset train, test;

  // For the time that is left.
  StudyClock clock;
  std::map<std::string, unsigned> epochsLeft; // Of each model.
  std::chrono::steady_clock::time_point epochBegin;
};
} // namespace

/// Writes a small file that is complete or not there, whatever happens.
static Status writeText(const fs::path &path, const std::string &text) {
  llvm::sys::RemoveFileOnSignal(temporaryName(path.string()));
  Result<OutputFile> file = OutputFile::open(path.string());
  if (!file)
    return file.error();
  if (Status status = file->write(text); !status)
    return status;
  return file->commit();
}

/// Makes a folder where there is nothing. What is there and no folder, opening
/// says.
static Status makeFolder(const fs::path &path) {
  std::error_code code;
  fs::create_directory(path, code);
  if (code && code != std::errc::file_exists)
    return systemError("write", path.string(), code.value());
  return Status::success();
}

Status Study::openFolder() {
  if (Status status = makeFolder(folder); !status)
    return status;
  lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0)
    return systemError("write", folder.string(), errno);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
    return Error{"study '" + folder.string() +
                 "': another process works on it"};
  removeTemporaries(folder.string());
  return Status::success();
}

Status Study::readRuns() {
  Result<std::vector<RunRecord>> found = readStudy(folder.string());
  if (!found)
    return found.error();
  runs = std::move(*found);
  return Status::success();
}

RunOptions Study::optionsOf(const RunKey &key) const {
  RunOptions run = options;
  fs::path place = folder / runName(key);
  if (!run.train.network)
    run.train.model = *llvm::find_if(study.models, [&](Model model) {
      return modelName(model) == key.model;
    });
  run.train.levels = key.levels;
  run.train.augment = key.augment;
  run.train.seed = key.seed;
  run.train.checkpoint = (place / CheckpointFile).string();
  run.train.metrics = (place / MetricsName).string();
  run.output = (place / ModelFile).string();
  return run;
}

/// `text` on one line, as no other text is.
static std::string escapeLine(const std::string &text) {
  std::string line;
  for (char c : text)
    if (c == '\\')
      line += "\\\\";
    else if (c == '\n')
      line += "\\n";
    else
      line += c;
  return line;
}

std::string Study::settingsOf(const RunOptions &run) const {
  return describeRun(run.train, escapeLine(run.data), train.size()) +
         "eval-every=" + std::to_string(run.train.evaluateEvery) +
         "\nexport=" + (run.exportBest ? "best" : "last") + "\n";
}

/// What is compared or drawn side by side must differ in the key alone.
Status Study::checkSettings() const {
  for (const RunKey &key : grid) {
    std::string wanted = settingsOf(optionsOf(key));
    for (const RunRecord &run : runs) {
      std::string setting = conflictingSetting(run.settings, wanted);
      if (setting.empty())
        continue;
      auto text = [&](const std::string &settings) {
        std::string value = settingValue(settings, setting);
        return value.empty() ? "no " + setting : setting + "=" + value;
      };
      return Error{"study '" + folder.string() + "': its run '" +
                   runName(run.key) + "' has " + text(run.settings) +
                   ", this command has " + text(wanted) +
                   "; take the same settings or another folder"};
    }
  }
  return Status::success();
}

Status Study::rememberCommand() {
  fs::path path = folder / CommandsFile;
  std::error_code code;
  if (fs::exists(path, code)) {
    constexpr size_t mostBytes = size_t(16) << 20;
    Result<std::string> text = readFile(path.string(), mostBytes);
    if (!text)
      return text.error();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);)
      commands.push_back(line);
  }
  if (llvm::is_contained(commands, study.command))
    return Status::success();
  commands.push_back(study.command);
  std::string text;
  for (const std::string &command : commands)
    text += command + "\n";
  return writeText(path, text);
}

bool Study::isFinished(const RunKey &key) const {
  return llvm::any_of(
      runs, [&](const RunRecord &run) { return run.key == key && run.result; });
}

/// Called after each epoch: how long the study still takes.
std::string Study::note(const RunKey &key, const EpochMetrics &metrics) {
  auto now = std::chrono::steady_clock::now();
  clock.addEpoch(key.model,
                 std::chrono::duration<double>(now - epochBegin).count());
  epochBegin = now;
  std::map<std::string, unsigned> left = epochsLeft;
  left[key.model] += options.train.epochs - metrics.epoch;
  return ", study " + formatDuration(*clock.secondsFor(left)) + " left";
}

/// Continues a run that was interrupted. Errors: its checkpoint or its metrics
/// up to there are damaged or not those of this run.
Status Study::resume(const RunOptions &run, Trainer &trainer) {
  std::vector<std::vector<float>> best;
  Result<TrainState> state = readCheckpoint(
      run.train.checkpoint, describeRun(run.train, run.data, train.size()),
      trainer.network().parameters(), best);
  if (!state)
    return state.error();
  Result<std::vector<EpochMetrics>> history =
      readMetrics(run.train.metrics, state->epoch);
  if (!history)
    return history.error();
  return trainer.resume(run.train.checkpoint);
}

Status Study::trainRun(const RunKey &key) {
  RunOptions run = optionsOf(key);
  fs::path place = folder / runName(key);
  if (Status status = makeFolder(place); !status)
    return status;
  removeTemporaries(place.string());
  if (Status status = writeText(place / SettingsFile, settingsOf(run)); !status)
    return status;
  if (Status status = prepareOutputs(run); !status)
    return status;

  std::optional<Trainer> trainer;
  trainer.emplace(run.train, train, test, run.data, run.threads);
  std::error_code code;
  if (fs::exists(run.train.checkpoint, code)) {
    if (Status status = resume(run, *trainer); !status) {
      mlir::lowres::reportWarning(toolName, status.error().message +
                                                "; the run starts again");
      trainer.emplace(run.train, train, test, run.data, run.threads);
    }
  }
  epochBegin = std::chrono::steady_clock::now();
  size_t correct = 0;
  if (Status status = trainAndWrite(
          run, *trainer, test,
          [&](const EpochMetrics &metrics) { return note(key, metrics); },
          correct);
      !status)
    return status;
  return finishRun(run, *trainer);
}

/// Writes the run's result, which makes it a finished one.
Status Study::finishRun(const RunOptions &run, Trainer &trainer) {
  // Without its metrics, which others may have removed, it is none.
  Result<std::vector<EpochMetrics>> history =
      readMetrics(run.train.metrics, run.train.epochs);
  if (!history)
    return history.error();
  fs::path place = fs::path(run.output).parent_path();
  RunResult result;
  for (const Parameter *parameter : trainer.network().parameters())
    if (parameter->trained)
      result.parameters += parameter->size();
  result.weights = countWeights(trainer.network().parameters());
  std::error_code code;
  result.modelBytes = fs::file_size(run.output, code);
  if (Status status = writeText(place / ResultFile, formatResult(result));
      !status)
    return status;
  fs::remove(run.train.checkpoint, code); // As large as many models.
  return Status::success();
}

/// Removes what a process left that was killed between writing a result and
/// removing the checkpoint.
void Study::removeCheckpoints() const {
  std::error_code code;
  for (const RunRecord &run : runs)
    if (run.result)
      fs::remove(folder / runName(run.key) / CheckpointFile, code);
}

Status Study::writeReport() {
  if (Status status = writeText(folder / TableFile, formatCsv(summarize(runs)));
      !status)
    return status;
  return writeText(folder / PageFile, formatReport(runs, commands));
}

void Study::printResult(const RunKey &key) const {
  for (const RunSummary &summary : summarize(runs))
    if (summary.key == key)
      std::printf("%s: accuracy %.4f, best %.4f (epoch %u)\n",
                  runName(key).c_str(), summary.lastAccuracy,
                  summary.bestAccuracy, summary.bestEpoch);
  std::fflush(stdout);
}

Status Study::trainMissing() {
  for (const RunRecord &run : runs)
    for (const EpochMetrics &metrics : run.history)
      clock.addEpoch(run.key.model, metrics.seconds);
  for (const RunKey &key : grid)
    if (!isFinished(key))
      epochsLeft[key.model] += options.train.epochs;
  for (size_t i = 0; i < grid.size(); ++i) {
    const RunKey &key = grid[i];
    if (isFinished(key))
      continue;
    std::string left;
    if (std::optional<double> seconds = clock.secondsFor(epochsLeft))
      left = ", study " + formatDuration(*seconds) + " left";
    std::fprintf(stderr, "run %zu of %zu: %s%s\n", i + 1, grid.size(),
                 runName(key).c_str(), left.c_str());
    epochsLeft[key.model] -= options.train.epochs;
    if (Status status = trainRun(key); !status)
      return status;
    if (Status status = readRuns(); !status)
      return status;
    if (Status status = writeReport(); !status)
      return status;
    printResult(key);
  }
  return Status::success();
}

Status Study::run() {
  if (Status status = loadNetwork(options); !status)
    return status;
  Result<Dataset> loadedTest = loadDataset(options.data, Split::Test);
  if (!loadedTest)
    return loadedTest.error();
  test = std::move(*loadedTest);
  Result<Dataset> loadedTrain = loadTrainingImages(options, study.models, test);
  if (!loadedTrain)
    return loadedTrain.error();
  train = std::move(*loadedTrain);

  std::vector<std::string> models;
  if (options.train.network)
    models.push_back(options.train.network->name);
  else
    for (Model model : study.models)
      models.push_back(modelName(model));
  grid = makeGrid(models, study.levels, study.augment, study.seeds);
  if (Status status = openFolder(); !status)
    return status;
  if (Status status = readRuns(); !status)
    return status;
  if (Status status = checkSettings(); !status)
    return status;
  removeCheckpoints();
  size_t finished =
      llvm::count_if(grid, [&](const RunKey &key) { return isFinished(key); });
  if (finished != 0)
    std::fprintf(stderr, "%zu of %zu runs are finished\n", finished,
                 grid.size());
  if (Status status = rememberCommand(); !status)
    return status;
  if (Status status = writeReport(); !status)
    return status;
  if (Status status = trainMissing(); !status)
    return status;
  std::printf("report: %s and study.csv beside it\n",
              (folder / PageFile).c_str());
  return Status::success();
}

int lowres::runStudy(const RunOptions &options, const StudyOptions &study) {
  if (Status status = Study(options, study).run(); !status)
    return fail(status.error());
  return mlir::lowres::Success;
}
