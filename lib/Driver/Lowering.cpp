//===- Lowering.cpp - From a model to the LLVM dialect --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Driver/Lowering.h"

#include "TosaOps.h"
#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Support/DiagnosticPrinter.h"
#include "lowres/Support/ModelIO.h"
#include "lowres/Target/CoreInfo.h"
#include "lowres/Target/TargetList.h"
#include "mlir/Dialect/LLVMIR/LLVMAttrs.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::lowres;

/// The GPU that the target is, if it is one.
static FailureOr<std::optional<GPUTarget>>
findGPU(MLIRContext *context, const std::optional<std::string> &text) {
  if (!text || !isGPUTarget(*text))
    return std::optional<GPUTarget>();
  llvm::Expected<GPUTarget> gpu = parseGPUTarget(*text);
  if (!gpu)
    return emitError(UnknownLoc::get(context))
           << llvm::toString(gpu.takeError());
  return std::optional<GPUTarget>(*gpu);
}

/// The targets that `text` names, or else the module's own, or else native. For
/// a GPU that of the host, which is this machine.
static FailureOr<SmallVector<TargetInfo>>
findTargets(ModuleOp module, const std::optional<std::string> &text) {
  if (!text && module->hasAttr(LLVM::LLVMDialect::getTargetAttrName())) {
    FailureOr<TargetInfo> target = TargetInfo::getFor(module);
    if (failed(target))
      return failure();
    return SmallVector<TargetInfo>{*target};
  }
  llvm::Expected<SmallVector<TargetInfo>> targets =
      parseTargetList(text && !isGPUTarget(*text) ? *text : "native");
  if (!targets)
    return emitError(UnknownLoc::get(module.getContext()))
           << llvm::toString(targets.takeError());
  return std::move(*targets);
}

static void setTarget(Model &model, const TargetInfo &target) {
  model.module->getOperation()->setAttr(
      LLVM::LLVMDialect::getTargetAttrName(),
      getTargetAttr(model.module->getContext(), target.getSpec()));
  model.target = target;
}

/// Attaches the description of the core that the module of a file has.
static LogicalResult attachTargetConfig(Model &model, StringRef path) {
  if (!model.target.isX86_64() && !model.target.isAArch64())
    return emitError(UnknownLoc::get(model.module->getContext()))
           << "--target-config: kernels are chosen by it on x86-64 and AArch64 "
           << "only, and the target is " << model.target.getSpec().str();
  OwningOpRef<ModuleOp> config = readModel(path, *model.module->getContext());
  if (!config)
    return failure();
  TargetDeviceSpecInterface core = getDescriptionOfCore(*config);
  if (!core)
    return config->emitError("expected a module whose dlti.target_system_spec "
                             "has a \"CPU\" with properties such as "
                             "lowres.operations_per_cycle");
  if (failed(CoreInfo::getFor(*config, model.target)))
    return failure();
  setDescriptionOfCore(*model.module, core);
  return success();
}

/// Gives the entry the name that it has in C.
static LogicalResult nameEntry(ModuleOp module, ModelInterface &interface,
                               const LoweringOptions &options) {
  if (options.name)
    return renameEntry(module, interface, *options.name);
  if (isModelName(interface.entry))
    return success();
  if (isModelName(options.fallbackName))
    return renameEntry(module, interface, options.fallbackName);
  return module.lookupSymbol(interface.entry)->emitError("entry function @")
         << interface.entry << ": the name cannot be that of a new C function, "
         << "nor is one to be had from the file's name; give one with --name";
}

static LogicalResult
runPipeline(Model &model, llvm::function_ref<void(OpPassManager &)> build) {
  PassManager manager(model.module->getContext(), ModuleOp::getOperationName());
  if (failed(applyPassManagerCLOptions(manager)))
    return failure();
  build(manager);
  return manager.run(*model.module);
}

/// Runs the input stage, and keeps its remarks instead of printing them.
static LogicalResult recogniseLayers(Model &model, unsigned maxLevels) {
  ScopedDiagnosticHandler handler(
      model.module->getContext(), [&](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != DiagnosticSeverity::Remark)
          return failure();
        std::string where = describeLocation(diagnostic.getLocation());
        model.floatLayers.push_back(where + (where.empty() ? "" : ": ") +
                                    describeMessage(diagnostic));
        return success();
      });
  LowResInputOptions options;
  options.maxLevels = maxLevels;
  return runPipeline(model, [&](OpPassManager &manager) {
    buildLowResInputPipeline(manager, options);
  });
}

static FailureOr<std::vector<Model>>
loadVariants(OwningOpRef<ModuleOp> module, StringRef entry,
             const LoweringOptions &options) {
  if (!module)
    return failure();
  FailureOr<ModelInterface> interface = getModelInterface(*module, entry);
  if (failed(interface) || failed(verifyTosaOps(*module)))
    return failure();
  makeOthersPrivate(*module, *interface);
  if (failed(nameEntry(*module, *interface, options)))
    return failure();
  module->getContext()->loadDialect<LLVM::LLVMDialect>();
  FailureOr<SmallVector<TargetInfo>> targets =
      findTargets(*module, options.target);
  if (failed(targets))
    return failure();
  FailureOr<std::optional<GPUTarget>> gpu =
      findGPU(module->getContext(), options.target);
  if (failed(gpu))
    return failure();
  if (*gpu)
    interface->device = (*gpu)->device;
  std::vector<Model> variants;
  variants.push_back(
      {std::move(module), *interface, targets->front(), {}, *gpu});
  // What the layers are does not depend on the target.
  setTarget(variants.front(), targets->front());
  if (options.targetConfig &&
      failed(attachTargetConfig(variants.front(), *options.targetConfig)))
    return failure();
  if (failed(recogniseLayers(variants.front(), options.maxLevels)))
    return failure();
  for (const TargetInfo &target : ArrayRef(*targets).drop_front()) {
    variants.push_back(variants.front().clone());
    setTarget(variants.back(), target);
  }
  return variants;
}

FailureOr<std::vector<Model>>
mlir::lowres::loadVariants(StringRef path, StringRef entry,
                           const LoweringOptions &options,
                           MLIRContext &context) {
  return ::loadVariants(readModel(path, context), entry, options);
}

FailureOr<Model> mlir::lowres::loadModel(StringRef path, StringRef entry,
                                         const LoweringOptions &options,
                                         MLIRContext &context) {
  return loadModel(readModel(path, context), entry, options);
}

FailureOr<Model> mlir::lowres::loadModel(OwningOpRef<ModuleOp> module,
                                         StringRef entry,
                                         const LoweringOptions &options) {
  MLIRContext *context = module ? module->getContext() : nullptr;
  FailureOr<std::vector<Model>> variants =
      ::loadVariants(std::move(module), entry, options);
  if (failed(variants))
    return failure();
  if (variants->size() > 1)
    return emitError(UnknownLoc::get(context))
           << "expected one target, got several: '" << *options.target << "'";
  if (variants->front().gpu)
    return emitError(UnknownLoc::get(context))
           << "the target '" << *options.target
           << "' is for objects, which lowres-compile makes";
  return std::move(variants->front());
}

/// Runs a pipeline that has the options of the whole way.
static LogicalResult runPipeline(Model &model, const LoweringOptions &options,
                                 void (*build)(OpPassManager &,
                                               const LowResToNativeOptions &)) {
  LowResToNativeOptions pipelineOptions;
  pipelineOptions.activations = options.activations;
  pipelineOptions.reference = options.reference;
  pipelineOptions.gpu = model.gpu.has_value();
  return runPipeline(
      model, [&](OpPassManager &manager) { build(manager, pipelineOptions); });
}

LogicalResult mlir::lowres::selectKernels(Model &model,
                                          const LoweringOptions &options) {
  return runPipeline(model, options, buildLowResSelectPipeline);
}

LogicalResult mlir::lowres::simplifyModel(Model &model,
                                          const LoweringOptions &options) {
  return runPipeline(model, options, buildLowResSimplifyPipeline);
}

LogicalResult mlir::lowres::completeKernels(Model &model,
                                            const LoweringOptions &options) {
  return runPipeline(model, options, buildLowResKernelPipeline);
}

bool mlir::lowres::hasInt8Activations(const Model &model) {
  return model.module.get()
      .walk([](QuantizeActivationsOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

bool mlir::lowres::wantsTiles(const Model &model) {
  if (!model.target.hasTiles())
    return false;
  return model.module.get()
      .walk([](LayerOpInterface op) {
        std::optional<KernelAttr> kernel = op.getKernel();
        PanelAttr panel = kernel ? kernel->getPanel() : PanelAttr();
        return panel && PanelAttr::fitsTiles(panel.getRows(), panel.getInputs(),
                                             kernel->getPacking().getLanes())
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

LogicalResult mlir::lowres::lowerToNative(Model &model) {
  return runPipeline(model, [&](OpPassManager &manager) {
    if (model.interface.device == Device::Vulkan) {
      LowResToVulkanOptions options;
      options.numInputs = model.interface.inputs.size();
      return buildLowResToVulkanPipeline(manager, options);
    }
    if (model.interface.device == Device::CUDA) {
      LowResToNVPTXOptions options;
      options.numInputs = model.interface.inputs.size();
      options.chip = model.gpu->chip;
      return buildLowResToNVPTXPipeline(manager, options);
    }
    buildLowResVectorizePipeline(manager);
    buildLowResBufferizePipeline(manager);
    buildLowResToLLVMPipeline(manager);
  });
}
