//===- CInterface.cpp - Plain pointer arguments for entry functions -------===//

#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/BatchSizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESCINTERFACE
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {
/// Builds the C form of one function.
class EntryBuilder {
public:
  explicit EntryBuilder(func::FuncOp func)
      : func(func), loc(func.getLoc()), builder(func.getContext()) {}

  /// Whether the function has a C form; emits an error if not.
  LogicalResult verify();
  void rewrite();

private:
  LogicalResult verifyTensor(Type type, const Twine &name);
  /// Fails unless result `index` provably has as many rows as the inputs: the
  /// caller's memory for it has that many.
  LogicalResult verifyResultRows(unsigned index, Value result);
  /// The pointer type of a tensor: one row, as a memref of static shape.
  MemRefType getPointerType(RankedTensorType type);
  /// `pointer` as a memref of all rows of `type`.
  Value viewRows(Value pointer, RankedTensorType type, Value batch);

  func::FuncOp func;
  Location loc;
  OpBuilder builder;
  /// The batch, dynamic or not; set by the first tensor.
  std::optional<int64_t> batchSize;
};
} // namespace

LogicalResult EntryBuilder::verifyTensor(Type type, const Twine &name) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  bool fits = tensor && tensor.getElementType().isF32() &&
              tensor.getRank() >= 1 && !tensor.getEncoding();
  for (int64_t dim = 1; fits && dim < tensor.getRank(); ++dim)
    fits = !tensor.isDynamicDim(dim) && tensor.getDimSize(dim) > 0;
  if (!fits)
    return func.emitOpError()
           << name << " must be an f32 tensor with a leading batch dimension "
           << "and static, non-empty rows, got " << type;
  if (!batchSize)
    batchSize = tensor.getDimSize(0);
  if (*batchSize == tensor.getDimSize(0))
    return success();
  return func.emitOpError()
         << name << " has another batch than input 0: " << type;
}

LogicalResult EntryBuilder::verifyResultRows(unsigned index, Value result) {
  if (!ShapedType::isDynamic(*batchSize) ||
      llvm::is_contained(func.getArguments(), result))
    return success();
  AffineExpr rows = BatchSizes(func).get(result, 0);
  if (rows == getAffineDimExpr(0, func.getContext()))
    return success();
  InFlightDiagnostic diag =
      func.emitOpError("result ")
      << index << " cannot be shown to have as many rows as the inputs";
  diag.attachNote(result.getLoc()) << "it is computed here";
  return diag;
}

LogicalResult EntryBuilder::verify() {
  if (func.getNumArguments() == 0 || func.getNumResults() == 0)
    return func.emitOpError("an entry function needs an input and a result");
  if (!func.getBody().hasOneBlock())
    return func.emitOpError("an entry function must have a single block");
  WalkResult calls = func.walk([&](func::CallOp call) {
    call.emitOpError() << "of @" << call.getCallee()
                       << " cannot be compiled: it is external or recursive";
    return WalkResult::interrupt();
  });
  if (calls.wasInterrupted())
    return failure();
  if (!SymbolTable::symbolKnownUseEmpty(func, func->getParentOp()))
    return func.emitOpError("is an entry function and called in the module");
  for (auto [index, type] : llvm::enumerate(func.getArgumentTypes()))
    if (failed(verifyTensor(type, "input " + Twine(index))))
      return failure();
  for (auto [index, type] : llvm::enumerate(func.getResultTypes()))
    if (failed(verifyTensor(type, "result " + Twine(index))))
      return failure();
  if (*batchSize == 0)
    return func.emitOpError("has a batch of zero");
  for (auto [index, result] :
       llvm::enumerate(func.front().getTerminator()->getOperands()))
    if (failed(verifyResultRows(index, result)))
      return failure();
  return success();
}

MemRefType EntryBuilder::getPointerType(RankedTensorType type) {
  ArrayRef<int64_t> row = type.getShape().drop_front();
  return MemRefType::get({ShapedType::getNumElements(row)},
                         type.getElementType());
}

Value EntryBuilder::viewRows(Value pointer, RankedTensorType type,
                             Value batch) {
  auto viewType = MemRefType::get(type.getShape(), type.getElementType());
  SmallVector<OpFoldResult> sizes, strides;
  int64_t stride = 1;
  for (int64_t dim = type.getRank() - 1; dim > 0; --dim) {
    sizes.insert(sizes.begin(), builder.getIndexAttr(type.getDimSize(dim)));
    strides.insert(strides.begin(), builder.getIndexAttr(stride));
    stride *= type.getDimSize(dim);
  }
  strides.insert(strides.begin(), builder.getIndexAttr(stride));
  if (type.isDynamicDim(0))
    sizes.insert(sizes.begin(), batch);
  else
    sizes.insert(sizes.begin(), builder.getIndexAttr(type.getDimSize(0)));
  return memref::ReinterpretCastOp::create(
      builder, loc, viewType, pointer, builder.getIndexAttr(0), sizes, strides);
}

void EntryBuilder::rewrite() {
  SmallVector<RankedTensorType> inputs, outputs;
  SmallVector<Type> arguments;
  for (auto [types, tensors] : {std::pair(func.getArgumentTypes(), &inputs),
                                std::pair(func.getResultTypes(), &outputs)})
    for (Type type : types) {
      tensors->push_back(cast<RankedTensorType>(type));
      arguments.push_back(getPointerType(tensors->back()));
    }
  arguments.push_back(builder.getI64Type());
  arguments.push_back(MemRefType::get({1}, builder.getI8Type()));

  // The old body becomes the branch that is taken for a valid batch.
  Block *body = &func.getBody().front();
  Block *entry = new Block();
  func.getBody().push_front(entry);
  entry->addArguments(arguments, SmallVector<Location>(arguments.size(), loc));
  func.setFunctionType(
      builder.getFunctionType(arguments, builder.getI32Type()));
  func.removeArgAttrsAttr();
  func.removeResAttrsAttr();
  func->setAttr("llvm.bareptr", builder.getUnitAttr());

  builder.setInsertionPointToStart(entry);
  Value batch = entry->getArgument(inputs.size() + outputs.size());
  bool dynamic = ShapedType::isDynamic(*batchSize);
  Value expected = arith::ConstantOp::create(
      builder, loc, builder.getI64IntegerAttr(dynamic ? 1 : *batchSize));
  Value valid = arith::CmpIOp::create(builder, loc,
                                      dynamic ? arith::CmpIPredicate::sge
                                              : arith::CmpIPredicate::eq,
                                      batch, expected);
  auto status = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getI32IntegerAttr(value));
  };
  auto branch = scf::IfOp::create(builder, loc, builder.getI32Type(), valid,
                                  /*withElseRegion=*/true);
  func::ReturnOp::create(builder, loc, branch.getResult(0));
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, status(1));

  builder.setInsertionPointToStart(branch.thenBlock());
  Value rows =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), batch);
  SmallVector<Value> tensors;
  for (auto [index, type] : llvm::enumerate(inputs)) {
    Value view = viewRows(entry->getArgument(index), type, rows);
    tensors.push_back(bufferization::ToTensorOp::create(
        builder, loc, type, view, /*restrict=*/true));
  }
  for (auto [argument, tensor] : llvm::zip(body->getArguments(), tensors))
    argument.replaceAllUsesWith(tensor);
  Operation *terminator = body->getTerminator();
  branch.thenBlock()->getOperations().splice(
      branch.thenBlock()->end(), body->getOperations(), body->begin(),
      terminator->getIterator());
  builder.setInsertionPointToEnd(branch.thenBlock());
  for (OpOperand &returned : terminator->getOpOperands()) {
    // A network that reshapes its result computes it in place, too.
    Value result = skipReshapesOfRows(returned).get();
    Value view = viewRows(
        entry->getArgument(inputs.size() + returned.getOperandNumber()),
        cast<RankedTensorType>(result.getType()), rows);
    bufferization::MaterializeInDestinationOp::create(
        builder, loc, /*result=*/Type(), result, view, /*restrict=*/true,
        /*writable=*/true);
  }
  scf::YieldOp::create(builder, loc, status(0));
  body->erase();
}

namespace {
struct CInterfacePass : lowres::impl::LowResCInterfaceBase<CInterfacePass> {
  void runOnOperation() override {
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (!func.isPublic() || func.isDeclaration())
        continue;
      EntryBuilder entry(func);
      if (failed(entry.verify()))
        return signalPassFailure();
      entry.rewrite();
    }
  }
};
} // namespace
