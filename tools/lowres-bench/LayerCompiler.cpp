//===- LayerCompiler.cpp - One layer, compiled in several ways ------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerCompiler.h"

#include "lowres-rt/export/MlirExport.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Support/DebugStringHelper.h"
#include "llvm/ADT/STLExtras.h"

using namespace lowres;
using mlir::lowres::ActivationMode;
using mlir::lowres::KernelAttr;
using mlir::lowres::Model;

/// Calls `run`; where that emits errors, the first is in `message` alone.
template <typename Function>
static auto runQuietly(mlir::MLIRContext &context, std::string &message,
                       Function run) {
  mlir::ScopedDiagnosticHandler handler(&context,
                                        [&](mlir::Diagnostic &diagnostic) {
                                          if (message.empty())
                                            message = diagnostic.str();
                                          return mlir::success();
                                        });
  return run();
}

static mlir::InFlightDiagnostic emitError(mlir::MLIRContext &context) {
  return mlir::emitError(mlir::UnknownLoc::get(&context));
}

mlir::LogicalResult LayerCompiler::addKernel(const std::string &text) {
  std::string message;
  mlir::Attribute parsed = runQuietly(
      context, message, [&] { return mlir::parseAttribute(text, &context); });
  auto kernel = mlir::dyn_cast_if_present<KernelAttr>(parsed);
  if (!kernel)
    return emitError(context)
           << "--kernel: '" << text
           << "': " << (parsed ? "expected #lowres.kernel<>" : message);
  kernels.push_back(kernel);
  return mlir::success();
}

mlir::LogicalResult LayerCompiler::compile(CompiledLayer &layer,
                                           const std::string &name,
                                           const Model &model,
                                           std::vector<std::string> &misfits) {
  auto add = [&](const std::string &kernel, Model &&other) {
    mlir::FailureOr<CompiledNetwork> compiled =
        compileNetwork(std::move(other));
    if (succeeded(compiled))
      layer.ways.push_back({name + kernel, std::move(*compiled)});
    return mlir::LogicalResult(compiled);
  };
  if (misfits.empty())
    return add("", model.clone());
  if (failed(add("/kernel:chosen", model.clone())))
    return mlir::failure();
  for (auto [index, kernel] : llvm::enumerate(kernels)) {
    Model other = model.clone();
    std::string message;
    if (failed(runQuietly(context, message,
                          [&] { return setKernel(other, kernel); }))) {
      if (!misfits[index].empty())
        misfits[index] = message;
      continue;
    }
    misfits[index].clear();
    if (failed(add("/kernel:" + std::to_string(index + 1), std::move(other))))
      return mlir::failure();
  }
  return mlir::success();
}

mlir::FailureOr<std::unique_ptr<CompiledLayer>>
LayerCompiler::compile(const LayerShape &shape, int levels, size_t images) {
  ThreadPool oneThread(1);
  auto layer = std::make_unique<CompiledLayer>(
      CompiledLayer{makeLayerSubject(shape, levels, images, oneThread)});
  std::string text = exportMlir("layer", layer->subject.network, oneThread);
  std::string name =
      "levels:" + (levels ? std::to_string(levels) : std::string("f32"));
  // Float weights have no kernels.
  std::vector<std::string> misfits(levels ? kernels.size() : 0, "is not tried");
  for (auto [activations, mode] :
       {std::pair("/activations:i8", ActivationMode::I8),
        std::pair("/activations:f32", ActivationMode::F32)}) {
    lowering.activations = mode;
    mlir::FailureOr<Model> model = readNetwork(text, lowering, context);
    if (failed(model))
      return mlir::failure();
    if (mode == ActivationMode::I8 && !hasInt8Activations(*model))
      continue;
    if (failed(compile(*layer, name + activations, *model, misfits)))
      return mlir::failure();
  }
  for (auto [kernel, misfit] : llvm::zip(kernels, misfits))
    if (!misfit.empty())
      return emitError(context)
             << "layer " << shape.str() << ", " << name << ": "
             << mlir::debugString(kernel) << " does not fit: " << misfit;
  return layer;
}
