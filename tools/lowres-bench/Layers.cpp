//===- Layers.cpp - Times single layers -----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "Ceilings.h"
#include "EngineTable.h"
#include "LayerCompiler.h"
#include "TrainerEngines.h"

#include "llvm/ADT/STLExtras.h"

using namespace lowres;

namespace {
class LayerTable {
public:
  explicit LayerTable(const BenchOptions &options)
      : options(options), oneThread(1),
        context(mlir::lowres::createModelContext()),
        printer(context.get(), toolName),
        compiler(options.getLowering(), *context),
        table(options.getTiming(), Clock::Processor, "GMAC/s") {}

  /// Returns the exit code.
  int run();

private:
  mlir::LogicalResult add(const LayerShape &shape);
  void addOurs(const CompiledLayer &layer, const TimedCase &of, unsigned batch);
  void addBaselines(const LayerShape &shape, Subject &subject,
                    const TimedCase &of, unsigned batch);

  const BenchOptions &options;
  ThreadPool oneThread;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::lowres::DiagnosticPrinter printer;
  LayerCompiler compiler;
  EngineTable table;
  // All live as long as the table, which refers to them.
  std::vector<std::unique_ptr<CompiledLayer>> layers;
};
} // namespace

void LayerTable::addOurs(const CompiledLayer &layer, const TimedCase &of,
                         unsigned batch) {
  for (const CompiledLayer::Way &way : layer.ways) {
    TimedCase ours = of;
    ours.group += "/" + way.name;
    ours.bytes = static_cast<double>(way.network.weightBytes);
    // Float weights are not packed.
    if (ours.bytes > 0)
      table.addBaseline("read_weights", ours,
                        makeReadCeiling(way.network.weightBytes));
    ours.kernel = way.network.kernel;
    table.add("compiled", ours,
              std::make_unique<CompiledEngine>(
                  way.network.model, layer.subject.images.data(), batch));
  }
}

void LayerTable::addBaselines(const LayerShape &shape, Subject &subject,
                              const TimedCase &of, unsigned batch) {
  const float *images = subject.images.data();
  table.addBaseline("int8_peak", of, makeDotCeiling(shape.macs() * batch));
  table.addBaseline("amx_peak", of, makeTileCeiling(shape.macs() * batch));
  table.addBaseline("onednn_int8", of,
                    makeOneDnnLayer(shape, batch, LayerTypes::Int8));
  table.addBaseline("onednn_float32", of,
                    makeOneDnnLayer(shape, batch, LayerTypes::Float32));
  // Nobody takes matrix products for matrices of one column.
  if (!shape.conv.isDepthwise())
    table.addBaseline("openblas_float32", of,
                      makeBlasProducts(collectProducts(subject.network), batch,
                                       Pass::Forward, /*threads=*/1));
  table.addBaseline("eigen_float32", of,
                    EngineOr(std::make_unique<TrainerForward>(
                        subject.network, images, batch, oneThread)));
}

mlir::LogicalResult LayerTable::add(const LayerShape &shape) {
  std::vector<unsigned> batches = options.getBatches({1});
  size_t first = layers.size();
  for (int levels : options.getLevels()) {
    mlir::FailureOr<std::unique_ptr<CompiledLayer>> layer =
        compiler.compile(shape, levels, *llvm::max_element(batches));
    if (failed(layer))
      return mlir::failure();
    layers.push_back(std::move(*layer));
  }
  for (unsigned batch : batches) {
    TimedCase of = {shape.str() + "/batch:" + std::to_string(batch),
                    shape.macs() * batch * 1e-9};
    for (const auto &layer : llvm::drop_begin(layers, first))
      addOurs(*layer, of, batch);
    addBaselines(shape, layers[first]->subject, of, batch);
  }
  return mlir::success();
}

int LayerTable::run() {
  for (const std::string &text : options.kernels)
    if (failed(compiler.addKernel(text)))
      return mlir::lowres::BadUsage;
  for (const LayerShape &shape : options.getLayers())
    if (failed(add(shape)))
      return mlir::lowres::BadInput;
  return reportEnd(table.run());
}

int lowres::timeLayers(const BenchOptions &options) {
  return LayerTable(options).run();
}
