//===- CompiledEngine.cpp - A network compiled into this process ----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompiledEngine.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/DebugStringHelper.h"

using namespace lowres;
using mlir::lowres::LayerOpInterface;

mlir::FailureOr<mlir::lowres::Model>
lowres::readNetwork(const std::string &text,
                    const mlir::lowres::LoweringOptions &options,
                    mlir::MLIRContext &context) {
  mlir::FailureOr<mlir::lowres::Model> model = mlir::lowres::loadModel(
      mlir::parseSourceString<mlir::ModuleOp>(text, &context), /*entry=*/"",
      options);
  if (failed(model) || failed(mlir::lowres::selectKernels(*model, options)))
    return mlir::failure();
  return model;
}

mlir::LogicalResult lowres::setKernel(mlir::lowres::Model &model,
                                      mlir::lowres::KernelAttr kernel) {
  model.module->walk(
      [&](LayerOpInterface layer) { layer.setKernelAttr(kernel); });
  if (failed(mlir::verify(*model.module)))
    return mlir::failure();
  mlir::PassManager manager(model.module->getContext());
  manager.addPass(mlir::lowres::createLowResPackWeights());
  return manager.run(*model.module);
}

mlir::FailureOr<CompiledNetwork>
lowres::compileNetwork(mlir::lowres::Model model) {
  bool hasInt8Activations = mlir::lowres::hasInt8Activations(model);
  size_t weightBytes = 0;
  std::string kernel;
  model.module->walk([&](LayerOpInterface layer) {
    weightBytes += static_cast<size_t>(
        mlir::lowres::getStorageSize(layer.getWeights().getType()));
    kernel = mlir::debugString(*layer.getKernel());
  });
  if (failed(mlir::lowres::lowerToNative(model)))
    return mlir::failure();
  auto compiled = mlir::lowres::CompiledModel::compile(
      *model.module, model.interface, model.target);
  if (failed(compiled))
    return mlir::failure();
  return CompiledNetwork{std::move(*compiled), hasInt8Activations, weightBytes,
                         std::move(kernel)};
}

CompiledEngine::CompiledEngine(const mlir::lowres::CompiledModel &model,
                               const float *images, size_t batch,
                               std::optional<mlir::lowres::ParallelFor> threads)
    : model(model), images(images), batch(batch), threads(threads),
      logits(batch * static_cast<size_t>(
                         model.getInterface().outputs.front().rowSize())) {}

const float *CompiledEngine::run() {
  (void)model.run({images}, {logits.data()}, static_cast<int64_t>(batch),
                  workspace, threads);
  return logits.data();
}
