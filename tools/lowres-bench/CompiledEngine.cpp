//===- CompiledEngine.cpp - A network compiled into this process ----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompiledEngine.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/Parser/Parser.h"

using namespace lowres;

mlir::FailureOr<CompiledNetwork>
lowres::compileNetwork(const std::string &text,
                       const mlir::lowres::LoweringOptions &options,
                       mlir::MLIRContext &context) {
  mlir::FailureOr<mlir::lowres::Model> model = mlir::lowres::loadModel(
      mlir::parseSourceString<mlir::ModuleOp>(text, &context), /*entry=*/"",
      options);
  if (failed(model) || failed(mlir::lowres::selectKernels(*model, options)))
    return mlir::failure();
  bool hasInt8Activations = mlir::lowres::hasInt8Activations(*model);
  size_t weightBytes = 0;
  model->module->walk([&](mlir::lowres::LayerOpInterface layer) {
    weightBytes += static_cast<size_t>(
        mlir::lowres::getStorageSize(layer.getWeights().getType()));
  });
  if (failed(mlir::lowres::lowerToNative(*model)))
    return mlir::failure();
  auto compiled = mlir::lowres::CompiledModel::compile(
      *model->module, model->interface, model->target);
  if (failed(compiled))
    return mlir::failure();
  return CompiledNetwork{std::move(*compiled), hasInt8Activations, weightBytes};
}

CompiledEngine::CompiledEngine(const mlir::lowres::CompiledModel &model,
                               const float *images, size_t batch)
    : model(model), images(images), batch(batch),
      logits(batch * static_cast<size_t>(
                         model.getInterface().outputs.front().rowSize())) {}

const float *CompiledEngine::run() {
  (void)model.run({images}, {logits.data()}, static_cast<int64_t>(batch),
                  workspace);
  return logits.data();
}
