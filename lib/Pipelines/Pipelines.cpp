//===- Pipelines.cpp - From a model to the LLVM dialect -------------------===//

#include "lowres/Pipelines/Pipelines.h"

#include "PipelineParts.h"

#include "lowres/Conversion/Passes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::lowres;

void lowres::addSimplification(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void lowres::buildLowResSimplifyPipeline(OpPassManager &pm,
                                         const LowResToNativeOptions &options) {
  pm.addPass(createLowResAttachTarget({options.target}));
  pm.addPass(createInlinerPass());
  pm.addPass(createSymbolDCEPass());
  pm.addPass(createConvertElementwiseToLinalgPass());
  pm.addPass(createLowResDecomposeAggregates());
  if (!options.reference && !options.gpu) {
    pm.addPass(createLowResAllowApproximations());
    pm.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
    pm.addNestedPass<func::FuncOp>(createLowResBlockBatch());
  }
  addSimplification(pm);
  pm.addPass(createLowResDecomposeAttention());
  if (options.activations == ActivationMode::I8)
    pm.addPass(createLowResQuantizeActivations());
}

void lowres::buildLowResKernelPipeline(OpPassManager &pm,
                                       const LowResToNativeOptions &options) {
  pm.addPass(createLowResSelectKernels({options.reference, options.gpu}));
  pm.addPass(createLowResPackWeights());
}

void lowres::buildLowResSelectPipeline(OpPassManager &pm,
                                       const LowResToNativeOptions &options) {
  buildLowResSimplifyPipeline(pm, options);
  buildLowResKernelPipeline(pm, options);
}

void lowres::buildLowResVectorizePipeline(OpPassManager &pm) {
  pm.addPass(createConvertLowResToVector());
  pm.addPass(createConvertLowResToLinalg());
  pm.addPass(createLowResInterchangeProducts());
  pm.addPass(createLinalgElementwiseOpFusionPass());
  // Unrolled kernels repeat their constants and addresses; canonicalising them
  // once takes a fraction of the time.
  pm.addPass(createCSEPass());
  addSimplification(pm);
  pm.addPass(createLowResCheckStage({Stage::Loops}));
  pm.addPass(createLowResCInterface());
}

void lowres::addBufferization(OpPassManager &pm) {
  pm.addPass(createLowResAttachIndexWidth());
  pm.addPass(createLowResSeparateDestinations());
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(bufferization::createOneShotBufferizePass());
  // Sizes of what a loop returns are those of what it was given.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createLowResResolveDims());
  addSimplification(pm);
  pm.addPass(createLowResExpandCopies());
}

void lowres::buildLowResBufferizePipeline(OpPassManager &pm) {
  addBufferization(pm);
  pm.addPass(createLowResCollapseLoops());
  pm.addPass(createLowResPrefetchWeights());
  pm.addPass(createConvertBlockProducts());
  pm.addPass(createLowResParallelizeSums());
  pm.addPass(createLowResOutlineLoops());
  pm.addPass(createForallToForLoopPass());
  pm.addPass(createLowResPlanWorkspace());
  pm.addPass(createLowResHandOutLoops());
  pm.addPass(createLowResCheckStage({Stage::Buffers}));
}

void lowres::buildLowResToLLVMPipeline(OpPassManager &pm) {
  pm.addPass(createLowResLowerReductions());
  pm.addPass(createConvertLinalgToLoopsPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
  pm.addPass(createConvertLowResToX86());
  pm.addPass(createConvertLowResToAArch64());
  pm.addPass(createConvertLowResToARM());
  pm.addPass(createConvertLowResToArith());
  pm.addPass(createLowResApproximateMath());
  pm.addPass(createLowResFuseMultiplyAdds());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  addSimplification(pm);
  pm.addPass(createConvertVectorByLayout());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  ConvertToLLVMPassOptions byLayout;
  byLayout.useDynamic = true;
  pm.addPass(createConvertToLLVMPass(byLayout));
  pm.addPass(createReconcileUnrealizedCastsPass());
  addSimplification(pm);
  pm.addPass(createLowResCheckStage({Stage::LLVM}));
}

void lowres::buildLowResToNativePipeline(OpPassManager &pm,
                                         const LowResToNativeOptions &options) {
  buildLowResInputPipeline(pm, LowResInputOptions());
  buildLowResSelectPipeline(pm, options);
  buildLowResVectorizePipeline(pm);
  buildLowResBufferizePipeline(pm);
  buildLowResToLLVMPipeline(pm);
}

void lowres::registerLowResPipelines() {
  PassPipelineRegistration<LowResInputOptions>(
      "lowres-input-pipeline",
      "Recognise layers with N-level weights in linalg and TOSA; lower TOSA",
      buildLowResInputPipeline);
  PassPipelineRegistration<LowResToNativeOptions>(
      "lowres-select-pipeline",
      "Simplify, choose every layer's kernel and pack its weights",
      buildLowResSelectPipeline);
  PassPipelineRegistration<>(
      "lowres-vectorize-pipeline",
      "Give entries their C signature and lower layers to loops",
      buildLowResVectorizePipeline);
  PassPipelineRegistration<>(
      "lowres-bufferize-pipeline",
      "Turn tensors into buffers in the caller's workspace",
      buildLowResBufferizePipeline);
  PassPipelineRegistration<>("lowres-to-llvm-pipeline",
                             "Lower everything to the LLVM dialect",
                             buildLowResToLLVMPipeline);
  PassPipelineRegistration<LowResToVulkanOptions>(
      "lowres-to-vulkan-pipeline",
      "Lower everything to kernels in SPIR-V, and the host's half to the LLVM "
      "dialect",
      buildLowResToVulkanPipeline);
  PassPipelineRegistration<LowResToNVPTXOptions>(
      "lowres-to-nvptx-pipeline",
      "Lower everything to kernels in PTX, and the host's half to the LLVM "
      "dialect",
      buildLowResToNVPTXPipeline);
  PassPipelineRegistration<LowResToNativeOptions>(
      "lowres-to-native", "All stages from a model to the LLVM dialect",
      buildLowResToNativePipeline);
}
