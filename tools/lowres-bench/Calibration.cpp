//===- Calibration.cpp - Fits the model of times to this machine ----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The clock is measured alone, and so is reading, for a start. Then the
// constants are fitted to the times of kernels by least squares of the
// logarithms of predicted and measured cycles, one constant at a time.
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "Ceilings.h"
#include "CompiledEngine.h"
#include "Subject.h"

#include "lowres-rt/export/MlirExport.h"

#include "lowres/Dialect/LowRes/Transforms/KernelTimes.h"
#include "lowres/Support/OutputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Host.h"

#include <cmath>
#include <ctime>
#include <unistd.h>

using namespace lowres;
using mlir::lowres::ActivationMode;
using mlir::lowres::CoreInfo;
using mlir::lowres::InterleavedAttr;
using mlir::lowres::KernelAttr;
using mlir::lowres::LayerOpInterface;

using mlir::lowres::Strategy;
using mlir::lowres::TargetInfo;

/// The trainer has models of its own.
using CompilerModel = mlir::lowres::Model;

/// A constant that is fitted.
using Constant = double CoreInfo::*;

namespace {
/// What a kernel takes.
struct Sample {
  LayerOpInterface op;
  unsigned batch;
  double cycles; // Measured.
};

/// How far predictions are off, as factors.
struct Deviation {
  double typical; // Root mean square of the logarithms.
  double largest;
};

class Calibration {
public:
  explicit Calibration(const BenchOptions &options)
      : options(options), oneThread(1),
        context(mlir::lowres::createModelContext()),
        printer(context.get(), toolName) {}

  /// Returns the exit code.
  int run();

private:
  double measureSeconds(Engine &engine) const;
  double measureClock() const;
  double measureBytesPerCycle(double bytes) const;
  mlir::LogicalResult addLayer(const LayerShape &shape, int levels);
  mlir::LogicalResult addKernel(CompilerModel model, const Subject &subject);
  Deviation getDeviation(const CoreInfo &core) const;
  CoreInfo fit(CoreInfo core) const;
  std::string describe(const CoreInfo &start, const CoreInfo &fitted) const;

  const BenchOptions &options;
  ThreadPool oneThread;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::lowres::DiagnosticPrinter printer;
  std::optional<TargetInfo> target;
  double cyclesPerSecond = 0;
  std::vector<CompilerModel> models; // Of the samples.
  std::vector<Sample> samples;
};
} // namespace

/// Rows of a call: one, whose weights are read for it alone, and some that
/// share them.
static constexpr unsigned kBatches[] = {1, 16};

/// Bytes of the second-level cache; what is built in where nothing is known.
static double getCacheBytes(const CoreInfo &builtIn) {
#ifdef _SC_LEVEL2_CACHE_SIZE
  if (long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE); bytes > 0)
    return static_cast<double>(bytes);
#endif
  return builtIn.cacheBytes;
}

/// Processor time of a call in the shortest repetition.
double Calibration::measureSeconds(Engine &engine) const {
  double shortest = HUGE_VAL;
  double least = options.minTime > 0 ? options.minTime : 0.01;
  for (unsigned i = 0; i < options.repetitions; ++i)
    for (unsigned calls = 1;; calls *= 2) {
      std::clock_t start = std::clock();
      for (unsigned call = 0; call < calls; ++call)
        engine.run();
      double seconds =
          static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      if (seconds < least)
        continue;
      shortest = std::min(shortest, seconds / calls);
      break;
    }
  return shortest;
}

/// Cycles in a second.
double Calibration::measureClock() const {
  constexpr size_t additions = 1 << 16;
  auto chain = makeAdditionChain(additions);
  // A core that was idle takes a while to come to its full clock.
  std::clock_t end = std::clock() + CLOCKS_PER_SEC / 2;
  while (std::clock() < end)
    chain->run();
  return additions / measureSeconds(*chain);
}

double Calibration::measureBytesPerCycle(double bytes) const {
  auto engine = makeReadCeiling(static_cast<size_t>(bytes));
  return bytes / (measureSeconds(*engine) * cyclesPerSecond);
}

/// A dense layer whose weights of three levels take so many bytes.
static LayerShape makeDenseLayer(double bytes) {
  constexpr size_t inputs = 1024, lanes = 64;
  double outputs = bytes * 8 / std::log2(3.0) / inputs;
  LayerShape shape = {{{1, 1, inputs},
                       llvm::alignTo(static_cast<size_t>(outputs), lanes),
                       /*kernel=*/1}};
  return shape;
}

/// Kernels unlike each other: fields of one digit that are as small as can be,
/// and those of the most digits in 7 bits or else of one in 8.
static std::vector<KernelAttr> getKernels(mlir::MLIRContext *context,
                                          const TargetInfo &target,
                                          Strategy strategy, unsigned levels) {
  unsigned lanes = target.vectorBytes() / 4;
  auto make = [&](unsigned digits, unsigned bits) {
    return KernelAttr::get(
        context, strategy, mlir::lowres::Decode::Divide, /*places=*/1,
        InterleavedAttr::get(context, lanes, digits, bits, /*group=*/0),
        /*rows=*/4, /*tiles=*/1);
  };
  unsigned digits = 1;
  for (unsigned count = levels; count * levels <= 128; count *= levels)
    ++digits;
  return {make(1, llvm::Log2_32_Ceil(levels)),
          make(digits, digits > 1 ? 7 : 8)};
}

mlir::LogicalResult Calibration::addKernel(CompilerModel model,
                                           const Subject &subject) {
  mlir::FailureOr<CompiledNetwork> network = compileNetwork(model.clone());
  if (failed(network))
    return mlir::failure();
  models.push_back(std::move(model));
  models.back().module->walk([&](LayerOpInterface op) {
    for (unsigned batch : kBatches) {
      CompiledEngine engine(network->model, subject.images.data(), batch);
      samples.push_back({op, batch, measureSeconds(engine) * cyclesPerSecond});
    }
  });
  return mlir::success();
}

mlir::LogicalResult Calibration::addLayer(const LayerShape &shape, int levels) {
  Subject subject =
      makeLayerSubject(shape, levels, *llvm::max_element(kBatches), oneThread);
  std::string text = exportMlir("layer", subject.network, oneThread);
  mlir::lowres::LoweringOptions lowering;
  lowering.target = "native";
  for (auto [mode, strategy] :
       {std::pair(ActivationMode::I8, Strategy::DecodeDot),
        std::pair(ActivationMode::F32, Strategy::DecodeFMA)}) {
    lowering.activations = mode;
    mlir::FailureOr<CompilerModel> model =
        readNetwork(text, lowering, *context);
    if (failed(model))
      return mlir::failure();
    // Not where sums of bytes do not fit 32 bits.
    if (mode == ActivationMode::I8 &&
        !mlir::lowres::hasInt8Activations(*model)) {
      mlir::emitRemark(mlir::UnknownLoc::get(context.get()))
          << "layer " << shape.str() << ", levels:" << levels
          << ": has no int8 kernel to fit to";
      continue;
    }
    if (failed(addKernel(model->clone(), subject)))
      return mlir::failure();
    for (KernelAttr kernel : getKernels(context.get(), *target, strategy,
                                        static_cast<unsigned>(levels))) {
      CompilerModel other = model->clone();
      if (failed(setKernel(other, kernel)) ||
          failed(addKernel(std::move(other), subject)))
        return mlir::failure();
    }
  }
  return mlir::success();
}

Deviation Calibration::getDeviation(const CoreInfo &core) const {
  double sum = 0, largest = 0;
  for (const Sample &sample : samples) {
    double cycles = *predictCycles(sample.op, *target, core, sample.batch);
    double difference = std::abs(std::log(cycles / sample.cycles));
    sum += difference * difference;
    largest = std::max(largest, difference);
  }
  return {std::exp(std::sqrt(sum / static_cast<double>(samples.size()))),
          std::exp(largest)};
}

CoreInfo Calibration::fit(CoreInfo core) const {
  constexpr Constant constants[] = {&CoreInfo::exposed,  &CoreInfo::operations,
                                    &CoreInfo::products, &CoreInfo::lookups,
                                    &CoreInfo::loads,    &CoreInfo::nearBytes,
                                    &CoreInfo::farBytes};
  // A constant that few kernels depend on is not to leave what is plausible.
  constexpr double most = 2;
  const CoreInfo start = core;
  double best = getDeviation(core).typical;
  for (double step = 1.25; step > 1.01;) {
    bool isBetter = false;
    for (Constant constant : constants)
      for (double factor : {step, 1 / step}) {
        CoreInfo other = core;
        other.*constant *= factor;
        double change = other.*constant / start.*constant;
        if (change > most || change < 1 / most || other.exposed > 1)
          continue;
        double deviation = getDeviation(other).typical;
        if (deviation >= best)
          continue;
        core = other;
        best = deviation;
        isBetter = true;
      }
    if (!isBetter)
      step = std::sqrt(step);
  }
  return core;
}

std::string Calibration::describe(const CoreInfo &start,
                                  const CoreInfo &fitted) const {
  Deviation before = getDeviation(start), after = getDeviation(fitted);
  return llvm::formatv(
      "// What this machine does in a cycle, for --target-config.\n"
      "// lowres-bench --calibrate on {0} at {1:f2} GHz, {2:%Y-%m-%d}.\n"
      "// The model is off by a factor of {3:f2} (root mean square of {4} "
      "times;\n"
      "// at most {5:f2}), with the constants that are built in by {6:f2}.\n"
      "{7}",
      llvm::sys::getHostCPUName(), cyclesPerSecond * 1e-9,
      llvm::sys::TimePoint<>(std::chrono::system_clock::now()), after.typical,
      samples.size(), after.largest, before.typical, fitted.str());
}

int Calibration::run() {
  llvm::Expected<TargetInfo> native =
      TargetInfo::get(mlir::lowres::getHostTargetSpec());
  if (!native)
    return mlir::lowres::reportBadInput(toolName, native.takeError());
  target = *native;
  if (!target->isX86_64() || !target->hasAVX2())
    return mlir::lowres::reportBadInput(
        toolName, llvm::createStringError("--calibrate: there is a model of "
                                          "times for x86-64 with AVX2 only"));
  const CoreInfo builtIn(*target);
  cyclesPerSecond = measureClock();
  CoreInfo core = builtIn;
  core.cacheBytes = getCacheBytes(builtIn);
  core.nearBytes = measureBytesPerCycle(core.cacheBytes / 2);
  core.farBytes = measureBytesPerCycle(core.cacheBytes * 16);

  std::vector<LayerShape> shapes = options.getLayers();
  if (shapes.empty())
    shapes = {makeDenseLayer(core.cacheBytes / 8),
              makeDenseLayer(core.cacheBytes * 2)};
  for (const LayerShape &shape : shapes)
    for (int levels : options.levels.empty() ? std::vector<int>{3, 5, 16}
                                             : options.getLevels())
      if (failed(addLayer(shape, levels)))
        return mlir::lowres::BadInput;
  return reportEnd(
      mlir::lowres::writeFile(options.output, describe(builtIn, fit(core))));
}

int lowres::calibrate(const BenchOptions &options) {
  return Calibration(options).run();
}
