//===- Runner.cpp - What lowres-run does ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Runner.h"

#include "ModelData.h"
#include "Options.h"
#include "lowres/Driver/Execution.h"
#include "lowres/Driver/Lowering.h"
#include "lowres/Driver/Report.h"
#include "lowres/Support/Npy.h"
#include "lowres/Support/OutputFile.h"
#include "lowres/Target/TileAccess.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace mlir::lowres;

static constexpr llvm::StringLiteral toolName = "lowres-run";

namespace {

/// One run of the tool, from the model to the last line printed.
class Runner {
public:
  Runner(const RunOptions &options)
      : options(options), context(createModelContext()),
        printer(context.get(), toolName),
        os(llvm::is_contained(options.outputs, "-") ? llvm::errs()
                                                    : llvm::outs()) {}

  int run();

private:
  llvm::Expected<ModelData> loadData(const ModelInterface &interface);
  void printAccuracy(const ModelData &data, const Model &model);
  /// Prints how an output, with rows of `size`, differs from `expected`. False
  /// if more than allowed.
  bool check(StringRef what, ArrayRef<float> actual, ArrayRef<float> expected,
             size_t size, const std::optional<Tolerance> &tolerance);
  /// Opens the files of --output, so that a wrong path is found before the
  /// work.
  llvm::Error openOutputs();
  llvm::Error writeOutputs(const ModelInterface &interface, size_t count);

  const RunOptions &options;
  std::unique_ptr<MLIRContext> context;
  DiagnosticPrinter printer;
  /// For text: not the standard output where that takes results.
  llvm::raw_ostream &os;
  std::vector<Rows> outputs;
  std::vector<OutputFile> outputFiles;
};

} // namespace

/// Compiles a model after selectKernels.
static FailureOr<CompiledModel> compile(Model &model) {
  if (failed(lowerToNative(model)))
    return failure();
  return CompiledModel::compile(*model.module, model.interface, model.target);
}

llvm::Expected<ModelData> Runner::loadData(const ModelInterface &interface) {
  if (!options.data.empty())
    return loadTestData(options.data, options.limit, interface);
  return loadArrays(options.inputs, options.limit, interface);
}

void Runner::printAccuracy(const ModelData &data, const Model &model) {
  size_t size = model.interface.outputs.front().rowSize();
  ArrayRef<float> results = outputs.front();
  size_t correct = 0;
  for (auto [index, label] : llvm::enumerate(data.labels))
    correct += getTop(results.slice(index * size, size)) == label;
  os << "accuracy: " << llvm::format("%.4f", double(correct) / data.count)
     << " (" << correct << " of " << data.count << ")\n";
}

bool Runner::check(StringRef what, ArrayRef<float> actual,
                   ArrayRef<float> expected, size_t size,
                   const std::optional<Tolerance> &tolerance) {
  Comparison result = compareRows(actual, expected, size);
  os << what << ": max abs difference "
     << llvm::format("%.3g", result.maxDifference);
  std::optional<double> bound;
  if (tolerance)
    bound = tolerance->getBound(result.maxMagnitude);
  if (bound)
    os << " (allowed " << llvm::format("%.3g", *bound) << ")";
  os << ", top-1 differs in " << result.rowsWithOtherTop << " of "
     << expected.size() / size << "\n";
  return !bound || result.maxDifference <= *bound;
}

llvm::Error Runner::openOutputs() {
  for (const std::string &path : options.outputs) {
    llvm::Expected<OutputFile> file = OutputFile::open(path);
    if (!file)
      return file.takeError();
    outputFiles.push_back(std::move(*file));
  }
  return llvm::Error::success();
}

llvm::Error Runner::writeOutputs(const ModelInterface &interface,
                                 size_t count) {
  for (auto [file, tensor, rows] :
       llvm::zip(outputFiles, interface.outputs, outputs)) {
    SmallVector<int64_t> shape{int64_t(count)};
    llvm::append_range(shape, tensor.rowShape);
    file.os() << formatNpy(shape, rows);
  }
  return OutputFile::commitAll(outputFiles);
}

int Runner::run() {
  LoweringOptions lowering = options.getLowering();
  FailureOr<Model> model =
      loadModel(options.input, options.entry, lowering, *context);
  if (failed(model))
    return BadInput;
  const ModelInterface &interface = model->interface;
  if (llvm::Error error = options.check(interface))
    return reportBadUsage(toolName, llvm::toString(std::move(error)));
  int64_t batch = options.getBatch(interface);

  llvm::Expected<ModelData> data = loadData(interface);
  if (!data)
    return reportBadInput(toolName, data.takeError());
  Rows expected;
  if (!options.compare.empty()) {
    llvm::Expected<Rows> rows =
        loadExpected(options.compare, data->count, interface);
    if (!rows)
      return reportBadInput(toolName, rows.takeError());
    expected = std::move(*rows);
  }
  if (llvm::Error error = openOutputs())
    return reportBadInput(toolName, std::move(error));

  Model selected = model->clone();
  if (failed(selectKernels(selected, lowering)))
    return BadInput;
  if (options.report)
    printReport(selected, os);
  if (wantsTiles(selected) && requestTiles() == TileAccess::Refused)
    reportWarning(toolName, "the operating system does not let this process "
                            "use AMX: layers with many rows use dot products, "
                            "which take longer, with the same results");
  Tolerance referenceTolerance = getReferenceTolerance(*selected.module);
  // With int8 activations it is another network than the trainer's.
  std::optional<Tolerance> resultTolerance;
  if (!hasInt8Activations(selected))
    resultTolerance = kReordering;
  FailureOr<CompiledModel> compiled = compile(selected);
  if (failed(compiled))
    return BadInput;
  if (options.verbose)
    llvm::errs() << toolName << ": @" << interface.entry << " for "
                 << model->target.getSpec().str() << ", object of "
                 << compiled->getObjectSize() << " bytes\n";
  BatchRunner runner(*compiled, batch, options.threads);
  if (llvm::Error error = runner.run(data->inputs, data->count, outputs))
    return reportBadInput(toolName, std::move(error));

  if (!data->labels.empty())
    printAccuracy(*data, *model);
  llvm::Expected<double> time =
      runner.measureRowTime(data->inputs, data->count);
  if (!time)
    return reportBadInput(toolName, time.takeError());
  os << "latency: " << llvm::format("%.2f", *time)
     << " us per row (median; batch " << batch << ", " << options.threads
     << (options.threads == 1 ? " thread" : " threads") << ")\n";

  bool good = true;
  if (options.compareReference) {
    lowering.reference = true;
    if (failed(selectKernels(*model, lowering)))
      return BadInput;
    FailureOr<CompiledModel> reference = compile(*model);
    if (failed(reference))
      return BadInput;
    std::vector<Rows> referenceOutputs;
    if (llvm::Error error =
            BatchRunner(*reference, batch, options.threads)
                .run(data->inputs, data->count, referenceOutputs))
      return reportBadInput(toolName, std::move(error));
    for (size_t i = 0; i < outputs.size(); ++i) {
      std::string what = "reference";
      if (outputs.size() > 1)
        what += ", output " + std::to_string(i);
      good &= check(what, outputs[i], referenceOutputs[i],
                    interface.outputs[i].rowSize(),
                    options.getTolerance(referenceTolerance));
    }
  }
  if (!options.compare.empty())
    good &= check("compare", outputs.front(), expected,
                  interface.outputs.front().rowSize(),
                  options.getTolerance(resultTolerance));
  if (llvm::Error error = writeOutputs(interface, data->count))
    return reportBadInput(toolName, std::move(error));
  if (!good)
    return reportBadInput(
        toolName,
        llvm::createStringError(llvm::inconvertibleErrorCode(),
                                "results differ by more than is allowed"));
  return Success;
}

int runModel(const RunOptions &options) { return Runner(options).run(); }
