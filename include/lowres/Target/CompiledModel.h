//===- CompiledModel.h - A model compiled into this process -----*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_COMPILEDMODEL_H
#define LOWRES_TARGET_COMPILEDMODEL_H

#include "lowres/Target/ModelInterface.h"
#include "lowres/Target/TargetInfo.h"

#include <memory>

namespace llvm {
namespace orc {
class LLJIT;
} // namespace orc
} // namespace llvm

namespace mlir {
namespace lowres {

/// Scratch memory for one call at a time. Grows, never shrinks.
class Workspace {
public:
  Workspace() = default;
  Workspace(Workspace &&other);
  Workspace &operator=(Workspace &&other);
  ~Workspace();

  /// At least `bytes` bytes, aligned to 64; null for 0 on a fresh workspace.
  void *get(size_t bytes);

private:
  void *data = nullptr;
  size_t size = 0;
};

/// The `lowres_parallel_for` of a model's header, and its context.
struct ParallelFor {
  void (*function)(void *context, void (*body)(void *, int64_t, int64_t),
                   void *data, int64_t iterations);
  void *context;
};

/// A model whose object code has been loaded into this process. The code is
/// the object that lowres-compile would write, byte for byte. Const member
/// functions may be called from several threads.
class CompiledModel {
public:
  /// Generates code for `module`, which is in the LLVM dialect, and loads it.
  /// Fails with a diagnostic at the module; also if this machine lacks a
  /// feature that `target` has.
  static FailureOr<CompiledModel> compile(ModuleOp module,
                                          const ModelInterface &interface,
                                          const TargetInfo &target);

  CompiledModel(CompiledModel &&);
  CompiledModel &operator=(CompiledModel &&);
  ~CompiledModel();

  const ModelInterface &getInterface() const { return interface; }

  /// Size of the relocatable object, in bytes.
  size_t getObjectSize() const { return objectSize; }

  /// Bytes of scratch memory for a call with `batch` rows.
  size_t workspaceSize(int64_t batch) const { return sizeFunction(batch); }

  /// Runs `batch` rows. One pointer per input and per output, each to
  /// batch x rowSize floats. Returns the C function's result: 0, or 1 for a
  /// batch the model does not take. With `threads`, the function is the one
  /// whose loops those run.
  int run(ArrayRef<const float *> inputs, ArrayRef<float *> outputs,
          int64_t batch, Workspace &workspace,
          std::optional<ParallelFor> threads = std::nullopt) const;

private:
  /// Pointers to inputs, then to outputs.
  using CallFunction = int (*)(void **, int64_t, void *);
  /// A function of ParallelFor and its context too.
  using ParallelCallFunction = int (*)(void **, int64_t, void *, void *,
                                       void *);
  using SizeFunction = size_t (*)(int64_t);

  CompiledModel(ModelInterface interface);

  llvm::Error load(StringRef object, const TargetInfo &target);

  ModelInterface interface;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  CallFunction callFunction = nullptr;
  ParallelCallFunction parallelCallFunction = nullptr;
  SizeFunction sizeFunction = nullptr;
  size_t objectSize = 0;
};

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_COMPILEDMODEL_H
