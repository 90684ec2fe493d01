//===- CompiledEngine.cpp - A network compiled into this process ----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompiledEngine.h"

#include "lowres/Support/OutputFile.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Signals.h"

using namespace lowres;

mlir::FailureOr<CompiledNetwork>
lowres::compileNetwork(const std::string &text,
                       const mlir::lowres::LoweringOptions &options,
                       mlir::MLIRContext &context) {
  auto fail = [&](llvm::Error error) {
    return mlir::emitError(mlir::UnknownLoc::get(&context))
           << llvm::toString(std::move(error));
  };
  // The driver reads models from files.
  llvm::SmallString<128> path;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("lowres-bench", "mlir", path))
    return fail(llvm::createStringError(code, "no temporary file"));
  llvm::FileRemover remover(path);
  llvm::sys::RemoveFileOnSignal(path);
  if (llvm::Error error = mlir::lowres::writeFile(path, text))
    return fail(std::move(error));

  mlir::FailureOr<mlir::lowres::Model> model =
      mlir::lowres::loadModel(path, /*entry=*/"", options, context);
  if (failed(model) || failed(mlir::lowres::selectKernels(*model, options)))
    return mlir::failure();
  bool hasInt8Activations = mlir::lowres::hasInt8Activations(*model);
  if (failed(mlir::lowres::lowerToNative(*model)))
    return mlir::failure();
  auto compiled = mlir::lowres::CompiledModel::compile(
      *model->module, model->interface, model->target);
  if (failed(compiled))
    return mlir::failure();
  return CompiledNetwork{std::move(*compiled), hasInt8Activations};
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
