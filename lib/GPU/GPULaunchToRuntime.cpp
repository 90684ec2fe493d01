//===- GPULaunchToRuntime.cpp - The host's half of a model on a GPU -------===//

#include "lowres/GPU/Passes.h"

#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_CONVERTGPULAUNCHTORUNTIME
#include "lowres/GPU/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

/// Of every constant: as much as devices ask of where a buffer may begin.
static constexpr int64_t kAlignment = 64;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The bytes of an element that memory holds, appended to `bytes`.
static LogicalResult appendBytes(memref::GlobalOp global,
                                 std::vector<char> &bytes) {
  Attribute value = global.getConstantInitValue();
  if (auto resource = dyn_cast_if_present<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return global.emitOpError("has no contents");
    llvm::append_range(bytes, blob->getData());
    return success();
  }
  auto elements = dyn_cast_if_present<DenseElementsAttr>(value);
  if (!elements || !elements.getElementType().isIntOrFloat() ||
      elements.getElementType().getIntOrFloatBitWidth() % 8 != 0)
    return global.emitOpError("is no constant of whole bytes");
  size_t copies = elements.isSplat() ? elements.getNumElements() : 1;
  for (size_t copy = 0; copy < copies; ++copy)
    llvm::append_range(bytes, elements.getRawData());
  return success();
}

namespace {
/// Constants behind one another, and where each begins.
struct Constants {
  std::vector<char> bytes;
  DenseMap<StringAttr, int64_t> offsets;

  LogicalResult add(memref::GlobalOp global) {
    bytes.resize(llvm::alignTo(bytes.size(), kAlignment));
    offsets[global.getSymNameAttr()] = bytes.size();
    return appendBytes(global, bytes);
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

namespace {
/// Rewrites one entry.
class EntryRewriter {
public:
  EntryRewriter(func::FuncOp entry, LLVM::LLVMFuncOp launcher)
      : entry(entry), launcher(launcher), loc(entry.getLoc()),
        builder(entry.getContext()), i64(builder.getI64Type()),
        pointer(LLVM::LLVMPointerType::get(entry.getContext())) {}

  LogicalResult run();

private:
  enum Argument { Queue, Tensors, Batch, Workspace, ConstantsBase };

  LogicalResult collectConstants();
  void createConstants();
  /// Gives the entry its new arguments, in front of the old ones, whose number
  /// is returned.
  unsigned addArguments();
  LogicalResult rewriteLaunch(gpu::LaunchFuncOp launch);
  /// Erases what nothing uses now; fails if work is left.
  LogicalResult eraseRest(unsigned numOldArguments);

  /// Where a buffer begins on the device; fails if it cannot be told.
  FailureOr<Value> getAddress(Operation *user, Value buffer);
  FailureOr<Value> getNumber(Operation *user, Value number);

  /// How many there are in a grid or block.
  Value getProduct(gpu::KernelDim3 sizes);

  Value getArgument(Argument argument) { return entry.getArgument(argument); }
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, i64, value);
  }
  /// Stores `value` at field `field` of the `index`th argument.
  void storeField(Value arguments, Type type, int32_t index, int32_t field,
                  Value value) {
    Value at = LLVM::GEPOp::create(builder, loc, pointer, type, arguments,
                                   ArrayRef<LLVM::GEPArg>{index, field});
    LLVM::StoreOp::create(builder, loc, value, at);
  }

  func::FuncOp entry;
  LLVM::LLVMFuncOp launcher;
  Location loc;
  OpBuilder builder;
  Type i64, pointer;
  Constants constants;
  SmallVector<int64_t> rowSizes;
  /// Names, in the order in which they are launched first.
  SmallVector<StringRef> kernels;
  static constexpr unsigned kNumArguments = 5;
};
} // namespace

LogicalResult EntryRewriter::run() {
  if (failed(collectConstants()))
    return failure();
  unsigned numOldArguments = addArguments();
  SmallVector<gpu::LaunchFuncOp> launches;
  entry.walk([&](gpu::LaunchFuncOp launch) { launches.push_back(launch); });
  for (gpu::LaunchFuncOp launch : launches)
    if (failed(rewriteLaunch(launch)))
      return failure();
  if (failed(eraseRest(numOldArguments)))
    return failure();
  createConstants();
  auto module = entry->getParentOfType<ModuleOp>();
  std::string name = entry.getName().str();
  auto workspaceSize =
      module.lookupSymbol<func::FuncOp>(name + "_workspace_size");
  workspaceSize.setName(name + "_device_workspace_size");
  workspaceSize.setPrivate();
  entry.setName(name + "_enqueue");
  entry.setPrivate();
  entry->removeAttr("llvm.bareptr");
  entry->setAttr(kRowSizesAttr, builder.getDenseI64ArrayAttr(rowSizes));
  entry->setAttr(kKernelsAttr, builder.getStrArrayAttr(kernels));
  return success();
}

LogicalResult EntryRewriter::collectConstants() {
  WalkResult result = entry.walk([&](memref::GetGlobalOp op) {
    auto global = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(
        op, op.getNameAttr());
    if (!constants.offsets.contains(global.getSymNameAttr()) &&
        failed(constants.add(global)))
      return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

void EntryRewriter::createConstants() {
  builder.setInsertionPoint(entry);
  // An array in C has at least one element.
  constants.bytes.resize(std::max<size_t>(constants.bytes.size(), 1));
  auto type =
      LLVM::LLVMArrayType::get(builder.getI8Type(), constants.bytes.size());
  auto shape = RankedTensorType::get({int64_t(constants.bytes.size())},
                                     builder.getI8Type());
  LLVM::GlobalOp::create(
      builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Internal,
      (entry.getName() + "_constants").str(),
      DenseElementsAttr::getFromRawBuffer(shape, constants.bytes), kAlignment);
  auto module = entry->getParentOfType<ModuleOp>();
  for (auto global :
       llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
    if (constants.offsets.contains(global.getSymNameAttr()))
      global.erase();
}

unsigned EntryRewriter::addArguments() {
  Block &body = entry.getBody().front();
  unsigned numOldArguments = body.getNumArguments();
  // A tensor's pointer is one to its first row.
  for (Type type : llvm::drop_end(body.getArgumentTypes(), 2))
    rowSizes.push_back(cast<MemRefType>(type).getNumElements());
  Type types[] = {pointer, pointer, i64, i64, i64};
  for (auto [index, type] : llvm::enumerate(types))
    body.insertArgument(index, type, loc);
  body.getArgument(kNumArguments + numOldArguments - 2)
      .replaceAllUsesWith(body.getArgument(Batch));
  SmallVector<Type> arguments(body.getArgumentTypes());
  entry.setFunctionType(
      builder.getFunctionType(arguments, builder.getI32Type()));
  return numOldArguments;
}

FailureOr<Value> EntryRewriter::getAddress(Operation *user, Value buffer) {
  Value offset;
  while (true) {
    if (auto argument = dyn_cast<BlockArgument>(buffer);
        argument && argument.getOwner() == &entry.getBody().front()) {
      int32_t index = argument.getArgNumber() - kNumArguments;
      Value base = getArgument(Workspace);
      if (argument.getArgNumber() + 1 < entry.getNumArguments()) {
        Value at = LLVM::GEPOp::create(builder, loc, pointer, i64,
                                       getArgument(Tensors),
                                       ArrayRef<LLVM::GEPArg>{index});
        base = LLVM::LoadOp::create(builder, loc, i64, at);
      }
      return offset
                 ? arith::AddIOp::create(builder, loc, base, offset).getResult()
                 : base;
    }
    Operation *op = buffer.getDefiningOp();
    if (auto global = dyn_cast_if_present<memref::GetGlobalOp>(op)) {
      Value base =
          constant(constants.offsets.lookup(global.getNameAttr().getAttr()));
      base =
          arith::AddIOp::create(builder, loc, base, getArgument(ConstantsBase));
      return offset
                 ? arith::AddIOp::create(builder, loc, base, offset).getResult()
                 : base;
    }
    if (auto view = dyn_cast_if_present<memref::ViewOp>(op)) {
      Value shift =
          arith::IndexCastOp::create(builder, loc, i64, view.getByteShift());
      offset =
          offset ? arith::AddIOp::create(builder, loc, offset, shift) : shift;
      buffer = view.getSource();
      continue;
    }
    if (auto cast = dyn_cast_if_present<memref::ReinterpretCastOp>(op)) {
      if (cast.getStaticOffsets().front() != 0)
        return user->emitOpError("works on a buffer within another one");
      buffer = cast.getSource();
      continue;
    }
    if (isa_and_present<memref::ExpandShapeOp, memref::CollapseShapeOp,
                        memref::CastOp>(op)) {
      buffer = op->getOperand(0);
      continue;
    }
    return user->emitOpError("works on a buffer whose address is not known");
  }
}

FailureOr<Value> EntryRewriter::getNumber(Operation *user, Value number) {
  Type type = number.getType();
  if (isa<IndexType>(type))
    return Value(arith::IndexCastOp::create(builder, loc, i64, number));
  if (type.isF32()) {
    number =
        arith::BitcastOp::create(builder, loc, builder.getI32Type(), number);
    type = number.getType();
  }
  if (type.isInteger() && type.getIntOrFloatBitWidth() <= 32)
    return Value(arith::ExtSIOp::create(builder, loc, i64, number));
  return user->emitOpError("is called with a value of type ") << type;
}

Value EntryRewriter::getProduct(gpu::KernelDim3 sizes) {
  Value product = arith::MulIOp::create(builder, loc, sizes.x, sizes.y);
  product = arith::MulIOp::create(builder, loc, product, sizes.z);
  return arith::IndexCastOp::create(builder, loc, i64, product);
}

LogicalResult EntryRewriter::rewriteLaunch(gpu::LaunchFuncOp launch) {
  StringRef name = launch.getKernelName();
  int64_t kernel = llvm::find(kernels, name) - kernels.begin();
  if (size_t(kernel) == kernels.size())
    kernels.push_back(name);
  auto type = LLVM::LLVMStructType::getLiteral(entry.getContext(), {i64, i64});
  builder.setInsertionPointToStart(&entry.getBody().front());
  Value count = constant(launch.getNumKernelOperands());
  Value arguments = LLVM::AllocaOp::create(builder, loc, pointer, type, count);
  builder.setInsertionPoint(launch);
  for (auto [index, operand] : llvm::enumerate(launch.getKernelOperands())) {
    bool isMemory = isa<MemRefType>(operand.getType());
    FailureOr<Value> value =
        isMemory ? getAddress(launch, operand) : getNumber(launch, operand);
    if (failed(value))
      return failure();
    storeField(arguments, type, index, 0, constant(isMemory ? 0 : 1));
    storeField(arguments, type, index, 1, *value);
  }
  Value blocks = getProduct(launch.getGridSizeOperandValues());
  Value threads = getProduct(launch.getBlockSizeOperandValues());
  LLVM::CallOp::create(builder, loc, launcher,
                       ValueRange{getArgument(Queue), constant(kernel), blocks,
                                  threads, arguments, count});
  launch.erase();
  return success();
}

LogicalResult EntryRewriter::eraseRest(unsigned numOldArguments) {
  SmallVector<Operation *> operations;
  entry.walk([&](Operation *op) { operations.push_back(op); });
  // Users come first.
  for (Operation *op : llvm::reverse(operations))
    if (isOpTriviallyDead(op) ||
        (isa<ViewLikeOpInterface>(op) && op->use_empty()))
      op->erase();
  WalkResult rest = entry.walk([](Operation *op) {
    if (!isa<memref::MemRefDialect, gpu::GPUDialect>(op->getDialect()))
      return WalkResult::advance();
    op->emitOpError("cannot run on the host, which has none of the memory");
    return WalkResult::interrupt();
  });
  if (rest.wasInterrupted())
    return failure();
  BitVector erased(entry.getNumArguments(), false);
  erased.set(kNumArguments, kNumArguments + numOldArguments);
  return entry.eraseArguments(erased);
}

namespace {
struct ConvertGPULaunchToRuntimePass
    : lowres::impl::ConvertGPULaunchToRuntimeBase<
          ConvertGPULaunchToRuntimePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<func::FuncOp> entries;
    for (auto func : module.getOps<func::FuncOp>())
      if (isEntryFunction(func))
        entries.push_back(func);
    if (entries.empty())
      return;
    auto builder = OpBuilder::atBlockBegin(module.getBody());
    Type i64 = builder.getI64Type();
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    auto launcher = LLVM::LLVMFuncOp::create(
        builder, module.getLoc(), "lowres_gpu_launch",
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()),
                                    {pointer, i64, i64, i64, pointer, i64}));
    for (func::FuncOp entry : entries)
      if (failed(EntryRewriter(entry, launcher).run()))
        return signalPassFailure();
    for (auto kernels :
         llvm::make_early_inc_range(module.getOps<gpu::GPUModuleOp>()))
      kernels.erase();
    module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  }
};
} // namespace
