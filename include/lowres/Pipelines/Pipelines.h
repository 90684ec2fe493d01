//===- Pipelines.h - From a model to the LLVM dialect -----------*- C++ -*-===//
//
// Stages of the way from a model to machine code, each a registered pipeline
// named for what it does and usable alone:
//
//   lowres-input-pipeline      layers with N-level weights that were written in
//                              linalg or TOSA are lowres layers; no TOSA is
//                              left
//   lowres-select-pipeline     inlined, simplified and in blocks of the batch;
//                              every layer has its kernel, constants have their
//                              packing
//   lowres-vectorize-pipeline  no lowres operation on tensors is left; entry
//                              functions have their C signature
//   lowres-bufferize-pipeline  no tensor is left; buffers lie in the workspace
//   lowres-to-llvm-pipeline    nothing but the LLVM dialect is left
//   lowres-to-native           all of them in this order
//   lowres-to-vulkan-pipeline  after kernels are selected: the work is in a
//                              module of SPIR-V, and the LLVM dialect hands it
//                              to a launcher
//   lowres-to-nvptx-pipeline   the same with the work in PTX
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_PIPELINES_PIPELINES_H
#define LOWRES_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace mlir::lowres {

/// The activations that layers compute with.
enum class ActivationMode {
  F32, ///< As the model says.
  I8,  ///< Quantised to int8 before every layer.
};

/// Options of the first stage.
struct LowResInputOptions : PassPipelineOptions<LowResInputOptions> {
  Option<unsigned> maxLevels{
      *this, "max-levels",
      llvm::cl::desc("The most values that plain weights may take (2 to 256)"),
      llvm::cl::init(17)};
};

/// Options of the whole way, and of the stage that selects kernels.
struct LowResToNativeOptions : PassPipelineOptions<LowResToNativeOptions> {
  Option<std::string> target{
      *this, "target",
      llvm::cl::desc("Machine to compile for, as for lowres-attach-target"),
      llvm::cl::init("native")};
  Option<ActivationMode> activations{
      *this, "activations", llvm::cl::desc("What layers compute with"),
      llvm::cl::init(ActivationMode::F32),
      llvm::cl::values(
          clEnumValN(ActivationMode::F32, "f32", "floats, as the model says"),
          clEnumValN(ActivationMode::I8, "i8",
                     "int8, quantised row by row before every layer"))};
  Option<bool> reference{
      *this, "reference",
      llvm::cl::desc("Plain loops for every layer: the reference"),
      llvm::cl::init(false)};
  Option<bool> gpu{
      *this, "gpu",
      llvm::cl::desc("Kernels for the threads of a GPU, whose host "
                     "is the target"),
      llvm::cl::init(false)};
};

struct LowResToVulkanOptions : PassPipelineOptions<LowResToVulkanOptions> {
  Option<int64_t> numInputs{
      *this, "num-inputs",
      llvm::cl::desc("How many of the tensors of an entry are inputs"),
      llvm::cl::init(1)};
};

struct LowResToNVPTXOptions : PassPipelineOptions<LowResToNVPTXOptions> {
  Option<int64_t> numInputs{
      *this, "num-inputs",
      llvm::cl::desc("How many of the tensors of an entry are inputs"),
      llvm::cl::init(1)};
  Option<std::string> chip{*this, "chip",
                           llvm::cl::desc("LLVM's name of the GPU"),
                           llvm::cl::init("sm_80")};
};

void buildLowResInputPipeline(OpPassManager &pm,
                              const LowResInputOptions &options);
void buildLowResSelectPipeline(OpPassManager &pm,
                               const LowResToNativeOptions &options);
/// The two parts of it, between which layers have no kernels yet but the types
/// that kernels are chosen for.
void buildLowResSimplifyPipeline(OpPassManager &pm,
                                 const LowResToNativeOptions &options);
void buildLowResKernelPipeline(OpPassManager &pm,
                               const LowResToNativeOptions &options);
void buildLowResVectorizePipeline(OpPassManager &pm);
void buildLowResBufferizePipeline(OpPassManager &pm);
void buildLowResToLLVMPipeline(OpPassManager &pm);

void buildLowResToVulkanPipeline(OpPassManager &pm,
                                 const LowResToVulkanOptions &options);
void buildLowResToNVPTXPipeline(OpPassManager &pm,
                                const LowResToNVPTXOptions &options);

/// All stages.
void buildLowResToNativePipeline(OpPassManager &pm,
                                 const LowResToNativeOptions &options);

void registerLowResPipelines();

} // namespace mlir::lowres

#endif // LOWRES_PIPELINES_PIPELINES_H
