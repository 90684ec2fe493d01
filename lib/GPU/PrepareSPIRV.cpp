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

namespace {
struct LowResPrepareSPIRVPass
    : lowres::impl::LowResPrepareSPIRVBase<LowResPrepareSPIRVPass> {
  using Base::Base;

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
    int32_t size = threads;
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>())
      kernel->setAttr(spirv::getEntryPointABIAttrName(),
                      spirv::getEntryPointABIAttr(context, {size, 1, 1}));
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
