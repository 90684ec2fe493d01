//===- HandOutLoops.cpp - Loops for the threads of the caller -------------===//

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "lowres/Dialect/LowRes/Transforms/Passes.h"
#include "lowres/Dialect/LowRes/Utils/EntryFunction.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

namespace mlir::lowres {
#define GEN_PASS_DEF_LOWRESHANDOUTLOOPS
#include "lowres/Dialect/LowRes/Transforms/Passes.h.inc"
} // namespace mlir::lowres

using namespace mlir;
using namespace mlir::lowres;

namespace {

/// The two pointers by which an entry function gets at the caller's threads,
/// and its places for arguments of each type: one loop runs at a time.
struct Hook {
  Value function, context;
  DenseMap<Type, Value> places;
};

struct HandOutLoopsPass
    : lowres::impl::LowResHandOutLoopsBase<HandOutLoopsPass> {
  using Base::Base;

  void runOnOperation() override;

private:
  /// Gives `entry` another name and the parameters of a hook, and makes a
  /// function of its old name that calls it without one.
  FailureOr<Hook> addHook(func::FuncOp entry, SymbolTable &symbols);
  /// Lowers a call in a function with a hook.
  void lower(ParallelCallOp call, Hook &hook, SymbolTable &symbols);
  /// Calls `callee` once, for all iterations.
  void callHere(OpBuilder &builder, ParallelCallOp call);
  /// Has the hook call `callee`.
  void callHook(OpBuilder &builder, ParallelCallOp call, Hook &hook,
                SymbolTable &symbols);
  /// A function (data, begin, end) of C that calls the callee with arguments
  /// that lie at `data`.
  func::FuncOp getThunk(ParallelCallOp call, LLVM::LLVMStructType dataType,
                        SymbolTable &symbols);

  /// The thunks of callees.
  DenseMap<StringAttr, func::FuncOp> thunks;
};

} // namespace

static Value castTo(OpBuilder &builder, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return UnrealizedConversionCastOp::create(builder, loc, type, value)
      .getResult(0);
}

void HandOutLoopsPass::runOnOperation() {
  thunks.clear();
  SymbolTable symbols(getOperation());
  for (auto func : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
    SmallVector<ParallelCallOp> calls;
    func.walk([&](ParallelCallOp call) { calls.push_back(call); });
    if (isEntryFunction(func)) {
      FailureOr<Hook> hook = addHook(func, symbols);
      if (failed(hook))
        return signalPassFailure();
      for (ParallelCallOp call : calls)
        lower(call, *hook, symbols);
    } else {
      for (ParallelCallOp call : calls) {
        OpBuilder builder(call);
        callHere(builder, call);
        call.erase();
      }
    }
  }
}

FailureOr<Hook> HandOutLoopsPass::addHook(func::FuncOp entry,
                                          SymbolTable &symbols) {
  Location loc = entry.getLoc();
  std::string name = entry.getName().str(), parallelName = name + "_parallel";
  if (symbols.lookup(parallelName))
    return entry.emitOpError("cannot have a function @")
           << parallelName << ": there is a symbol of that name";
  FunctionType type = entry.getFunctionType();
  // Whoever calls it by its old name has no hook and means the new function.
  symbols.remove(entry);
  entry.setName(parallelName);
  symbols.insert(entry);

  OpBuilder builder(entry);
  auto sequential = func::FuncOp::create(builder, loc, name, type);
  sequential->setAttr("llvm.bareptr", builder.getUnitAttr());
  symbols.insert(sequential);
  auto pointer = LLVM::LLVMPointerType::get(&getContext());
  for (int i = 0; i < 2; ++i)
    if (failed(entry.insertArgument(entry.getNumArguments(), pointer, {}, loc)))
      return failure();
  Hook hook;
  hook.function = entry.getArguments().end()[-2];
  hook.context = entry.getArguments().end()[-1];

  builder.setInsertionPointToStart(sequential.addEntryBlock());
  SmallVector<Value> arguments(sequential.getArguments());
  arguments.append(2, LLVM::ZeroOp::create(builder, loc, pointer));
  auto call = func::CallOp::create(builder, loc, entry, arguments);
  func::ReturnOp::create(builder, loc, call.getResults());
  return hook;
}

void HandOutLoopsPass::callHere(OpBuilder &builder, ParallelCallOp call) {
  Location loc = call.getLoc();
  SmallVector<Value> arguments = {
      arith::ConstantIndexOp::create(builder, loc, 0), call.getIterations()};
  llvm::append_range(arguments, call.getArguments());
  func::CallOp::create(builder, loc, call.getCallee(), TypeRange(), arguments);
}

func::FuncOp HandOutLoopsPass::getThunk(ParallelCallOp call,
                                        LLVM::LLVMStructType dataType,
                                        SymbolTable &symbols) {
  func::FuncOp &thunk = thunks[call.getCalleeAttr().getAttr()];
  if (thunk)
    return thunk;
  Location loc = call.getLoc();
  OpBuilder builder(&getContext());
  Type i64 = builder.getI64Type(), index = builder.getIndexType();
  auto pointer = LLVM::LLVMPointerType::get(&getContext());
  thunk =
      func::FuncOp::create(builder, loc, (call.getCallee() + "_range").str(),
                           builder.getFunctionType({pointer, i64, i64}, {}));
  thunk.setPrivate();
  symbols.insert(thunk);
  builder.setInsertionPointToStart(thunk.addEntryBlock());
  SmallVector<Value> arguments;
  for (Value bound : thunk.getArguments().drop_front())
    arguments.push_back(arith::IndexCastOp::create(builder, loc, index, bound));
  Value data =
      LLVM::LoadOp::create(builder, loc, dataType, thunk.getArgument(0));
  for (auto [position, argument] : llvm::enumerate(call.getArguments()))
    arguments.push_back(
        castTo(builder, loc, argument.getType(),
               LLVM::ExtractValueOp::create(builder, loc, data, position)));
  func::CallOp::create(builder, loc, call.getCallee(), TypeRange(), arguments);
  func::ReturnOp::create(builder, loc);
  return thunk;
}

void HandOutLoopsPass::callHook(OpBuilder &builder, ParallelCallOp call,
                                Hook &hook, SymbolTable &symbols) {
  Location loc = call.getLoc();
  LLVMTypeConverter converter(
      &getContext(),
      LowerToLLVMOptions(&getContext(), DataLayout::closest(call)));
  SmallVector<Type> types;
  for (Type type : call.getArguments().getTypes())
    types.push_back(converter.convertType(type));
  auto dataType = LLVM::LLVMStructType::getLiteral(&getContext(), types);
  Value values = LLVM::PoisonOp::create(builder, loc, dataType);
  for (auto [position, argument] : llvm::enumerate(call.getArguments()))
    values = LLVM::InsertValueOp::create(
        builder, loc, values, castTo(builder, loc, types[position], argument),
        position);

  auto pointer = LLVM::LLVMPointerType::get(&getContext());
  Value &data = hook.places[dataType];
  if (!data) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(
        &call->getParentOfType<func::FuncOp>().front());
    Value one =
        LLVM::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(1));
    data = LLVM::AllocaOp::create(builder, loc, pointer, dataType, one);
  }
  LLVM::StoreOp::create(builder, loc, values, data);
  func::FuncOp thunk = getThunk(call, dataType, symbols);
  Value function = castTo(
      builder, loc, pointer,
      func::ConstantOp::create(builder, loc, thunk.getFunctionType(),
                               FlatSymbolRefAttr::get(thunk.getNameAttr())));
  Value iterations = arith::IndexCastOp::create(
      builder, loc, builder.getI64Type(), call.getIterations());
  auto hookType = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(&getContext()),
      {pointer, pointer, pointer, builder.getI64Type()});
  LLVM::CallOp::create(
      builder, loc, hookType,
      ValueRange{hook.function, hook.context, function, data, iterations});
}

void HandOutLoopsPass::lower(ParallelCallOp call, Hook &hook,
                             SymbolTable &symbols) {
  Location loc = call.getLoc();
  OpBuilder builder(call);
  Value least = arith::ConstantIndexOp::create(builder, loc, minWork);
  Value enough = builder.createOrFold<arith::CmpIOp>(
      loc, arith::CmpIPredicate::sge, call.getWork(), least);
  if (isConstantIntValue(enough, 0) ||
      isConstantIntValue(call.getIterations(), 1)) {
    callHere(builder, call);
    call.erase();
    return;
  }
  Value none = LLVM::ZeroOp::create(builder, loc, hook.function.getType());
  Value given = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne,
                                     hook.function, none);
  Value handOut = builder.createOrFold<arith::AndIOp>(loc, given, enough);
  auto branch = scf::IfOp::create(builder, loc, handOut,
                                  /*withElseRegion=*/true);
  builder.setInsertionPointToStart(branch.thenBlock());
  callHook(builder, call, hook, symbols);
  builder.setInsertionPointToStart(branch.elseBlock());
  callHere(builder, call);
  call.erase();
}
