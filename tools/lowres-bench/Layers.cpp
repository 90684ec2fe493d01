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
#include "FourBitLoop.h"
#include "LayerCompiler.h"
#include "TrainerEngines.h"

#include "llvm/ADT/STLExtras.h"

using namespace lowres;

namespace {
class LayerTable {
public:
  /// Both must outlive the table.
  LayerTable(const BenchOptions &options,
             llvm::ArrayRef<mlir::lowres::LoopThreads> threads)
      : options(options), threads(threads), oneThread(1),
        context(mlir::lowres::createModelContext()),
        printer(context.get(), toolName),
        compiler(options.getLowering(), *context),
        table(options.getTiming(), Clock::Processor, "GMAC/s") {}

  /// Returns the exit code.
  int run();

private:
  mlir::LogicalResult add(const LayerShape &shape);
  void addOurs(const CompiledLayer &layer, const TimedCase &of, unsigned batch);
  mlir::LogicalResult addBaselines(const LayerShape &shape, Subject &subject,
                                   const TimedCase &of, unsigned batch);
  mlir::LogicalResult addFourBitLoop(const LayerShape &shape,
                                     const TimedCase &of);

  const BenchOptions &options;
  llvm::ArrayRef<mlir::lowres::LoopThreads> threads; // Of our rows.
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
    for (const mlir::lowres::LoopThreads &some : threads) {
      ours.threads = some.count();
      table.add("compiled", ours,
                std::make_unique<CompiledEngine>(way.network.model,
                                                 layer.subject.images.data(),
                                                 batch, some.getParallelFor()));
    }
  }
}

mlir::LogicalResult LayerTable::addBaselines(const LayerShape &shape,
                                             Subject &subject,
                                             const TimedCase &of,
                                             unsigned batch) {
  const float *images = subject.images.data();
  table.addBaseline("int8_peak", of, makeDotCeiling(shape.macs() * batch));
  table.addBaseline("amx_peak", of, makeTileCeiling(shape.macs() * batch));
  if (shape.isDense() && batch == 1 && failed(addFourBitLoop(shape, of)))
    return mlir::failure();
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
  return mlir::success();
}

/// Fails if a loop, also one that is not timed, does not compute its layer.
mlir::LogicalResult LayerTable::addFourBitLoop(const LayerShape &shape,
                                               const TimedCase &of) {
  FourBitLayer layer =
      makeFourBitLayer(shape.conv.input.channels, shape.conv.outputs);
  auto loops = makeFourBitLoops(layer);
  if (!loops) {
    table.addBaseline("loop_4bit", of, loops.error());
    return mlir::success();
  }
  std::vector<float> expected = computePlainly(layer);
  for (const std::unique_ptr<Engine> &loop : *loops)
    if (!std::equal(expected.begin(), expected.end(), loop->run()))
      return mlir::emitError(mlir::UnknownLoc::get(context.get()))
             << "loop_4bit/" << of.group
             << ": differs from the same layer by plain loops";
  table.addBaseline("loop_4bit", of, std::move(loops->front()));
  return mlir::success();
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
    if (failed(addBaselines(shape, layers[first]->subject, of, batch)))
      return mlir::failure();
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
  llvm::Expected<std::vector<mlir::lowres::LoopThreads>> threads =
      options.startThreads();
  if (!threads)
    return mlir::lowres::reportBadInput(toolName, threads.takeError());
  return LayerTable(options, *threads).run();
}
