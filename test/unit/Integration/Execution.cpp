//===- Execution.cpp - Compile networks and run them ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Execution.h"

#include "Emulation.h"

#include "lowres/InitAllDialects.h"
#include "lowres/Target/CompiledModel.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <cmath>
#include <cstring>
#include <map>
#include <sys/mman.h>
#include <unistd.h>

using namespace mlir;
using namespace mlir::lowres;
using namespace mlir::lowres::test;

//===----------------------------------------------------------------------===//
// Execution
//===----------------------------------------------------------------------===//

namespace {
/// Floats whose last one lies before a page that cannot be accessed.
class GuardedFloats {
public:
  explicit GuardedFloats(size_t size) {
    const size_t page = sysconf(_SC_PAGESIZE);
    const size_t usable = llvm::alignTo(size * sizeof(float), page);
    bytes = usable + page;
    base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED ||
        mprotect(static_cast<char *>(base) + usable, page, PROT_NONE) != 0)
      llvm::report_fatal_error("no memory");
    floats =
        reinterpret_cast<float *>(static_cast<char *>(base) + usable) - size;
  }
  GuardedFloats(const GuardedFloats &) = delete;
  GuardedFloats &operator=(const GuardedFloats &) = delete;
  ~GuardedFloats() { munmap(base, bytes); }

  float *data() { return floats; }

private:
  void *base;
  size_t bytes;
  float *floats;
};

/// Code in this process.
class NativeProgram final : public Program {
public:
  explicit NativeProgram(CompiledModel model) : model(std::move(model)) {}

  llvm::Expected<std::vector<float>> tryRun(const std::vector<float> &input,
                                            int64_t rows) override;

private:
  CompiledModel model;
};
} // namespace

std::vector<float> Program::run(const std::vector<float> &input, int64_t rows) {
  llvm::Expected<std::vector<float>> output = tryRun(input, rows);
  if (output)
    return *output;
  ADD_FAILURE() << llvm::toString(output.takeError());
  return {};
}

llvm::Expected<std::vector<float>>
NativeProgram::tryRun(const std::vector<float> &input, int64_t rows) {
  constexpr size_t kMargin = 256;
  const size_t numOutputs =
      rows * model.getInterface().outputs.front().rowSize();
  GuardedFloats in(input.size()), out(numOutputs);
  llvm::copy(input, in.data());
  const size_t used = model.workspaceSize(rows);
  std::vector<float> result;
  for (int fill : {0x00, 0xff}) {
    Workspace workspace;
    auto *scratch = static_cast<uint8_t *>(workspace.get(used + kMargin));
    std::memset(scratch, fill, used + kMargin);
    std::memset(out.data(), fill, numOutputs * sizeof(float));
    EXPECT_EQ(model.run(in.data(), out.data(), rows, workspace), 0);
    EXPECT_TRUE(std::all_of(scratch + used, scratch + used + kMargin,
                            [&](uint8_t byte) { return byte == fill; }))
        << "wrote beyond the workspace";
    std::vector<float> output(out.data(), out.data() + numOutputs);
    if (fill != 0) {
      EXPECT_TRUE(isSame(output, result)) << "read unwritten workspace";
    }
    result = std::move(output);
  }
  EXPECT_TRUE(
      std::memcmp(in.data(), input.data(), input.size() * sizeof(float)) == 0)
      << "wrote to the input";
  return result;
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

static MLIRContext &getContext() {
  static std::unique_ptr<MLIRContext> context = [] {
    DialectRegistry registry;
    lowres::registerAllDialects(registry);
    return std::make_unique<MLIRContext>(registry,
                                         MLIRContext::Threading::DISABLED);
  }();
  return *context;
}

FailureOr<std::unique_ptr<Program>>
test::compile(const std::string &text, const CompileOptions &options) {
  MLIRContext &context = getContext();
  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>(text, ParserConfig(&context));
  if (!module)
    return failure();
  FailureOr<ModelInterface> interface = getModelInterface(*module);
  if (failed(interface))
    return failure();

  LowResToNativeOptions pipelineOptions;
  pipelineOptions.gpu = options.target == kVulkanTarget;
  if (pipelineOptions.gpu)
    interface->device = Device::Vulkan;
  else
    pipelineOptions.target = options.target;
  pipelineOptions.activations = options.activations;
  pipelineOptions.reference = options.reference;
  PassManager manager(&context, ModuleOp::getOperationName());
  if (pipelineOptions.gpu) {
    buildLowResInputPipeline(manager, LowResInputOptions());
    buildLowResSelectPipeline(manager, pipelineOptions);
    buildLowResToVulkanPipeline(manager, LowResToVulkanOptions());
  } else {
    buildLowResToNativePipeline(manager, pipelineOptions);
  }
  if (failed(manager.run(*module)))
    return failure();
  FailureOr<TargetInfo> target = TargetInfo::getFor(*module);
  if (failed(target))
    return failure();
  if (pipelineOptions.gpu)
    return createVulkanProgram(*module, *interface, *target);
  llvm::Triple host(llvm::sys::getProcessTriple());
  if (target->isAArch64() && !host.isAArch64())
    return createEmulatedProgram(*module, *interface, *target);
  FailureOr<CompiledModel> model =
      CompiledModel::compile(*module, *interface, *target);
  if (failed(model))
    return failure();
  return std::unique_ptr<Program>(
      std::make_unique<NativeProgram>(std::move(*model)));
}

bool test::canRun(const std::string &target) {
  static std::map<std::string, bool> known;
  auto [entry, isNew] = known.try_emplace(target, false);
  if (!isNew)
    return entry->second;
  std::string message;
  ScopedDiagnosticHandler handler(
      &getContext(), [&](Diagnostic &diag) { message = diag.str(); });
  LayerSpec layer;
  std::string module = Network::create({layer}, /*seed=*/0).getModule();
  CompileOptions options;
  options.target = target;
  FailureOr<std::unique_ptr<Program>> program = compile(module, options);
  if (succeeded(program)) {
    std::vector<float> input(layer.inputs);
    llvm::Expected<std::vector<float>> output = (*program)->tryRun(input, 1);
    entry->second = bool(output);
    if (!output)
      message = llvm::toString(output.takeError());
  }
  if (!entry->second)
    llvm::outs() << "[   NOTE   ] not run on this machine: " << target << " ("
                 << message << ")\n";
  return entry->second;
}

std::string test::getEmulated(size_t turn) {
  const char *const targets[] = {"aarch64", "aarch64+dotprod", "aarch64+i8mm"};
  return targets[turn % std::size(targets)];
}

std::vector<std::string> test::getRunnable(std::vector<std::string> targets) {
  llvm::erase_if(targets, [](const std::string &t) { return !canRun(t); });
  return targets;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

template <typename Expected, typename Agree>
static ::testing::AssertionResult
compareAll(const std::vector<float> &actual,
           const std::vector<Expected> &expected, Agree agree) {
  if (actual.size() != expected.size())
    return ::testing::AssertionFailure()
           << actual.size() << " values, not " << expected.size();
  for (size_t i = 0; i < actual.size(); ++i)
    if (std::string problem = agree(i); !problem.empty())
      return ::testing::AssertionFailure() << "value " << i << ": " << problem;
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult test::isSame(const std::vector<float> &actual,
                                        const std::vector<float> &expected) {
  return compareAll(actual, expected, [&](size_t i) -> std::string {
    float a = actual[i], e = expected[i];
    if (std::memcmp(&a, &e, sizeof(float)) == 0 ||
        (std::isnan(a) && std::isnan(e)))
      return "";
    return llvm::formatv("{0:e9} is not {1:e9}", a, e);
  });
}

/// Infinities agree with themselves only, and NaN with NaN.
static std::string compareWithin(double actual, double expected, double bound) {
  if (std::isnan(expected)   ? std::isnan(actual)
      : std::isinf(expected) ? actual == expected
                             : std::fabs(actual - expected) <= bound)
    return "";
  return llvm::formatv("{0:e9} is not {1:e9} to within {2:e3}", actual,
                       expected, bound);
}

::testing::AssertionResult
test::isWithin(const std::vector<float> &actual,
               const std::vector<Bounded> &expected) {
  return compareAll(actual, expected, [&](size_t i) {
    return compareWithin(actual[i], expected[i].value, expected[i].bound);
  });
}

::testing::AssertionResult test::isClose(const std::vector<float> &actual,
                                         const std::vector<float> &expected,
                                         const std::vector<Bounded> &bounds) {
  return compareAll(actual, expected, [&](size_t i) {
    return compareWithin(actual[i], expected[i], bounds[i].bound);
  });
}

//===----------------------------------------------------------------------===//
// NetworkChecker
//===----------------------------------------------------------------------===//

int64_t NetworkChecker::numCompiled = 0;
int64_t NetworkChecker::numCompared = 0;

NetworkChecker::NetworkChecker(const Network &network,
                               ActivationMode activations, unsigned seed,
                               std::vector<int64_t> batches)
    : network(network), activations(activations) {
  // With int8 activations, layers are defined to the bit up to the first free
  // codebook (those after it are f32, and the tests have only such there), but
  // for functions of the last one that are not.
  Network int8, floats;
  for (const Layer &layer : network.layers) {
    bool isInt8 = activations == ActivationMode::I8 && layer.spec.isUniform();
    (isInt8 ? int8 : floats).layers.push_back(layer);
  }
  std::string function = "none";
  if (floats.layers.empty() &&
      !isExactFunction(int8.layers.back().spec.activation))
    std::swap(int8.layers.back().spec.activation, function);
  EXPECT_TRUE(llvm::all_of(int8.layers, [](const Layer &layer) {
    return isExactFunction(layer.spec.activation);
  })) << network.str();
  exact = floats.layers.empty() && isExactFunction(function);
  CompileOptions options;
  options.activations = activations;
  options.target = "x86-64";
  options.reference = true;
  FailureOr<std::unique_ptr<Program>> model =
      compile(network.getModule(), options);
  if (failed(model)) {
    ADD_FAILURE() << "reference: " << network.str();
    return;
  }

  // The positions of an image are rows enough.
  if (network.batch)
    batches = {*network.batch};
  else if (network.layers.front().spec.conv)
    batches = {1, 2, 3};
  else if (batches.empty())
    batches = {1, 2, 3, 4, 5, 7, 8, 9, 13, 33};
  for (int64_t rows : batches) {
    Run run;
    run.rows = rows;
    run.input = createInput(rows, network.getNumInputs(), seed + rows);
    run.output = (*model)->run(run.input, rows);
    // The compiler's reference has an oracle of its own.
    std::vector<float> rounded = computeInt8(int8, run.input);
    if (exact) {
      EXPECT_TRUE(isSame(run.output, rounded))
          << "reference, " << rows << " rows: " << network.str();
    } else {
      run.exact = floats.layers.empty() ? activateExactly(function, rounded)
                                        : computeExactly(floats, rounded);
      EXPECT_TRUE(isWithin(run.output, run.exact))
          << "reference, " << rows << " rows: " << network.str();
    }
    runs.push_back(std::move(run));
  }
}

void NetworkChecker::printCounts() {
  llvm::outs() << "[   NOTE   ] " << numCompiled << " networks compiled, "
               << numCompared << " outputs compared\n";
  numCompiled = numCompared = 0;
}

void NetworkChecker::check(const std::string &target) {
  compareRuns(network, target);
}

void NetworkChecker::check(const std::string &target,
                           const std::string &kernel) {
  Network annotated = network;
  for (Layer &layer : annotated.layers)
    layer.spec.kernel = kernel;
  compareRuns(annotated, target);
}

void NetworkChecker::compareRuns(const Network &network,
                                 const std::string &target) {
  CompileOptions options;
  options.activations = activations;
  options.target = target;
  FailureOr<std::unique_ptr<Program>> model =
      compile(network.getModule(), options);
  ASSERT_TRUE(succeeded(model)) << target << ": " << network.str();
  ++numCompiled;
  for (const Run &run : runs) {
    std::vector<float> output = (*model)->run(run.input, run.rows);
    numCompared += output.size();
    std::string what =
        llvm::formatv("{0}, {1}, {2} rows: {3}", target, exact ? "i8" : "f32",
                      run.rows, network.str());
    if (exact) {
      EXPECT_TRUE(isSame(output, run.output)) << what;
    } else {
      EXPECT_TRUE(isClose(output, run.output, run.exact)) << what;
      EXPECT_TRUE(isWithin(output, run.exact)) << what;
    }
  }
}
