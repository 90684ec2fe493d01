//===- EmbedKernels.cpp - Kernels as data, and C functions around them ----===//

#include "lowres/GPU/Passes.h"

#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"
#include "lowres/Target/ModelInterface.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Target/SPIRV/Serialization.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESEMBEDKERNELS
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// Builds what an object has for one model. Names as in lowres_gpu.h.
class ModelEmbedder {
public:
  ModelEmbedder(ModuleOp module, LLVM::LLVMFuncOp enqueue, StringRef name,
                ArrayRef<int64_t> rowSizes, int64_t numInputs)
      : module(module), enqueue(enqueue), name(name), rowSizes(rowSizes),
        numInputs(numInputs), loc(enqueue.getLoc()),
        builder(OpBuilder::atBlockEnd(module.getBody())),
        i64(builder.getI64Type()), i32(builder.getI32Type()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  LogicalResult run();

private:
  LLVM::GlobalOp createData(StringRef suffix, Type element, Attribute elements,
                            int64_t count);
  LLVM::GlobalOp createText(const Twine &suffix, StringRef text);
  /// A constant whose value `init` builds.
  LLVM::GlobalOp createGlobal(StringRef suffix, Type type,
                              function_ref<Value(Value)> init);
  /// The kernels, by which what they run on is known.
  LogicalResult createCode();
  LogicalResult createWords(spirv::ModuleOp kernels);
  LogicalResult createPTX(gpu::BinaryOp kernels);
  void createKernelNames();
  void createModel();
  /// The function `suffix` of C: tensors of `type`, the batch, then `more`.
  void createFunction(StringRef suffix, Type type, ArrayRef<Type> more,
                      StringRef callee);
  void createWorkspaceSize();
  void createForget();

  Value addressOf(StringRef suffix) {
    return LLVM::AddressOfOp::create(builder, loc, pointer,
                                     (name + suffix).str());
  }
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, i64, value);
  }

  ModuleOp module;
  LLVM::LLVMFuncOp enqueue;
  StringRef name;
  ArrayRef<int64_t> rowSizes;
  int64_t numInputs;
  Location loc;
  OpBuilder builder;
  Type i64, i32, pointer;
  Device device = Device::Vulkan;
  int64_t codeSize = 0, numKernels = 0;
};
} // namespace

LLVM::GlobalOp ModelEmbedder::createData(StringRef suffix, Type element,
                                         Attribute elements, int64_t count) {
  return LLVM::GlobalOp::create(
      builder, loc, LLVM::LLVMArrayType::get(element, count),
      /*isConstant=*/true, LLVM::Linkage::Internal, (name + suffix).str(),
      elements, /*alignment=*/64);
}

LLVM::GlobalOp ModelEmbedder::createText(const Twine &suffix, StringRef text) {
  std::string terminated = (text + Twine('\0')).str();
  return LLVM::GlobalOp::create(
      builder, loc,
      LLVM::LLVMArrayType::get(builder.getI8Type(), terminated.size()),
      /*isConstant=*/true, LLVM::Linkage::Internal, (name + suffix).str(),
      builder.getStringAttr(terminated));
}

LLVM::GlobalOp ModelEmbedder::createGlobal(StringRef suffix, Type type,
                                           function_ref<Value(Value)> init) {
  auto global = LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true,
                                       LLVM::Linkage::Internal,
                                       (name + suffix).str(), Attribute());
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&global.getInitializerRegion());
  Value undefined = LLVM::PoisonOp::create(builder, loc, type);
  LLVM::ReturnOp::create(builder, loc, init(undefined));
  return global;
}

LogicalResult ModelEmbedder::createCode() {
  SmallVector<Operation *> kernels;
  for (Operation &op : module.getOps())
    if (isa<spirv::ModuleOp, gpu::BinaryOp>(op))
      kernels.push_back(&op);
  if (kernels.size() != 1)
    return enqueue.emitOpError(
        "needs one spirv.module or gpu.binary of kernels");
  auto words = dyn_cast<spirv::ModuleOp>(kernels.front());
  if (failed(words ? createWords(words)
                   : createPTX(cast<gpu::BinaryOp>(kernels.front()))))
    return failure();
  kernels.front()->erase();
  return success();
}

LogicalResult ModelEmbedder::createPTX(gpu::BinaryOp kernels) {
  auto object = cast<gpu::ObjectAttr>(kernels.getObjects()[0]);
  if (object.getFormat() != gpu::CompilationTarget::Assembly)
    return kernels.emitOpError("needs PTX as its first object");
  device = Device::CUDA;
  // The launcher's interface counts the zero.
  codeSize = object.getObject().size() + 1;
  createText(kKernelCodeSuffix, object.getObject());
  return success();
}

LogicalResult ModelEmbedder::createWords(spirv::ModuleOp kernels) {
  device = Device::Vulkan;
  SmallVector<uint32_t> words;
  if (failed(spirv::serialize(kernels, words)))
    return failure();
  codeSize = words.size() * sizeof(uint32_t);
  auto type = RankedTensorType::get({int64_t(words.size())}, i32);
  createData(kKernelCodeSuffix, i32,
             DenseElementsAttr::getFromRawBuffer(
                 type, ArrayRef(reinterpret_cast<const char *>(words.data()),
                                codeSize)),
             words.size());
  return success();
}

void ModelEmbedder::createKernelNames() {
  SmallVector<std::string> names;
  for (auto kernel : enqueue->getAttrOfType<ArrayAttr>(kKernelsAttr)
                         .getAsRange<StringAttr>()) {
    names.push_back(("_kernel_name" + Twine(numKernels++)).str());
    createText(names.back(), kernel.getValue());
  }
  createGlobal("_kernels", LLVM::LLVMArrayType::get(pointer, numKernels),
               [&](Value array) {
                 for (auto [index, text] : llvm::enumerate(names))
                   array = LLVM::InsertValueOp::create(builder, loc, array,
                                                       addressOf(text), index);
                 return array;
               });
}

void ModelEmbedder::createModel() {
  createText("_name", name);
  createData("_row_sizes", i64, builder.getI64TensorAttr(rowSizes),
             rowSizes.size());
  auto constants =
      module.lookupSymbol<LLVM::GlobalOp>((name + "_constants").str());
  int64_t constantsSize =
      cast<LLVM::LLVMArrayType>(constants.getGlobalType()).getNumElements();
  auto type = LLVM::LLVMStructType::getLiteral(
      module.getContext(), {pointer, pointer, i64, pointer, i64, pointer, i64,
                            pointer, i64, i64, pointer, pointer});
  createGlobal("_model", type, [&](Value model) {
    Value fields[] = {addressOf("_name"),
                      addressOf(kKernelCodeSuffix),
                      constant(codeSize),
                      addressOf("_constants"),
                      constant(constantsSize),
                      addressOf("_kernels"),
                      constant(numKernels),
                      addressOf("_row_sizes"),
                      constant(numInputs),
                      constant(int64_t(rowSizes.size()) - numInputs),
                      addressOf("_device_workspace_size"),
                      addressOf("_enqueue")};
    for (auto [index, field] : llvm::enumerate(fields))
      model = LLVM::InsertValueOp::create(builder, loc, model, field, index);
    return model;
  });
}

void ModelEmbedder::createFunction(StringRef suffix, Type type,
                                   ArrayRef<Type> more, StringRef callee) {
  SmallVector<Type> types(rowSizes.size(), type);
  types.push_back(i64);
  llvm::append_range(types, more);
  auto function =
      LLVM::LLVMFuncOp::create(builder, loc, (name + suffix).str(),
                               LLVM::LLVMFunctionType::get(i32, types));
  OpBuilder::InsertionGuard guard(builder);
  Block *body = function.addEntryBlock(builder);
  builder.setInsertionPointToStart(body);
  Value tensors = LLVM::AllocaOp::create(builder, loc, pointer, type,
                                         constant(rowSizes.size()));
  for (int32_t index = 0; index < int32_t(rowSizes.size()); ++index) {
    Value at = LLVM::GEPOp::create(builder, loc, pointer, type, tensors,
                                   ArrayRef<LLVM::GEPArg>{index});
    LLVM::StoreOp::create(builder, loc, body->getArgument(index), at);
  }
  Value batch = body->getArgument(rowSizes.size());
  auto call =
      LLVM::CallOp::create(builder, loc, i32, callee,
                           ValueRange{addressOf("_model"), tensors, batch});
  LLVM::ReturnOp::create(builder, loc, call.getResult());
}

void ModelEmbedder::createWorkspaceSize() {
  auto function =
      LLVM::LLVMFuncOp::create(builder, loc, (name + "_workspace_size").str(),
                               LLVM::LLVMFunctionType::get(i64, {i64}));
  // What the launcher allocates, for the report.
  auto ofDevice = module.lookupSymbol((name + "_device_workspace_size").str());
  if (Attribute bytes =
          ofDevice ? ofDevice->getAttr(kWorkspaceBytesAttr) : Attribute())
    function->setAttr(kWorkspaceBytesAttr, bytes);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  LLVM::ReturnOp::create(builder, loc, constant(0));
}

void ModelEmbedder::createForget() {
  auto none = LLVM::LLVMVoidType::get(module.getContext());
  auto callee =
      LLVM::LLVMFuncOp::create(builder, loc, "lowres_gpu_forget",
                               LLVM::LLVMFunctionType::get(none, {pointer}));
  auto function =
      LLVM::LLVMFuncOp::create(builder, loc, (name + "_forget").str(),
                               LLVM::LLVMFunctionType::get(none, {}));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  LLVM::CallOp::create(builder, loc, callee, ValueRange{addressOf("_model")});
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

LogicalResult ModelEmbedder::run() {
  if (failed(createCode()))
    return failure();
  createKernelNames();
  createModel();
  for (StringRef callee : {"lowres_gpu_run", "lowres_gpu_run_on_device"})
    LLVM::LLVMFuncOp::create(
        builder, loc, callee,
        LLVM::LLVMFunctionType::get(i32, {pointer, pointer, i64}));
  createFunction("", pointer, pointer, "lowres_gpu_run");
  createFunction("_parallel", pointer, {pointer, pointer, pointer},
                 "lowres_gpu_run");
  createFunction(getDeviceSuffix(device),
                 device == Device::CUDA ? pointer : i64, {},
                 "lowres_gpu_run_on_device");
  createWorkspaceSize();
  createForget();
  return success();
}

namespace {
struct LowResEmbedKernelsPass
    : lowres::impl::LowResEmbedKernelsBase<LowResEmbedKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    constexpr StringLiteral suffix = "_enqueue";
    SmallVector<LLVM::LLVMFuncOp> entries;
    for (auto func : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (func->hasAttr(kRowSizesAttr) && func.getName().ends_with(suffix))
        entries.push_back(func);
    if (entries.empty())
      return;
    if (entries.size() > 1) {
      entries[1].emitOpError("is a second model in one module");
      return signalPassFailure();
    }
    LLVM::LLVMFuncOp entry = entries.front();
    std::string name = entry.getName().drop_back(suffix.size()).str();
    SmallVector<int64_t> rowSizes(
        entry->getAttrOfType<DenseI64ArrayAttr>(kRowSizesAttr).asArrayRef());
    if (failed(ModelEmbedder(getOperation(), entry, name, rowSizes, numInputs)
                   .run()))
      return signalPassFailure();
    entry->removeAttr(kRowSizesAttr);
    entry->removeAttr(kKernelsAttr);
  }
};
} // namespace
