//===- lowres-bench.cpp - Times a model beside float32 --------------------===//
//
// Compiles a dense network into this process and times it, one thread, beside
// the same matrix products in float32 by Eigen (see EigenNetwork.h), in one
// run. Prints Google Benchmark's table and the ratios, which are of processor
// time: other work on the machine then counts less.
//
//===----------------------------------------------------------------------===//

#include "EigenNetwork.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Driver/CommandLine.h"
#include "lowres/Driver/Execution.h"
#include "lowres/Driver/Lowering.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"

#include <benchmark/benchmark.h>
#include <random>

using namespace mlir;
using namespace mlir::lowres;

namespace {

constexpr llvm::StringLiteral toolName = "lowres-bench";

/// Google Benchmark's table, and the times for the ratios below it.
class RatioReporter : public benchmark::ConsoleReporter {
public:
  RatioReporter()
      : ConsoleReporter(llvm::sys::Process::StandardOutIsDisplayed()
                            ? OO_ColorTabular
                            : OO_Tabular) {}

  void ReportRuns(const std::vector<Run> &runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run &run : runs)
      if (run.run_type == Run::RT_Iteration && !run.error_occurred) {
        double &best = times[run.benchmark_name()];
        double time = run.GetAdjustedCPUTime();
        best = best == 0 ? time : std::min(best, time);
      }
  }

  /// The shortest time of a benchmark's repetitions; 0 if it did not run.
  double getTime(const std::string &name) const {
    auto found = times.find(name);
    return found == times.end() ? 0 : found->second;
  }

private:
  std::map<std::string, double> times;
};

/// The layers of a network with rows of these sizes, in the order in which they
/// stand, which must be the order in which they feed each other.
FailureOr<std::vector<FloatLayer>>
getFloatLayers(ModuleOp module, size_t networkInputs, size_t networkOutputs) {
  std::vector<FloatLayer> layers;
  WalkResult result = module.walk([&](DenseOp op) {
    auto constant = op.getWeights().getDefiningOp<ConstantOp>();
    size_t inputs = op.getNumInputs();
    if (!constant ||
        inputs != (layers.empty() ? networkInputs : layers.back().outputs)) {
      op.emitError("lowres-bench times chains of layers with constant weights");
      return WalkResult::interrupt();
    }
    FloatLayer layer;
    layer.outputs = op.getNumOutputs();
    layer.inputs = inputs;
    layer.relu = op.getActivation() == Activation::ReLU;
    for (uint8_t code : constant.getCodes())
      layer.weights.push_back(op.getLevelType().getValue(code));
    layers.push_back(std::move(layer));
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  if (layers.empty())
    return module.emitError("the model has no lowres.dense");
  if (layers.back().outputs != networkOutputs)
    return module.emitError("the last lowres.dense gives ")
           << layers.back().outputs << " values, the model " << networkOutputs;
  return layers;
}

struct BenchOptions : ModelOptions {
  explicit BenchOptions(llvm::cl::OptionCategory &category)
      : ModelOptions(category),
        batches("batch", llvm::cl::desc("Rows in a call; may be repeated"),
                llvm::cl::CommaSeparated, llvm::cl::cat(category)),
        repetitions("repetitions",
                    llvm::cl::desc("Runs of each benchmark; the ratios are of "
                                   "the shortest (default 5)"),
                    llvm::cl::init(5), llvm::cl::cat(category)),
        json("json", llvm::cl::desc("Also write all figures to this file"),
             llvm::cl::value_desc("file"), llvm::cl::cat(category)) {}

  llvm::cl::list<unsigned> batches;
  llvm::cl::opt<unsigned> repetitions;
  llvm::cl::opt<std::string> json;
};

int runBenchmarks(BenchOptions &options) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  DiagnosticPrinter printer(context.get(), toolName);
  LoweringOptions lowering = options.getLowering();
  FailureOr<Model> model =
      loadModel(options.input, options.entry, lowering, *context);
  if (failed(model))
    return BadInput;
  const ModelInterface &interface = model->interface;
  if (interface.inputs.size() != 1 || interface.outputs.size() != 1)
    return reportBadInput(
        toolName, llvm::createStringError("@" + interface.name + " has " +
                                          Twine(interface.inputs.size()) +
                                          " inputs and " +
                                          Twine(interface.outputs.size()) +
                                          " outputs; expected one of each"));
  SmallVector<unsigned> batches(options.batches.begin(), options.batches.end());
  if (batches.empty() && interface.staticBatch)
    batches = {unsigned(*interface.staticBatch)};
  else if (batches.empty())
    batches = {1, 64};
  for (unsigned batch : batches)
    if (interface.staticBatch && batch != *interface.staticBatch)
      return reportBadUsage(toolName, "--batch=" + Twine(batch) + ": @" +
                                          interface.name + " takes only " +
                                          Twine(*interface.staticBatch));

  if (failed(selectKernels(*model, lowering)))
    return BadInput;
  size_t inputs = interface.inputs.front().rowSize();
  size_t outputs = interface.outputs.front().rowSize();
  FailureOr<std::vector<FloatLayer>> layers =
      getFloatLayers(*model->module, inputs, outputs);
  if (failed(layers) || failed(lowerToNative(*model)))
    return BadInput;
  FailureOr<CompiledModel> compiled =
      CompiledModel::compile(*model->module, model->interface, model->target);
  if (failed(compiled))
    return BadInput;

  double products = 0;
  for (const FloatLayer &layer : *layers)
    products += double(layer.inputs) * layer.outputs;
  EigenNetwork eigen(*layers);

  unsigned largest = *llvm::max_element(batches);
  std::vector<float> input(inputs * largest), output(outputs * largest);
  std::mt19937 random(1);
  for (float &value : input)
    value = std::uniform_real_distribution<float>(-1, 1)(random);
  Workspace workspace;
  for (unsigned batch : batches)
    if (compiled->run({input.data()}, {output.data()}, batch, workspace) != 0)
      return reportBadInput(toolName,
                            llvm::createStringError("@" + interface.name +
                                                    " refused a batch of " +
                                                    Twine(batch) + " rows"));

  auto addBenchmark = [&](const std::string &name, unsigned batch, auto run) {
    benchmark::RegisterBenchmark(
        name.c_str(),
        [=](benchmark::State &state) {
          for (auto _ : state)
            run();
          state.counters["GMAC/s"] =
              benchmark::Counter(products * batch * 1e-9,
                                 benchmark::Counter::kIsIterationInvariantRate);
        })
        ->Unit(benchmark::kMicrosecond)
        ->Repetitions(options.repetitions);
  };
  auto getName = [](StringRef what, unsigned batch) {
    return (what + "/batch:" + Twine(batch)).str();
  };
  for (unsigned batch : batches) {
    addBenchmark(getName("compiled", batch), batch, [&, batch] {
      compiled->run({input.data()}, {output.data()}, batch, workspace);
    });
    addBenchmark(getName("eigen_float32", batch), batch,
                 [&, batch] { eigen.run(input.data(), output.data(), batch); });
  }

  std::vector<std::string> arguments = {toolName.str()};
  if (!options.json.empty()) {
    arguments.push_back("--benchmark_out=" + options.json);
    arguments.push_back("--benchmark_out_format=json");
  }
  std::vector<char *> argv;
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  int argc = argv.size();
  benchmark::Initialize(&argc, argv.data());
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (unsigned batch : batches) {
    // Names as Google Benchmark completes them.
    auto time = [&](StringRef what) {
      return reporter.getTime(getName(what, batch) + "/repeats:" +
                              std::to_string(options.repetitions));
    };
    llvm::outs() << "batch " << batch << ": compiled is "
                 << llvm::format("%.2f",
                                 time("eigen_float32") / time("compiled"))
                 << " times as fast as float32 in Eigen\n";
  }
  return Success;
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::OptionCategory category("lowres-bench options");
  BenchOptions options(category);
  if (std::optional<int> code = parseCommandLine(
          argc, argv, category,
          "Times a dense model beside the same products in float32\n"))
    return *code;
  if (options.repetitions == 0 || llvm::is_contained(options.batches, 0u))
    return reportBadUsage(toolName,
                          "--batch and --repetitions must be at least 1");
  return runBenchmarks(options);
}
