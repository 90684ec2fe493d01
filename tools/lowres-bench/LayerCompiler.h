//===- LayerCompiler.h - One layer, compiled in several ways ----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_LAYERCOMPILER_H
#define LOWRES_TOOLS_LOWRESBENCH_LAYERCOMPILER_H

#include "CompiledEngine.h"
#include "Subject.h"

namespace lowres {

/// The trainer's network of one layer, and what it was compiled to.
struct CompiledLayer {
  struct Way {
    std::string name; // levels:5/activations:i8/kernel:1
    CompiledNetwork network;
  };

  Subject subject;
  std::vector<Way> ways = {};
};

/// Problems are reported as diagnostics of the context.
class LayerCompiler {
public:
  /// Both must outlive the compiler.
  LayerCompiler(const mlir::lowres::LoweringOptions &lowering,
                mlir::MLIRContext &context)
      : lowering(lowering), context(context) {}

  /// Adds a kernel to compile layers with, a #lowres.kernel<> as in
  /// docs/Dialect.md.
  mlir::LogicalResult addKernel(const std::string &text);

  /// Compiles a layer for float activations and, if its weights have levels,
  /// for int8: with the kernel that is chosen for it, and with each of the
  /// added kernels that fits. Makes `images` images. Fails if a kernel fits
  /// neither way.
  mlir::FailureOr<std::unique_ptr<CompiledLayer>>
  compile(const LayerShape &shape, int levels, size_t images);

private:
  /// Adds a model with the chosen kernel, and with those that fit, in whose
  /// place of `misfits` the reason is removed.
  mlir::LogicalResult compile(CompiledLayer &layer, const std::string &name,
                              const mlir::lowres::Model &model,
                              std::vector<std::string> &misfits);

  mlir::lowres::LoweringOptions lowering;
  mlir::MLIRContext &context;
  std::vector<mlir::lowres::KernelAttr> kernels;
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_LAYERCOMPILER_H
