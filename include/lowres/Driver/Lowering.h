//===- Lowering.h - From a model to the LLVM dialect ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_DRIVER_LOWERING_H
#define LOWRES_DRIVER_LOWERING_H

#include "lowres/Pipelines/Pipelines.h"
#include "lowres/Target/GPUTarget.h"
#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"
#include "mlir/IR/OwningOpRef.h"

#include <optional>
#include <string>
#include <vector>

namespace mlir {
namespace lowres {

/// How a model is lowered.
struct LoweringOptions {
  /// A target as parseTargetSpec takes it or, for loadVariants, a list of them
  /// as parseTargetList takes it, or a GPU. None: the model's own target, or
  /// else native.
  std::optional<std::string> target;
  /// A file with a module that describes its core (see CoreInfo.h). None: the
  /// model's own description, or else what is built in.
  std::optional<std::string> targetConfig;
  ActivationMode activations = ActivationMode::F32;
  bool reference = false;
  /// The most values that the weights of a layer in linalg or TOSA may take.
  unsigned maxLevels = LowResInputOptions().maxLevels;
  /// What the entry is called in C, a name as isModelName takes it. None: as in
  /// the model or, where that is no name for C, `fallbackName`.
  std::optional<std::string> name;
  std::string fallbackName = "model";
};

/// A model on its way to machine code.
struct Model {
  OwningOpRef<ModuleOp> module;
  ModelInterface interface;
  TargetInfo target;
  /// The layers that have no N-level weights: where each is, and why.
  std::vector<std::string> floatLayers = {};
  /// What the layers are for; `target` is that of the host then.
  std::optional<GPUTarget> gpu = std::nullopt;

  /// A copy that shares the weights.
  Model clone() const {
    return Model{OwningOpRef<ModuleOp>(module.get().clone()), interface, target,
                 floatLayers, gpu};
  }
};

/// Reads a model, finds its entry function (see getModelInterface), gives that
/// its C name (which fails if neither its own nor `fallbackName` is one),
/// attaches the target and recognises layers that are written in linalg or TOSA
/// (the input stage). Problems are reported as diagnostics of `context`.
FailureOr<Model> loadModel(StringRef path, StringRef entry,
                           const LoweringOptions &options,
                           MLIRContext &context);

/// The same for a model that has been read, null if that failed.
FailureOr<Model> loadModel(OwningOpRef<ModuleOp> module, StringRef entry,
                           const LoweringOptions &options);

/// The same for several targets: a model for each, in the order of
/// parseTargetList. They share the weights.
FailureOr<std::vector<Model>> loadVariants(StringRef path, StringRef entry,
                                           const LoweringOptions &options,
                                           MLIRContext &context);

/// Runs the next stage: nothing is left that the entry function does not need,
/// and every layer has its kernel.
LogicalResult selectKernels(Model &model, const LoweringOptions &options);

/// The two parts of that stage. Between them layers can be given kernels.
LogicalResult simplifyModel(Model &model, const LoweringOptions &options);
LogicalResult completeKernels(Model &model, const LoweringOptions &options);

/// Whether a model after selectKernels rounds activations to int8.
bool hasInt8Activations(const Model &model);

/// Whether layers of a model after selectKernels use tiles of AMX where they
/// have many rows and the process is given them.
bool wantsTiles(const Model &model);

/// Runs the stages after selectKernels, to the LLVM dialect.
LogicalResult lowerToNative(Model &model);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_DRIVER_LOWERING_H
