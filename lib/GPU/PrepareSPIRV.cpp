//===- PrepareSPIRV.cpp - Kernels that may become SPIR-V ------------------===//

#include "lowres/GPU/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/TargetAndABI.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESPREPARESPIRV
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// What threads of a workgroup share becomes memory that the kernel allocates:
/// upstream's conversion takes no other.
static void allocateSharedMemory(gpu::GPUFuncOp kernel) {
  auto builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  auto space = spirv::StorageClassAttr::get(kernel.getContext(),
                                            spirv::StorageClass::Workgroup);
  unsigned first = kernel.getNumArguments();
  unsigned count = kernel.getNumWorkgroupAttributions();
  for (BlockArgument buffer : kernel.getWorkgroupAttributions()) {
    MemRefType type = MemRefType::Builder(cast<MemRefType>(buffer.getType()))
                          .setMemorySpace(space);
    buffer.replaceAllUsesWith(
        memref::AllocOp::create(builder, kernel.getLoc(), type));
  }
  kernel.getBody().front().eraseArguments(first, count);
  kernel->removeAttr(gpu::GPUFuncOp::getNumWorkgroupAttributionsAttrName());
}

static LogicalResult prepareKernel(gpu::GPUFuncOp kernel) {
  std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
  if (!size)
    return kernel.emitOpError("has no known block size");
  kernel->setAttr(spirv::getEntryPointABIAttrName(),
                  spirv::getEntryPointABIAttr(kernel.getContext(), *size));
  allocateSharedMemory(kernel);
  return success();
}

namespace {
struct LowResPrepareSPIRVPass
    : lowres::impl::LowResPrepareSPIRVBase<LowResPrepareSPIRVPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    auto features = spirv::VerCapExtAttr::get(
        spirv::Version::V_1_3,
        {spirv::Capability::Shader, spirv::Capability::Int8,
         spirv::Capability::StorageBuffer8BitAccess},
        {spirv::Extension::SPV_KHR_storage_buffer_storage_class,
         spirv::Extension::SPV_KHR_8bit_storage},
        context);
    getOperation()->setAttr(
        spirv::getTargetEnvAttrName(),
        spirv::TargetEnvAttr::get(features,
                                  spirv::getDefaultResourceLimits(context),
                                  spirv::ClientAPI::Vulkan));
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>())
      if (failed(prepareKernel(kernel)))
        return signalPassFailure();
    // What loads and stores see of a buffer is its type.
    auto storage =
        spirv::StorageClassAttr::get(context, spirv::StorageClass::Function);
    getOperation().walk([&](memref::AllocaOp buffer) {
      MemRefType type =
          MemRefType::Builder(buffer.getType()).setMemorySpace(storage);
      buffer.getResult().setType(type);
    });
  }
};
} // namespace
