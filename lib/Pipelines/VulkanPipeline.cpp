//===- VulkanPipeline.cpp - From layers to SPIR-V kernels -----------------===//

#include "lowres/Pipelines/Pipelines.h"

#include "PipelineParts.h"

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/GPU/Passes.h"

#include "mlir/Conversion/GPUToSPIRV/GPUToSPIRVPass.h"
#include "mlir/Conversion/MathToSPIRV/MathToSPIRVPass.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/GPU/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::lowres;

/// Buffers, and a kernel for every loop that works on them.
static void buildKernelPipeline(OpPassManager &pm) {
  addBufferization(pm);
  pm.addPass(createLowResAllowApproximations());
  pm.addPass(createLowResLowerReductions({/*parallel=*/true}));
  pm.addPass(createConvertLinalgToParallelLoopsPass());
  pm.addPass(createLowResResolveDims());
  OpPassManager &function = pm.nest<func::FuncOp>();
  function.addPass(createForallToParallelLoopPass());
  function.addPass(createLowerAffinePass());
  function.addPass(createConvertLoopsToGPULaunch());
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(createLowResPlanWorkspace());
  addSimplification(pm);
  pm.addPass(createGpuLaunchSinkIndexComputationsPass());
  pm.addPass(createGpuKernelOutliningPass());
  pm.addPass(createLowResMergeKernels());
}

void lowres::buildLowResToVulkanPipeline(OpPassManager &pm,
                                         const LowResToVulkanOptions &options) {
  buildLowResVectorizePipeline(pm);
  buildKernelPipeline(pm);

  OpPassManager &device = pm.nest<gpu::GPUModuleOp>();
  device.addPass(createLowResApproximateMath());
  device.addPass(memref::createExpandStridedMetadataPass());
  device.addPass(createLowerAffinePass());
  device.addPass(arith::createArithExpandOpsPass());
  addSimplification(device);
  device.addPass(createLowResPrepareSPIRV());
  device.addPass(createConvertMathToSPIRVPass());
  pm.addPass(createConvertGPUToSPIRVPass());
  OpPassManager &kernels = pm.nest<spirv::ModuleOp>();
  kernels.addPass(createLowResKeepRoundings());
  kernels.addPass(spirv::createSPIRVLowerABIAttributesPass());
  kernels.addPass(spirv::createSPIRVUpdateVCEPass());

  pm.addPass(createConvertGPULaunchToRuntime());
  addSimplification(pm);
  pm.addPass(createSCFToControlFlowPass());
  ConvertToLLVMPassOptions byLayout;
  byLayout.useDynamic = true;
  pm.addPass(createConvertToLLVMPass(byLayout));
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createLowResEmbedKernels({options.numInputs}));
  pm.addPass(createLowResCheckStage({Stage::LLVM}));
}
