//===- Tuning.cpp - Kernels chosen by measured times ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Tuning.h"

#include "KernelTimer.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/BatchSizes.h"
#include "lowres/Target/CoreInfo.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>

using namespace mlir;
using namespace mlir::lowres;

/// What a kernel's time must be of that of the kernel that would have been
/// chosen without measurement: smaller differences may be noise.
static constexpr double kClearlyLess = 0.97;

//===----------------------------------------------------------------------===//
// Small models
//===----------------------------------------------------------------------===//

/// A model for the machine of `whole` with one function of one input, whose
/// result `build` makes. Nothing if that makes none, or the function has a type
/// that no model can have.
static std::optional<Model>
buildModel(const Model &whole, Location loc, RankedTensorType inputType,
           llvm::function_ref<Value(OpBuilder &, Value)> build) {
  ModuleOp original = *whole.module;
  OpBuilder builder(original.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, loc);
  module.get()->setDiscardableAttrs(
      original->getDiscardableAttrDictionary()); // The target and its core.
  builder.setInsertionPointToEnd(module->getBody());
  auto func = func::FuncOp::create(builder, loc, "layer",
                                   builder.getFunctionType(inputType, {}));
  builder.setInsertionPointToStart(func.addEntryBlock());
  Value result = build(builder, func.getArgument(0));
  if (!result)
    return std::nullopt;
  func::ReturnOp::create(builder, loc, result);
  func.setFunctionType(builder.getFunctionType(inputType, result.getType()));

  ScopedDiagnosticHandler quiet(builder.getContext(),
                                [](Diagnostic &) { return success(); });
  FailureOr<ModelInterface> interface = getModelInterface(*module);
  if (failed(interface))
    return std::nullopt;
  return Model{std::move(module), *interface, whole.target};
}

static bool isConstant(Operation *op) {
  return op && (isa<ConstantOp>(op) || op->hasTrait<OpTrait::ConstantLike>());
}

/// A model of the layer `op` of `whole` alone. Its input is of floats, which
/// are quantised where the layer takes int8.
static std::optional<Model> extractLayer(const Model &whole,
                                         LayerOpInterface op) {
  RankedTensorType type = op.getInput().getType();
  auto build = [&](OpBuilder &builder, Value input) -> Value {
    IRMapping mapping;
    mapping.map(op.getInput(), input);
    if (op.hasInt8Input()) {
      auto quantize = QuantizeActivationsOp::create(
          builder, op.getLoc(), type, op.getInputScale().getType(), input);
      mapping.map(op.getInput(), quantize.getResult());
      mapping.map(op.getInputScale(), quantize.getScale());
    }
    for (Value operand : op->getOperands()) {
      if (mapping.contains(operand))
        continue;
      if (!isConstant(operand.getDefiningOp()))
        return nullptr;
      builder.clone(*operand.getDefiningOp(), mapping);
    }
    return builder.clone(*op, mapping)->getResult(0);
  };
  return buildModel(whole, op.getLoc(),
                    type.clone(Float32Type::get(op.getContext())), build);
}

/// Compiles `model`, of simplified layers that have kernels, into this process.
static FailureOr<CompiledModel> compile(Model model,
                                        const LoweringOptions &options) {
  if (failed(completeKernels(model, options)) || failed(lowerToNative(model)))
    return failure();
  return CompiledModel::compile(*model.module, model.interface, model.target);
}

/// Fails with a diagnostic unless this machine runs code for the target.
static LogicalResult checkMachine(const Model &whole,
                                  const LoweringOptions &options) {
  MLIRContext *context = whole.module.get().getContext();
  auto loc = UnknownLoc::get(context);
  auto type = RankedTensorType::get({1}, Float32Type::get(context));
  std::optional<Model> model = buildModel(
      whole, loc, type, [](OpBuilder &, Value input) { return input; });
  std::string message;
  {
    ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      if (message.empty())
        message = diagnostic.str();
      return success();
    });
    if (succeeded(compile(std::move(*model), options)))
      return success();
  }
  return emitError(loc) << "kernels cannot be timed: " << message;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

namespace {
class Tuner {
public:
  Tuner(Model &model, const LoweringOptions &options,
        const TuningOptions &tuning);

  FailureOr<LayerTimings> run(TuningProgress progress);

private:
  /// The fastest kernel of a layer.
  struct Winner {
    KernelAttr kernel;
    LayerTiming timing;
  };

  /// Nothing if the layer is to be as it is.
  FailureOr<std::optional<Winner>> tune(LayerOpInterface op);
  FailureOr<Winner> findFastest(LayerOpInterface op, const Model &layer,
                                ArrayRef<KernelAttr> kernels, int64_t rows);
  int64_t getRows(LayerOpInterface op) const;
  double getBytesBetweenCalls(LayerOpInterface op) const;

  Model &model;
  const LoweringOptions &options;
  const TuningOptions &tuning;
  SmallVector<LayerOpInterface> layers;
  /// Of all layers.
  double weightBytes = 0;
  /// By what describeLayer() says.
  llvm::StringMap<Winner> known;
};
} // namespace

static double getWeightBytes(LayerOpInterface op) {
  return op.getWeights().getType().getNumElements() *
         std::log2(op.getLevelType().getLevels()) / 8;
}

/// What the time of a layer without a kernel depends on: not the values of its
/// constants.
static std::string describeLayer(LayerOpInterface op, int64_t rows) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << op->getName() << op->getAttrDictionary();
  llvm::interleaveComma(op->getOperandTypes(), os);
  os << "->" << op->getResult(0).getType() << ":" << rows;
  return text;
}

Tuner::Tuner(Model &model, const LoweringOptions &options,
             const TuningOptions &tuning)
    : model(model), options(options), tuning(tuning) {
  model.module.get().walk([&](LayerOpInterface op) {
    layers.push_back(op);
    weightBytes += getWeightBytes(op);
  });
}

/// The rows of a call.
int64_t Tuner::getRows(LayerOpInterface op) const {
  Value input = op.getInput();
  if (auto quantize = input.getDefiningOp<QuantizeActivationsOp>())
    input = quantize.getInput();
  auto func = op->getParentOfType<func::FuncOp>();
  AffineExpr size = BatchSizes(func).get(input, 0);
  if (!size)
    return tuning.batch;
  SmallVector<int64_t> batches(func.getNumArguments(), tuning.batch);
  int64_t rows =
      AffineMap::get(batches.size(), 0, size).compose(batches).front();
  return std::max<int64_t>(rows, 1);
}

/// What the model reads of other layers' weights until it comes back to `op`,
/// if these do not stay in the second-level cache.
double Tuner::getBytesBetweenCalls(LayerOpInterface op) const {
  if (weightBytes <= CoreInfo::getFor(op, model.target)->cacheBytes)
    return 0;
  return weightBytes - getWeightBytes(op);
}

FailureOr<Tuner::Winner> Tuner::findFastest(LayerOpInterface op,
                                            const Model &layer,
                                            ArrayRef<KernelAttr> kernels,
                                            int64_t rows) {
  KernelTimer timer(layer.interface, rows, getBytesBetweenCalls(op));
  for (KernelAttr kernel : kernels) {
    Model annotated = layer.clone();
    annotated.module->walk(
        [&](LayerOpInterface copy) { copy.setKernelAttr(kernel); });
    FailureOr<CompiledModel> compiled = compile(std::move(annotated), options);
    if (failed(compiled))
      return failure();
    timer.add(std::move(*compiled));
  }
  SmallVector<double> times = timer.measure();
  size_t fastest = llvm::min_element(times) - times.begin();
  if (times[fastest] > kClearlyLess * times.front())
    fastest = 0;
  double calls = layer.interface.staticBatch ? 1 : rows;
  return Winner{kernels[fastest],
                {unsigned(times.size()), times[fastest] * 1e6 / calls}};
}

FailureOr<std::optional<Tuner::Winner>> Tuner::tune(LayerOpInterface op) {
  std::optional<Winner> none;
  if (op.getKernel())
    return none;
  SmallVector<KernelAttr> kernels =
      getKernelCandidates(op, model.target, tuning.kernels);
  if (kernels.empty())
    return none;
  int64_t rows = getRows(op);
  std::string key = describeLayer(op, rows);
  if (auto it = known.find(key); it != known.end())
    return std::optional(it->second);
  std::optional<Model> layer = extractLayer(model, op);
  if (!layer)
    return none;
  FailureOr<Winner> winner = findFastest(op, *layer, kernels, rows);
  if (failed(winner))
    return failure();
  known[key] = *winner;
  return std::optional(*winner);
}

FailureOr<LayerTimings> Tuner::run(TuningProgress progress) {
  LayerTimings timings;
  for (LayerOpInterface op : layers) {
    FailureOr<std::optional<Winner>> winner = tune(op);
    if (failed(winner))
      return failure();
    timings.emplace_back();
    if (*winner) {
      op.setKernelAttr((*winner)->kernel);
      timings.back() = (*winner)->timing;
    }
    progress(timings.size() - 1, layers.size(), timings.back());
  }
  return timings;
}

FailureOr<LayerTimings>
mlir::lowres::tuneKernels(Model &model, const LoweringOptions &options,
                          const TuningOptions &tuning,
                          TuningProgress progress) {
  if (failed(simplifyModel(model, options)) ||
      failed(CoreInfo::getFor(*model.module, model.target)) ||
      failed(checkMachine(model, options)))
    return failure();
  FailureOr<LayerTimings> timings = Tuner(model, options, tuning).run(progress);
  if (failed(timings) || failed(completeKernels(model, options)))
    return failure();
  return timings;
}
