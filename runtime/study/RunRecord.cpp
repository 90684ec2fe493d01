//===- RunRecord.cpp - What a finished run has left -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/study/RunRecord.h"

#include "lowres-rt/quant/LevelCount.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

using namespace lowres;

namespace fs = std::filesystem;

// More than any of these files has.
static constexpr size_t mostBytes = size_t(64) << 20;

std::map<int, uint64_t>
lowres::countWeights(const std::vector<Parameter *> &parameters) {
  std::map<int, uint64_t> weights;
  for (const Parameter *parameter : parameters) {
    if (parameter->name[0] != 'w') // As layers name them.
      continue;
    const WeightQuantizer *quantizer = parameter->quantizer;
    size_t levels = quantizer ? quantizer->levelTable().size() : 0;
    weights[static_cast<int>(levels)] += parameter->size();
  }
  return weights;
}

/// Whether `name` is that of a file that is being written as `base`: the
/// trainer appends the number of its process, the writer of models 8 random
/// digits.
static bool isTemporary(const std::string &name, const std::string &base) {
  std::string prefix = base + ".tmp-";
  if (name.compare(0, prefix.size(), prefix) != 0)
    return false;
  std::string rest = name.substr(prefix.size());
  bool isModel = base == ModelFile;
  return (isModel ? rest.size() == 8 : !rest.empty()) &&
         rest.find_first_not_of(isModel ? "0123456789abcdef" : "0123456789") ==
             std::string::npos;
}

void lowres::removeTemporaries(const std::string &folder) {
  std::error_code code;
  fs::directory_iterator entry(folder, code), end;
  for (; !code && entry != end; entry.increment(code)) {
    std::error_code ignored;
    std::string name = entry->path().filename().string();
    for (const char *base :
         {CommandsFile, TableFile, PageFile, SettingsFile, CheckpointFile,
          MetricsName, ModelFile, ResultFile})
      if (isTemporary(name, base))
        fs::remove(entry->path(), ignored);
  }
}

std::string lowres::formatResult(const RunResult &result) {
  std::string text;
  for (const auto &[levels, count] : result.weights)
    text += (text.empty() ? "weights=" : ",") + levelsName(levels) + ":" +
            std::to_string(count);
  if (!text.empty())
    text += "\n";
  return text + "parameters=" + std::to_string(result.parameters) +
         "\nmodel-bytes=" + std::to_string(result.modelBytes) + "\n";
}

/// Reads "f32:30,5:20". Leaves out what is not of this form.
static std::map<int, uint64_t> parseWeights(const std::string &text) {
  std::map<int, uint64_t> weights;
  std::istringstream items(text);
  for (std::string item; std::getline(items, item, ',');) {
    size_t colon = item.find(':');
    if (colon == std::string::npos)
      continue;
    if (std::optional<int> levels = parseLevels(item.substr(0, colon)))
      weights[*levels] = std::strtoull(item.c_str() + colon + 1, nullptr, 10);
  }
  return weights;
}

/// The contents of a file, empty if it does not exist.
static Result<std::string> readIfPresent(const fs::path &path) {
  std::error_code code;
  if (!fs::exists(path, code))
    return std::string();
  return readFile(path.string(), mostBytes);
}

/// The result in a run's folder, if it is complete and the model too.
static Result<std::optional<RunResult>> readResult(const fs::path &folder) {
  Result<std::string> text = readIfPresent(folder / ResultFile);
  if (!text)
    return text.error();
  std::optional<RunResult> result(std::in_place);
  result->parameters =
      std::strtoull(settingValue(*text, "parameters").c_str(), nullptr, 10);
  result->modelBytes =
      std::strtoull(settingValue(*text, "model-bytes").c_str(), nullptr, 10);
  result->weights = parseWeights(settingValue(*text, "weights"));
  std::error_code code;
  if (*text != formatResult(*result) ||
      fs::file_size(folder / ModelFile, code) != result->modelBytes || code)
    result.reset();
  return result;
}

/// Reads a run's folder. `isRun` becomes false when it is something else.
static Result<RunRecord> readRun(const fs::path &folder, bool &isRun) {
  RunRecord run;
  Result<std::string> settings = readIfPresent(folder / SettingsFile);
  if (!settings)
    return settings.error();
  isRun = !settings->empty();
  if (!isRun)
    return run;
  std::optional<RunKey> key = parseRunKey(*settings);
  if (!key || runName(*key) != folder.filename())
    return Error{"'" + folder.string() + "' does not hold the run of its name"};
  run.key = *key;
  run.settings = *settings;
  Result<std::optional<RunResult>> result = readResult(folder);
  if (!result)
    return result.error();
  run.result = *result;
  if (!run.result)
    return run;
  // An older result; only the total counts where all have the same levels.
  if (run.result->weights.empty() && !hasLayerLevels(run.settings))
    run.result->weights[key->levels] = run.result->parameters;
  Result<std::vector<EpochMetrics>> history = readMetrics(
      (folder / MetricsName).string(),
      static_cast<unsigned>(std::strtoul(
          settingValue(run.settings, "epochs").c_str(), nullptr, 10)));
  if (!history)
    return history.error();
  run.history = std::move(*history);
  return run;
}

Result<std::vector<RunRecord>> lowres::readStudy(const std::string &folder) {
  std::vector<RunRecord> runs;
  std::error_code code;
  if (!fs::exists(folder, code))
    return runs;
  fs::directory_iterator entry(folder, code), end;
  for (; !code && entry != end; entry.increment(code)) {
    std::error_code ignored;
    if (!entry->is_directory(ignored))
      continue;
    bool isRun = false;
    Result<RunRecord> run = readRun(entry->path(), isRun);
    if (!run)
      return run.error();
    if (isRun)
      runs.push_back(std::move(*run));
  }
  if (code)
    return systemError("read", folder, code.value());
  std::sort(
      runs.begin(), runs.end(),
      [](const RunRecord &a, const RunRecord &b) { return a.key < b.key; });
  return runs;
}
