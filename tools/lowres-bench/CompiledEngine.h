//===- CompiledEngine.h - A network compiled into this process --*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_COMPILEDENGINE_H
#define LOWRES_TOOLS_LOWRESBENCH_COMPILEDENGINE_H

#include "Engine.h"

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Driver/Lowering.h"
#include "lowres/Target/CompiledModel.h"

#include <vector>

namespace lowres {

struct CompiledNetwork {
  mlir::lowres::CompiledModel model;
  bool hasInt8Activations;
  size_t weightBytes; // Of the packed weights of all layers.
  /// Of the last layer with N-level weights, if there is one.
  std::string kernel;
};

// Problems have been reported as diagnostics of the model's context.

/// The text of a module with one function, with kernels chosen.
mlir::FailureOr<mlir::lowres::Model>
readNetwork(const std::string &text,
            const mlir::lowres::LoweringOptions &options,
            mlir::MLIRContext &context);

/// Gives all layers of a model with kernels another kernel. Fails if it does
/// not fit one of them.
mlir::LogicalResult setKernel(mlir::lowres::Model &model,
                              mlir::lowres::KernelAttr kernel);

/// Compiles a model with kernels.
mlir::FailureOr<CompiledNetwork> compileNetwork(mlir::lowres::Model model);

/// A call of a compiled network.
class CompiledEngine final : public Engine {
public:
  /// `model`, which takes any batch, `batch` images and the threads that run
  /// its loops, if there are any, must outlive the engine.
  CompiledEngine(
      const mlir::lowres::CompiledModel &model, const float *images,
      size_t batch,
      std::optional<mlir::lowres::ParallelFor> threads = std::nullopt);

  const float *run() override;

private:
  const mlir::lowres::CompiledModel &model;
  const float *images;
  size_t batch;
  std::optional<mlir::lowres::ParallelFor> threads;
  std::vector<float> logits;
  mlir::lowres::Workspace workspace;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_COMPILEDENGINE_H
