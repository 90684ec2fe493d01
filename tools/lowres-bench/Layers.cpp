//===- Layers.cpp - Times single layers -----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "Ceilings.h"
#include "CompiledEngine.h"
#include "EngineTable.h"
#include "LayerShapes.h"
#include "Subject.h"
#include "TrainerEngines.h"

#include "lowres-rt/export/MlirExport.h"

#include "lowres/Driver/Execution.h"
#include "llvm/ADT/STLExtras.h"

using namespace lowres;

namespace {
/// A layer with N-level weights: the trainer's network, and that compiled with
/// each kind of activations.
struct CompiledLayer {
  std::string name; // levels:5
  Subject subject;
  std::vector<std::pair<std::string, CompiledNetwork>> compiled;
};

class LayerTable {
public:
  explicit LayerTable(const BenchOptions &options)
      : options(options), oneThread(1),
        context(mlir::lowres::createModelContext()),
        printer(context.get(), toolName),
        table(options.getTiming(), Clock::Processor, "GMAC/s") {}

  /// Returns the exit code.
  int add(const LayerShape &shape);
  llvm::Error run() { return table.run(); }

private:
  std::optional<int> compile(const LayerShape &shape, int levels,
                             size_t images);
  void addOurs(const CompiledLayer &layer, const TimedCase &of, unsigned batch);
  void addBaselines(const LayerShape &shape, Subject &subject,
                    const TimedCase &of, unsigned batch);

  const BenchOptions &options;
  ThreadPool oneThread;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::lowres::DiagnosticPrinter printer;
  EngineTable table;
  // All live as long as the table, which refers to them.
  std::vector<std::unique_ptr<CompiledLayer>> layers;
};
} // namespace

std::optional<int> LayerTable::compile(const LayerShape &shape, int levels,
                                       size_t images) {
  LayerDescription dense;
  dense.type = LayerDescription::Type::Dense;
  dense.outputs = shape.outputs;
  NetworkDescription description = {"layer", {dense}};
  Result<Subject> subject =
      makeSubject(description, {1, 1, shape.inputs}, shape.outputs, levels,
                  images, oneThread);
  if (!subject)
    return mlir::lowres::reportBadInput(
        toolName, llvm::createStringError("layer " + shape.str() + ": " +
                                          subject.error().message));
  layers.push_back(std::make_unique<CompiledLayer>(CompiledLayer{
      "levels:" + (levels ? std::to_string(levels) : std::string("f32")),
      std::move(*subject),
      {}}));
  CompiledLayer &layer = *layers.back();

  std::string text = exportMlir("layer", layer.subject.network, oneThread);
  mlir::lowres::LoweringOptions lowering = options.getLowering();
  for (auto [name, mode] :
       {std::pair("activations:i8", mlir::lowres::ActivationMode::I8),
        std::pair("activations:f32", mlir::lowres::ActivationMode::F32)}) {
    lowering.activations = mode;
    mlir::FailureOr<CompiledNetwork> compiled =
        compileNetwork(text, lowering, *context);
    if (failed(compiled))
      return mlir::lowres::BadInput;
    if (mode == mlir::lowres::ActivationMode::F32 ||
        compiled->hasInt8Activations)
      layer.compiled.emplace_back(name, std::move(*compiled));
  }
  return std::nullopt;
}

void LayerTable::addOurs(const CompiledLayer &layer, const TimedCase &of,
                         unsigned batch) {
  for (const auto &[activations, network] : layer.compiled) {
    TimedCase ours = of;
    ours.group += "/" + layer.name + "/" + activations;
    ours.bytes = static_cast<double>(network.weightBytes);
    table.add("compiled", ours,
              std::make_unique<CompiledEngine>(
                  network.model, layer.subject.images.data(), batch));
    // Float weights are not packed.
    if (network.weightBytes > 0)
      table.addBaseline("read_weights", ours,
                        makeReadCeiling(network.weightBytes));
  }
}

void LayerTable::addBaselines(const LayerShape &shape, Subject &subject,
                              const TimedCase &of, unsigned batch) {
  const float *images = subject.images.data();
  std::vector<Product> products = collectProducts(subject.network);
  table.addBaseline("int8_peak", of, makeDotCeiling(shape.macs() * batch));
  table.addBaseline("onednn_int8", of,
                    makeOneDnnInt8(shape.inputs, shape.outputs, batch));
  table.addBaseline("onednn_float32", of,
                    makeOneDnnInference(subject.network, images, batch));
  table.addBaseline("openblas_float32", of,
                    makeBlasProducts(products, batch, Pass::Forward,
                                     /*threads=*/1));
  table.addBaseline("eigen_float32", of,
                    EngineOr(std::make_unique<TrainerForward>(
                        subject.network, images, batch, oneThread)));
}

int LayerTable::add(const LayerShape &shape) {
  std::vector<unsigned> batches = options.getBatches({1});
  size_t first = layers.size();
  for (int levels : options.getLevels())
    if (std::optional<int> code =
            compile(shape, levels, *llvm::max_element(batches)))
      return *code;
  for (unsigned batch : batches) {
    TimedCase of = {shape.str() + "/batch:" + std::to_string(batch),
                    shape.macs() * batch * 1e-9};
    for (const auto &layer : llvm::drop_begin(layers, first))
      addOurs(*layer, of, batch);
    addBaselines(shape, layers[first]->subject, of, batch);
  }
  return mlir::lowres::Success;
}

int lowres::timeLayers(const BenchOptions &options) {
  LayerTable table(options);
  for (const LayerShape &shape : options.getLayers())
    if (int code = table.add(shape))
      return code;
  return reportEnd(table.run());
}
