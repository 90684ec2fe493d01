//===- ModelInterface.h - What a compiled model takes and gives -*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The outside of a model, read from its entry function before anything is
// lowered. The header, the JIT and the tools work from it.
//
//   func.func @fcnn1(%x: tensor<?x3072xf32>) -> tensor<?x10xf32>
//
// has one input of 3072 and one output of 10 elements per row, and any batch.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TARGET_MODELINTERFACE_H
#define LOWRES_TARGET_MODELINTERFACE_H

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>

namespace mlir {
namespace lowres {

/// One float32 input or output of a model.
struct ModelTensor {
  /// The dimensions after the batch, all static: {3072}, {32, 32, 3}, {}.
  SmallVector<int64_t> rowShape;

  /// Elements in a row: the product of rowShape.
  int64_t rowSize() const;
};

/// Where the layers of a model run.
enum class Device {
  CPU,
  Vulkan, ///< A GPU, by Vulkan.
  CUDA,   ///< NVIDIA's GPUs.
};

/// What follows a model's name in that of the C function whose tensors are in
/// the memory of a GPU.
inline StringRef getDeviceSuffix(Device device) {
  return device == Device::CUDA ? "_cuda" : "_vulkan";
}

/// The outside of a model's entry function.
struct ModelInterface {
  /// The function's name in the model as it was written: any.
  std::string entry;
  /// The function's name now, and in C (see isModelName).
  std::string name;
  SmallVector<ModelTensor> inputs;
  SmallVector<ModelTensor> outputs;
  /// The leading dimension of every input and output, where it is static.
  std::optional<int64_t> staticBatch;
  /// A GPU gets the layers from a launcher (runtime/gpu/lowres_gpu.h); the rest
  /// is for the host.
  Device device = Device::CPU;

  /// Name of the C function that runs loops on the caller's threads.
  std::string parallelName() const { return name + "_parallel"; }
  /// Name of the C function that gives the bytes of scratch memory.
  std::string workspaceSizeName() const { return name + "_workspace_size"; }
  /// Name of the C function that checks the CPU.
  std::string supportedName() const { return name + "_supported"; }
  /// Name of the C function that has its tensors in the memory of the device,
  /// a GPU.
  std::string onDeviceName() const {
    return name + getDeviceSuffix(device).str();
  }
  /// Name of the C function that frees what a GPU keeps of the model.
  std::string forgetName() const { return name + "_forget"; }
  /// Names of the C functions that lowering a model defines. Only the one that
  /// checks the CPU is not among them: code generation adds it.
  std::vector<std::string> entryNames() const {
    std::vector<std::string> names = {name, parallelName(),
                                      workspaceSizeName()};
    if (device != Device::CPU) {
      names.push_back(onDeviceName());
      names.push_back(forgetName());
    }
    return names;
  }
};

/// Reads the interface of the entry function of `module`: of `entry`, or of
/// the only public function with a body where `entry` is empty. Fails with a
/// diagnostic if there is no such function, if there are several to choose
/// from, or if a type has no C counterpart. The name may be one that C cannot
/// have: see renameEntry.
FailureOr<ModelInterface> getModelInterface(ModuleOp module,
                                            StringRef entry = "");

/// Makes every public function of `module` but the entry of `interface`
/// private, so that only what the entry needs is compiled.
void makeOthersPrivate(ModuleOp module, const ModelInterface &interface);

/// Whether a model's function can have this name in C and C++: an identifier
/// that is no keyword, that the standards do not reserve, and that no function
/// has which the model or the program around it may call, `main` among them.
bool isModelName(StringRef name);

/// Gives the entry function of `interface` another name in `module` and in
/// `interface`. What has the name already gets a new one itself. Fails with a
/// diagnostic if the references to one of the two cannot be found.
LogicalResult renameEntry(ModuleOp module, ModelInterface &interface,
                          StringRef name);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_TARGET_MODELINTERFACE_H
