//===- CompileTime.cpp - Times the compilation of a network ---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// lowres-train makes the model and lowres-compile compiles it, both programs of
// their own. So the memory of lowres-compile is its own too: what the system
// says about a process includes the memory of the one that started it.
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "lowres/Support/OutputFile.h"
#include "lowres/Support/TextTable.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <chrono>

using namespace lowres;
using llvm::StringRef;

namespace {
/// What a run of a program took.
struct Cost {
  double wallSeconds, processorSeconds;
  uint64_t peakBytes; // Of memory that was resident at one time.
};

/// One kind of activations.
struct Compilation {
  std::string name;
  std::vector<Cost> costs; // Of each repetition.
  uint64_t objectBytes;
};

/// Programs that lie beside this one, and their files.
class Toolbox {
public:
  explicit Toolbox(StringRef folder) : folder(folder) {}

  std::string pathOf(StringRef file) const {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, file);
    return path.str().str();
  }

  /// An error with the last line that the program says, if it fails.
  llvm::Expected<Cost> run(StringRef tool,
                           const std::vector<std::string> &arguments) const;

private:
  std::string folder; // For files.
};
} // namespace

/// The last line of a file.
static std::string getLastLine(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return "";
  StringRef text = (*buffer)->getBuffer().rtrim();
  return text.substr(text.rfind('\n') + 1).str();
}

llvm::Expected<Cost>
Toolbox::run(StringRef tool, const std::vector<std::string> &arguments) const {
  using Clock = std::chrono::steady_clock;
  static int anchor; // Of this program, for systems that ask for an address.
  llvm::SmallString<128> program(llvm::sys::path::parent_path(
      llvm::sys::fs::getMainExecutable(toolName.data(), &anchor)));
  llvm::sys::path::append(program, tool);
  std::vector<StringRef> argv = {program};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::string log = pathOf("log"), message;
  std::optional<llvm::sys::ProcessStatistics> statistics;
  Clock::time_point start = Clock::now();
  int code = llvm::sys::ExecuteAndWait(
      program, argv, /*Env=*/std::nullopt,
      /*Redirects=*/{StringRef(), StringRef(log), StringRef(log)},
      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message,
      /*ExecutionFailed=*/nullptr, &statistics);
  std::chrono::duration<double> wall = Clock::now() - start;
  if (code != 0)
    return llvm::createStringError(message.empty() ? getLastLine(log)
                                                   : message);
  std::chrono::duration<double> processor = statistics->TotalTime;
  return Cost{wall.count(), processor.count(), statistics->PeakMemory * 1024};
}

static std::vector<std::string>
getTrainerArguments(const BenchOptions &options) {
  std::string network = options.network.empty()
                            ? std::string("--model=") + modelName(options.model)
                            : "--network=" + options.network;
  return {network, "--levels=" + options.getLevelsText(), "--limit=1",
          "--epochs=1"};
}

static std::vector<std::string>
getCompilerArguments(const BenchOptions &options) {
  std::vector<std::string> arguments;
  if (options.target.getNumOccurrences())
    arguments.push_back("--target=" + options.target);
  if (options.reference)
    arguments.push_back("--reference");
  return arguments;
}

static llvm::Expected<Compilation>
compileRepeatedly(const Toolbox &toolbox, const BenchOptions &options,
                  const std::string &name, const std::string &activations) {
  Compilation compilation = {name + "/activations:" + activations, {}, 0};
  std::string object = toolbox.pathOf("model.o");
  std::vector<std::string> arguments = getCompilerArguments(options);
  arguments.insert(arguments.end(), {toolbox.pathOf("model.mlirbc"), "-o",
                                     object, "--activations=" + activations});
  for (unsigned i = 0; i < options.repetitions; ++i) {
    llvm::Expected<Cost> cost = toolbox.run("lowres-compile", arguments);
    if (!cost)
      return cost.takeError();
    compilation.costs.push_back(*cost);
  }
  if (std::error_code code =
          llvm::sys::fs::file_size(object, compilation.objectBytes))
    return llvm::errorCodeToError(code);
  return compilation;
}

/// The times of the quickest repetition and the memory of the largest.
static void printTable(const std::vector<Compilation> &compilations) {
  auto inMiB = [](uint64_t bytes) {
    return llvm::formatv("{0:f1}", double(bytes) / (1 << 20)).str();
  };
  mlir::lowres::TextTable table;
  table.addRow({"compilation", "s", "processor s", "peak MiB", "object MiB"});
  for (const Compilation &compilation : compilations) {
    Cost best = compilation.costs.front();
    for (const Cost &cost : compilation.costs)
      best = {std::min(best.wallSeconds, cost.wallSeconds),
              std::min(best.processorSeconds, cost.processorSeconds),
              std::max(best.peakBytes, cost.peakBytes)};
    table.addRow({compilation.name, llvm::formatv("{0:f2}", best.wallSeconds),
                  llvm::formatv("{0:f2}", best.processorSeconds),
                  inMiB(best.peakBytes), inMiB(compilation.objectBytes)});
  }
  table.print(llvm::outs());
}

/// As Google Benchmark writes its figures.
static std::string getJson(const std::vector<Compilation> &compilations) {
  llvm::json::Array benchmarks;
  for (const Compilation &compilation : compilations)
    for (const Cost &cost : compilation.costs)
      benchmarks.push_back(llvm::json::Object{
          {"name", compilation.name},
          {"run_name", compilation.name},
          {"run_type", "iteration"},
          {"real_time", cost.wallSeconds},
          {"cpu_time", cost.processorSeconds},
          {"time_unit", "s"},
          {"peak_bytes", static_cast<int64_t>(cost.peakBytes)},
          {"object_bytes", static_cast<int64_t>(compilation.objectBytes)}});
  llvm::json::Value figures =
      llvm::json::Object{{"benchmarks", std::move(benchmarks)}};
  return llvm::formatv("{0:2}\n", figures);
}

static llvm::Error run(const BenchOptions &options,
                       const NetworkDescription &description) {
  llvm::SmallString<128> folder;
  if (std::error_code code =
          llvm::sys::fs::createUniqueDirectory(toolName, folder))
    return llvm::errorCodeToError(code);
  llvm::scope_exit removeFolder(
      [&] { (void)llvm::sys::fs::remove_directories(folder); });
  Toolbox toolbox(folder);
  std::vector<std::string> training = getTrainerArguments(options);
  training.insert(training.end(), {"-o", toolbox.pathOf("model.mlirbc")});
  if (llvm::Error error = toolbox.run("lowres-train", training).takeError())
    return error;

  std::string name =
      "compile/" + description.name + "/levels:" + options.getLevelsText();
  std::vector<Compilation> compilations;
  for (const char *activations : {"i8", "f32"}) {
    llvm::Expected<Compilation> compilation =
        compileRepeatedly(toolbox, options, name, activations);
    if (!compilation)
      return compilation.takeError();
    compilations.push_back(std::move(*compilation));
  }
  printTable(compilations);
  if (options.json.empty())
    return llvm::Error::success();
  return mlir::lowres::writeFile(options.json, getJson(compilations));
}

int lowres::timeCompilation(const BenchOptions &options,
                            const NetworkDescription &description) {
  return reportEnd(run(options, description));
}
