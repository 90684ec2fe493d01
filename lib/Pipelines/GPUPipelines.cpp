//===- GPUPipelines.cpp - From layers to kernels for GPUs -----------------===//

#include "lowres/Pipelines/Pipelines.h"

#include "PipelineParts.h"

#include "lowres/Conversion/Passes.h"
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
  buildLowResVectorizePipeline(pm);
  addBufferization(pm);
  pm.addPass(createLowResAllowApproximations());
  pm.addPass(createLowResLowerReductions({/*parallel=*/true}));
  pm.addPass(createConvertLinalgToParallelLoopsPass());
  pm.addPass(createLowResResolveDims());
  OpPassManager &function = pm.nest<func::FuncOp>();
  function.addPass(createForallToParallelLoopPass());
  function.addPass(createLowerAffinePass());
  // Memory that is to be shared has loads and stores as its only users.
  function.addPass(memref::createFoldMemRefAliasOpsPass());
  function.addPass(createConvertLoopsToGPULaunch());
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(createLowResPlanWorkspace());
  addSimplification(pm);
  pm.addPass(createGpuLaunchSinkIndexComputationsPass());
  pm.addPass(createGpuKernelOutliningPass());
  pm.addPass(createLowResMergeKernels());
}

/// Kernels of what all GPUs have. `addInstructions` adds passes for what some
/// have.
static void
addKernelLowering(OpPassManager &device,
                  llvm::function_ref<void(OpPassManager &)> addInstructions) {
  device.addPass(createLowResApproximateMath());
  device.addPass(memref::createExpandStridedMetadataPass());
  device.addPass(createLowerAffinePass());
  addInstructions(device);
  device.addPass(createConvertLowResToArith());
  device.addPass(arith::createArithExpandOpsPass());
  addSimplification(device);
}

/// The host's half, when the kernels are what a launcher takes.
static void buildHostPipeline(OpPassManager &pm, int64_t numInputs) {
  pm.addPass(createConvertGPULaunchToRuntime());
  addSimplification(pm);
  pm.addPass(createSCFToControlFlowPass());
  ConvertToLLVMPassOptions byLayout;
  byLayout.useDynamic = true;
  pm.addPass(createConvertToLLVMPass(byLayout));
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createLowResEmbedKernels({numInputs}));
  pm.addPass(createLowResCheckStage({Stage::LLVM}));
}

void lowres::buildLowResToVulkanPipeline(OpPassManager &pm,
                                         const LowResToVulkanOptions &options) {
  buildKernelPipeline(pm);
  OpPassManager &device = pm.nest<gpu::GPUModuleOp>();
  addKernelLowering(device, [](OpPassManager &) {});
  device.addPass(createLowResPrepareSPIRV());
  device.addPass(createConvertMathToSPIRVPass());
  pm.addPass(createConvertGPUToSPIRVPass());
  OpPassManager &kernels = pm.nest<spirv::ModuleOp>();
  kernels.addPass(createLowResKeepRoundings());
  kernels.addPass(spirv::createSPIRVLowerABIAttributesPass());
  kernels.addPass(spirv::createSPIRVUpdateVCEPass());
  buildHostPipeline(pm, options.numInputs);
}

void lowres::buildLowResToNVPTXPipeline(OpPassManager &pm,
                                        const LowResToNVPTXOptions &options) {
  constexpr unsigned indexBits = 32;
  buildKernelPipeline(pm);
  pm.addPass(createLowResAlignKernelArguments());
  OpPassManager &device = pm.nest<gpu::GPUModuleOp>();
  addKernelLowering(device, [](OpPassManager &device) {
    device.addPass(createConvertLowResToNVVM());
  });
  device.addPass(createLowResExpandKernelMath());
  device.addPass(createLowResPrepareNVVM());
  device.addPass(createSCFToControlFlowPass());
  device.addPass(createConvertMathToLLVMPass());
  device.addPass(createArithToLLVMConversionPass({indexBits}));
  device.addPass(createConvertKernelsToNVVM({indexBits}));
  device.addPass(createReconcileUnrealizedCastsPass());
  addSimplification(device);
  pm.addPass(createLowResCompileKernels({options.chip}));
  buildHostPipeline(pm, options.numInputs);
}
