//===- Inference.cpp - Times a network in use -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Modes.h"

#include "CompiledEngine.h"
#include "EngineTable.h"
#include "Subject.h"
#include "TrainerEngines.h"

#include "lowres-rt/export/MlirExport.h"

#include "lowres/Driver/Execution.h"
#include "lowres/Driver/Tolerance.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

using namespace lowres;

namespace {
/// Compares logits with those of the compiled network with float activations.
class LogitCheck {
public:
  LogitCheck(Engine &compiled, unsigned batch, size_t classes)
      : expected(compiled.run(), batch * classes), batch(batch),
        classes(classes) {}

  /// An error, if the engine does not compute the same network.
  llvm::Error check(const char *name, Engine &engine) const;

  /// The largest difference, relative to the largest logit.
  double measure(Engine &engine) const {
    mlir::lowres::Comparison found = compare(engine);
    return found.maxDifference / found.maxMagnitude;
  }

private:
  mlir::lowres::Comparison compare(Engine &engine) const {
    return mlir::lowres::compareRows({engine.run(), expected.size()}, expected,
                                     classes);
  }

  llvm::ArrayRef<float> expected;
  unsigned batch;
  size_t classes;
};
} // namespace

llvm::Error LogitCheck::check(const char *name, Engine &engine) const {
  mlir::lowres::Comparison found = compare(engine);
  double bound = mlir::lowres::kReordering.getBound(found.maxMagnitude);
  if (found.maxDifference <= bound)
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "%s/batch:%u: computes another network than compiled_f32, the logits "
      "differ by %.3g, expected at most %.3g",
      name, batch, found.maxDifference, bound);
}

int lowres::timeInference(const BenchOptions &options,
                          const NetworkDescription &description) {
  std::vector<unsigned> batches = options.getBatches({1, 64});
  ThreadPool oneThread(1);
  Result<Subject> subject =
      makeSubject(description, options.getLevels().front(),
                  *llvm::max_element(batches), oneThread);
  if (!subject)
    return reportNetworkError(options, subject.error());
  Network &network = subject->network;
  const float *images = subject->images.data();

  std::unique_ptr<mlir::MLIRContext> context =
      mlir::lowres::createModelContext();
  mlir::lowres::DiagnosticPrinter printer(context.get(), toolName);
  std::string text = exportMlir(description.name, network, oneThread);
  mlir::lowres::LoweringOptions lowering = options.getLowering();
  auto compile = [&](mlir::lowres::ActivationMode activations)
      -> mlir::FailureOr<CompiledNetwork> {
    lowering.activations = activations;
    mlir::FailureOr<mlir::lowres::Model> model =
        readNetwork(text, lowering, *context);
    if (failed(model))
      return mlir::failure();
    return compileNetwork(std::move(*model));
  };
  mlir::FailureOr<CompiledNetwork> withFloats =
      compile(mlir::lowres::ActivationMode::F32);
  if (failed(withFloats))
    return mlir::lowres::BadInput;
  mlir::FailureOr<CompiledNetwork> withInt8 =
      compile(mlir::lowres::ActivationMode::I8);
  if (failed(withInt8))
    return mlir::lowres::BadInput;

  llvm::Expected<std::vector<mlir::lowres::LoopThreads>> threads =
      options.startThreads();
  if (!threads)
    return mlir::lowres::reportBadInput(toolName, threads.takeError());
  std::vector<Product> products = collectProducts(network);
  EngineTable table(options.getTiming(), Clock::Processor, "images/s");
  // Adds a call with each number of threads. All give the same logits; returns
  // one of them.
  auto addCompiled = [&](const char *name, const CompiledNetwork &compiled,
                         unsigned batch) -> Engine & {
    Engine *last = nullptr;
    TimedCase of = imagesOf(batch);
    for (const mlir::lowres::LoopThreads &some : *threads) {
      of.threads = some.count();
      last =
          &table.add(name, of,
                     std::make_unique<CompiledEngine>(
                         compiled.model, images, batch, some.getParallelFor()));
    }
    return *last;
  };
  for (unsigned batch : batches) {
    TimedCase of = imagesOf(batch);
    LogitCheck logits(addCompiled("compiled_f32", *withFloats, batch), batch,
                      network.outputFeatures());
    // Float weights leave nothing to round to int8.
    if (withInt8->hasInt8Activations) {
      Engine &engine = addCompiled("compiled_i8", *withInt8, batch);
      llvm::outs() << "batch " << batch << ": int8 activations change a logit "
                   << "by up to "
                   << llvm::format("%.2g", 100 * logits.measure(engine))
                   << " % of the largest\n";
    }
    std::pair<const char *, EngineOr> wholeNetworks[] = {
        {"eigen_float32", EngineOr(std::make_unique<TrainerForward>(
                              network, images, batch, oneThread))},
        {"onednn_float32", makeOneDnnInference(network, images, batch)}};
    for (auto &[name, made] : wholeNetworks)
      if (Engine *engine = table.addBaseline(name, of, std::move(made)))
        if (llvm::Error error = logits.check(name, *engine))
          return mlir::lowres::reportBadInput(toolName, std::move(error));
    table.addBaseline("openblas_float32_products_only", of,
                      makeBlasProducts(products, batch, Pass::Forward,
                                       /*threads=*/1));
  }
  return reportEnd(table.run());
}
