//===- DenseModel.cpp - Times a chain of dense layers ---------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EigenNetwork.h"
#include "Modes.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Target/CompiledModel.h"

#include <random>

using namespace mlir;
using namespace mlir::lowres;
using ::lowres::Clock;
using ::lowres::FloatLayer;
using ::lowres::TimedCase;
using ::lowres::Timing;
using ::lowres::TimingRow;
using ::lowres::toolName;

/// The layers of a network with rows of these sizes, in the order in which they
/// stand, which must be the order in which they feed each other.
static FailureOr<std::vector<FloatLayer>>
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

/// The batches to time, unless the model refuses one.
static FailureOr<std::vector<unsigned>>
getBatches(const ::lowres::BenchOptions &options,
           const ModelInterface &interface) {
  if (!interface.staticBatch)
    return options.getBatches({1, 64});
  auto only = static_cast<unsigned>(*interface.staticBatch);
  std::vector<unsigned> batches = options.getBatches({only});
  for (unsigned batch : batches)
    if (batch != only) {
      reportBadUsage(toolName, "--batch=" + Twine(batch) + ": @" +
                                   interface.entry + " takes only " +
                                   Twine(only));
      return failure();
    }
  return batches;
}

int ::lowres::timeDenseModel(const BenchOptions &options) {
  std::unique_ptr<MLIRContext> context = createModelContext();
  DiagnosticPrinter printer(context.get(), toolName);
  LoweringOptions lowering = options.getLowering();
  FailureOr<mlir::lowres::Model> model =
      loadModel(options.input, options.entry, lowering, *context);
  if (failed(model))
    return BadInput;
  const ModelInterface &interface = model->interface;
  if (interface.inputs.size() != 1 || interface.outputs.size() != 1)
    return reportBadInput(
        toolName, llvm::createStringError("@" + interface.entry + " has " +
                                          Twine(interface.inputs.size()) +
                                          " inputs and " +
                                          Twine(interface.outputs.size()) +
                                          " outputs; expected one of each"));
  FailureOr<std::vector<unsigned>> batches = getBatches(options, interface);
  if (failed(batches))
    return BadUsage;

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

  llvm::Expected<std::vector<LoopThreads>> threads = options.startThreads();
  if (!threads)
    return reportBadInput(toolName, threads.takeError());
  double products = 0;
  for (const FloatLayer &layer : *layers)
    products += double(layer.inputs) * layer.outputs;
  EigenNetwork eigen(*layers);

  unsigned largest = *llvm::max_element(*batches);
  std::vector<float> input(inputs * largest), output(outputs * largest);
  std::mt19937 random(1);
  for (float &value : input)
    value = std::uniform_real_distribution<float>(-1, 1)(random);
  Workspace workspace;
  Timing timing(options.getTiming(), Clock::Processor, "GMAC/s");
  for (unsigned batch : *batches) {
    auto runCompiled = [&, batch](std::optional<ParallelFor> threads) {
      return compiled->run({input.data()}, {output.data()}, batch, workspace,
                           threads);
    };
    if (runCompiled(std::nullopt) != 0)
      return reportBadInput(toolName,
                            llvm::createStringError("@" + interface.entry +
                                                    " refused a batch of " +
                                                    Twine(batch) + " rows"));
    TimedCase of = {"batch:" + std::to_string(batch), products * batch * 1e-9};
    TimedCase ours = of;
    for (const LoopThreads &some : *threads) {
      ours.threads = some.count();
      timing.add({"compiled", TimingRow::Role::Ours, ours,
                  [=, &some] { (void)runCompiled(some.getParallelFor()); }});
    }
    timing.add({"eigen_float32", TimingRow::Role::Baseline, of,
                [&, batch] { eigen.run(input.data(), output.data(), batch); }});
  }
  return reportEnd(timing.run());
}
