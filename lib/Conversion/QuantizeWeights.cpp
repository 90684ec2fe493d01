//===- QuantizeWeights.cpp - Post-training quantisation -------------------===//

#include "lowres/Conversion/QuantizeWeights.h"

#include "FloatLayer.h"
#include "lowres/Conversion/Passes.h"
#include "lowres/Quant/ExactLevels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESQUANTIZEWEIGHTS
#include "lowres/Conversion/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static llvm::Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

static llvm::Error checkLevels(int64_t levels) {
  if (levels >= LevelType::kMinLevels && levels <= LevelType::kMaxLevels)
    return llvm::Error::success();
  return makeError("levels must be in [" + Twine(LevelType::kMinLevels) + ", " +
                   Twine(LevelType::kMaxLevels) + "], got " + Twine(levels));
}

llvm::Expected<LayerOverride> lowres::parseLayerOverride(StringRef text) {
  // A location's name may have colons.
  auto [layer, levels] = text.rsplit(':');
  LayerOverride result{layer.str(), 0};
  if (layer.empty() ||
      (levels != "f32" && levels.getAsInteger(/*Radix=*/10, result.levels)))
    return makeError("'" + text + "': expected LAYER:N or LAYER:f32");
  if (levels != "f32")
    if (llvm::Error error = checkLevels(result.levels))
      return makeError("'" + text + "': " + llvm::toString(std::move(error)));
  return result;
}

llvm::Error QuantizeWeightsOptions::check() const {
  if (fit.groupSize < 1)
    return makeError("group-size must be at least 1");
  return checkLevels(fit.levels);
}

std::string QuantizedLayer::describeNoise() const {
  if (std::isinf(signalToNoise))
    return "exact";
  return llvm::formatv("{0:f2} dB", signalToNoise);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static std::optional<LayerMatch> matchLayer(Operation *op) {
  if (auto found = matchTosaLayer(op))
    return found;
  return matchLinalgLayer(op);
}

namespace {

/// Rounds the weights of one module.
class Quantizer {
public:
  Quantizer(ModuleOp module, const QuantizeWeightsOptions &options)
      : module(module), options(options) {}

  FailureOr<std::vector<QuantizedLayer>> run();

private:
  /// Numbers the layers and finds the levels of each.
  LogicalResult plan();
  std::optional<LevelWeights> encode(Operation *op, const FloatLayer &layer,
                                     ConstantWeights weights,
                                     std::string &whyNot);
  /// `weights` in at most `levels` levels.
  LevelWeights round(const std::vector<float> &weights, const FloatLayer &layer,
                     unsigned levels) const;

  ModuleOp module;
  const QuantizeWeightsOptions &options;
  struct Plan {
    unsigned index, levels;
  };
  DenseMap<Operation *, Plan> plans;
  std::vector<QuantizedLayer> report;
};

} // namespace

static std::string describeLevels(unsigned levels) {
  return levels ? std::to_string(levels) + " levels" : "f32";
}

LogicalResult Quantizer::plan() {
  SmallVector<Operation *> layers;
  module.walk([&](Operation *op) {
    std::optional<LayerMatch> match = matchLayer(op);
    std::string whyNot;
    if (match && match->layer &&
        succeeded(readWeights(match->layer->weights, whyNot)))
      layers.push_back(op);
  });
  // What options say of single layers.
  SmallVector<std::optional<unsigned>> asked(layers.size());
  auto ask = [&](size_t index, unsigned levels) -> LogicalResult {
    if (asked[index].value_or(levels) != levels)
      return emitError(layers[index]->getLoc(),
                       "conflicting options for layer ")
             << index << ": " << describeLevels(*asked[index]) << " and "
             << describeLevels(levels);
    asked[index] = levels;
    return success();
  };
  if (!layers.empty() && options.keepFirst && failed(ask(0, 0)))
    return failure();
  if (!layers.empty() && options.keepLast && failed(ask(layers.size() - 1, 0)))
    return failure();
  for (const LayerOverride &override : options.overrides) {
    bool found = false;
    for (auto [index, op] : llvm::enumerate(layers)) {
      auto name = op->getLoc()->findInstanceOf<NameLoc>();
      if (override.layer != std::to_string(index) &&
          !(name && name.getName() == override.layer))
        continue;
      if (failed(ask(index, override.levels)))
        return failure();
      found = true;
    }
    if (!found)
      return module.emitError("no layer '")
             << override.layer << "': the model has " << layers.size()
             << " layers, from 0 on";
  }
  for (auto [index, op] : llvm::enumerate(layers))
    plans[op] = {unsigned(index), asked[index].value_or(options.fit.levels)};
  return success();
}

LevelWeights Quantizer::round(const std::vector<float> &weights,
                              const FloatLayer &layer, unsigned levels) const {
  LevelFitOptions fit = options.fit;
  fit.levels = levels;
  // A lowres.conv_2d has no groups of inputs.
  if (layer.shape.size() != 2 && fit.granularity == Granularity::Group)
    fit.granularity = Granularity::Channel;
  std::string whyNot;
  if (auto exact =
          findExactLevels(weights, layer.getNumOutputs(), levels, whyNot))
    return std::move(*exact);
  return fitLevels(weights, layer.getNumOutputs(), fit);
}

std::optional<LevelWeights> Quantizer::encode(Operation *op,
                                              const FloatLayer &layer,
                                              ConstantWeights weights,
                                              std::string &whyNot) {
  auto [index, levels] = plans.lookup(op);
  int64_t count = ShapedType::getNumElements(layer.shape);
  int64_t bytes = count * int64_t(sizeof(float));
  QuantizedLayer line{index,
                      op->getLoc(),
                      op->getName().getStringRef().str(),
                      layer.shape,
                      0,
                      std::numeric_limits<double>::infinity(),
                      bytes,
                      bytes};
  std::optional<LevelWeights> result;
  auto *floats = std::get_if<std::vector<float>>(&weights);
  if (!floats) {
    result = std::move(std::get<LevelWeights>(weights));
  } else if (levels == 0) {
    whyNot = "it is to be kept";
  } else if (!llvm::all_of(*floats, [](float w) { return std::isfinite(w); })) {
    whyNot = "its weights have a NaN or an infinity";
  } else {
    result = round(*floats, layer, levels);
    line.signalToNoise =
        getSignalToNoise(*floats, *result, layer.getNumOutputs());
  }
  if (result) {
    line.levels = result->levels.size();
    auto storage = RadixAttr::getDensest(op->getContext(), line.levels);
    line.bytesAfter = storage.getStorageSize(layer.shape, line.levels) +
                      result->scales.size() * sizeof(float);
  }
  report.push_back(std::move(line));
  return result;
}

FailureOr<std::vector<QuantizedLayer>> Quantizer::run() {
  if (failed(plan()))
    return failure();
  convertLayers(module, matchLayer,
                [&](Operation *op, const FloatLayer &layer,
                    ConstantWeights weights, std::string &whyNot) {
                  return encode(op, layer, std::move(weights), whyNot);
                });
  RewritePatternSet patterns(module.getContext());
  populateTosaEpiloguePatterns(patterns);
  populateLinalgEpiloguePatterns(patterns);
  if (failed(applyPatterns(module, std::move(patterns))))
    return failure();
  return std::move(report);
}

FailureOr<std::vector<QuantizedLayer>>
lowres::quantizeWeights(ModuleOp module,
                        const QuantizeWeightsOptions &options) {
  module.getContext()
      ->loadDialect<arith::ArithDialect, linalg::LinalgDialect, LowResDialect,
                    tensor::TensorDialect, tosa::TosaDialect>();
  return Quantizer(module, options).run();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct QuantizeWeightsPass
    : lowres::impl::LowResQuantizeWeightsBase<QuantizeWeightsPass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    QuantizeWeightsOptions quantize;
    quantize.fit = {levels, granularity, groupSize, codebook};
    quantize.keepFirst = keepFirst;
    quantize.keepLast = keepLast;
    for (const std::string &text : layers) {
      llvm::Expected<LayerOverride> override = parseLayerOverride(text);
      if (!override)
        return fail(override.takeError());
      quantize.overrides.push_back(std::move(*override));
    }
    if (llvm::Error error = quantize.check())
      return fail(std::move(error));
    FailureOr<std::vector<QuantizedLayer>> report =
        quantizeWeights(module, quantize);
    if (failed(report))
      return signalPassFailure();
    for (const QuantizedLayer &layer : *report)
      if (layer.levels) {
        ++numQuantized;
        mlir::emitRemark(layer.loc)
            << layer.operation << " has " << layer.levels
            << " levels: " << layer.describeNoise() << ", " << layer.bytesAfter
            << " bytes instead of " << layer.bytesBefore;
      }
  }

private:
  void fail(llvm::Error error) {
    getOperation().emitError(llvm::toString(std::move(error)));
    signalPassFailure();
  }
};
} // namespace
