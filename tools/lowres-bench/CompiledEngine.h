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

#include "lowres/Driver/Lowering.h"
#include "lowres/Target/CompiledModel.h"

#include <vector>

namespace lowres {

struct CompiledNetwork {
  mlir::lowres::CompiledModel model;
  bool hasInt8Activations;
  size_t weightBytes; // Of the packed weights of all layers.
};

/// Compiles the text of a module with one function. Problems have been reported
/// as diagnostics of `context`.
mlir::FailureOr<CompiledNetwork>
compileNetwork(const std::string &text,
               const mlir::lowres::LoweringOptions &options,
               mlir::MLIRContext &context);

/// A call of a compiled network.
class CompiledEngine final : public Engine {
public:
  /// `model`, which takes any batch, and `batch` images must outlive the
  /// engine.
  CompiledEngine(const mlir::lowres::CompiledModel &model, const float *images,
                 size_t batch);

  const float *run() override;

private:
  const mlir::lowres::CompiledModel &model;
  const float *images;
  size_t batch;
  std::vector<float> logits;
  mlir::lowres::Workspace workspace;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_COMPILEDENGINE_H
