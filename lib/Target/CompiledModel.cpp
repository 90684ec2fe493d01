//===- CompiledModel.cpp - A model compiled into this process -------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/CompiledModel.h"

#include "lowres/Target/Codegen.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cassert>
#include <new>

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;

//===----------------------------------------------------------------------===//
// Workspace
//===----------------------------------------------------------------------===//

static constexpr std::align_val_t workspaceAlignment{64};

Workspace::Workspace(Workspace &&other)
    : data(std::exchange(other.data, nullptr)),
      size(std::exchange(other.size, 0)) {}

Workspace &Workspace::operator=(Workspace &&other) {
  std::swap(data, other.data);
  std::swap(size, other.size);
  return *this;
}

Workspace::~Workspace() { ::operator delete(data, workspaceAlignment); }

void *Workspace::get(size_t bytes) {
  if (bytes > size) {
    ::operator delete(data, workspaceAlignment);
    data = ::operator new(bytes, workspaceAlignment);
    size = bytes;
  }
  return data;
}

//===----------------------------------------------------------------------===//
// CompiledModel
//===----------------------------------------------------------------------===//

CompiledModel::CompiledModel(ModelInterface interface)
    : interface(std::move(interface)) {}
CompiledModel::CompiledModel(CompiledModel &&) = default;
CompiledModel &CompiledModel::operator=(CompiledModel &&) = default;
CompiledModel::~CompiledModel() = default;

/// No model has these names: they are none of C.
static constexpr llvm::StringLiteral callName = "lowres.call";
static constexpr llvm::StringLiteral parallelCallName = "lowres.call_parallel";

/// Adds a function `name` of fixed type that calls `callee` with pointers from
/// an array, the batch, the workspace, and `numHooks` further pointers: C++
/// cannot call a function whose number of arguments is not known.
static void addCaller(llvm::Module &module, StringRef name, StringRef callee,
                      size_t count, size_t numHooks) {
  llvm::IRBuilder<> builder(module.getContext());
  llvm::Type *pointer = builder.getPtrTy();
  llvm::Type *i32 = builder.getInt32Ty();
  llvm::Type *i64 = builder.getInt64Ty();

  SmallVector<llvm::Type *> types(count, pointer);
  SmallVector<llvm::Type *> fixedTypes = {i64, pointer};
  fixedTypes.append(numHooks, pointer);
  types.append(fixedTypes);
  llvm::FunctionCallee model = module.getOrInsertFunction(
      callee, llvm::FunctionType::get(i32, types, false));

  fixedTypes.insert(fixedTypes.begin(), pointer);
  auto *caller =
      llvm::Function::Create(llvm::FunctionType::get(i32, fixedTypes, false),
                             llvm::GlobalValue::ExternalLinkage, name, module);
  builder.SetInsertPoint(
      llvm::BasicBlock::Create(module.getContext(), "", caller));
  SmallVector<llvm::Value *> arguments;
  for (size_t i = 0; i < count; ++i)
    arguments.push_back(builder.CreateLoad(
        pointer, builder.CreateConstGEP1_64(pointer, caller->getArg(0), i)));
  for (llvm::Argument &argument : llvm::drop_begin(caller->args()))
    arguments.push_back(&argument);
  builder.CreateRet(builder.CreateCall(model, arguments));
}

static llvm::orc::ThreadSafeModule
createCallers(const ModelInterface &interface, const llvm::DataLayout &layout,
              const llvm::Triple &triple) {
  auto context = std::make_unique<llvm::LLVMContext>();
  auto module = std::make_unique<llvm::Module>(callName, *context);
  module->setDataLayout(layout);
  module->setTargetTriple(triple);
  size_t count = interface.inputs.size() + interface.outputs.size();
  addCaller(*module, callName, interface.name, count, /*numHooks=*/0);
  addCaller(*module, parallelCallName, interface.parallelName(), count,
            /*numHooks=*/2);
  return llvm::orc::ThreadSafeModule(std::move(module), std::move(context));
}

template <typename Function>
static Error lookUp(llvm::orc::LLJIT &jit, StringRef name, Function &function) {
  Expected<llvm::orc::ExecutorAddr> address = jit.lookup(name);
  if (!address)
    return address.takeError();
  function = address->toPtr<Function>();
  return Error::success();
}

Error CompiledModel::load(StringRef object, const TargetInfo &target) {
  objectSize = object.size();
  Expected<std::unique_ptr<llvm::orc::LLJIT>> created =
      llvm::orc::LLJITBuilder().create();
  if (!created)
    return created.takeError();
  jit = std::move(*created);
  // libm, which this process has.
  auto process = llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      jit->getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  jit->getMainJITDylib().addGenerator(std::move(*process));

  if (Error error = jit->addObjectFile(
          llvm::MemoryBuffer::getMemBufferCopy(object, interface.name)))
    return error;
  if (Error error = jit->addIRModule(createCallers(
          interface, jit->getDataLayout(), jit->getTargetTriple())))
    return error;

  int (*supported)() = nullptr;
  if (Error error = lookUp(*jit, interface.supportedName(), supported))
    return error;
  if (!supported())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "this machine lacks a feature of the target " + target.getSpec().str());
  if (Error error = lookUp(*jit, interface.workspaceSizeName(), sizeFunction))
    return error;
  if (Error error = lookUp(*jit, callName, callFunction))
    return error;
  return lookUp(*jit, parallelCallName, parallelCallFunction);
}

FailureOr<CompiledModel> CompiledModel::compile(ModuleOp module,
                                                const ModelInterface &interface,
                                                const TargetInfo &target) {
  llvm::Triple host(getHostTargetSpec().triple);
  if (host.getArch() != target.getTriple().getArch() ||
      host.getOS() != target.getTriple().getOS())
    return module.emitError("cannot run code for ")
           << target.getSpec().triple << " on this machine, which is "
           << host.str();
  FailureOr<SmallVector<char, 0>> object = generateCode(
      LoweredModel{module, target}, interface, CodegenOutput::Object);
  if (failed(object))
    return failure();
  CompiledModel model(interface);
  if (Error error = model.load({object->data(), object->size()}, target))
    return module.emitError("cannot load the generated code: ")
           << llvm::toString(std::move(error));
  return model;
}

int CompiledModel::run(ArrayRef<const float *> inputs,
                       ArrayRef<float *> outputs, int64_t batch,
                       Workspace &workspace,
                       std::optional<ParallelFor> threads) const {
  assert(inputs.size() == interface.inputs.size() &&
         outputs.size() == interface.outputs.size() && "one pointer each");
  if (batch < 1)
    return 1;
  SmallVector<void *> pointers;
  for (const float *input : inputs)
    pointers.push_back(const_cast<float *>(input));
  llvm::append_range(pointers, outputs);
  void *scratch = workspace.get(workspaceSize(batch));
  if (!threads)
    return callFunction(pointers.data(), batch, scratch);
  return parallelCallFunction(pointers.data(), batch, scratch,
                              reinterpret_cast<void *>(threads->function),
                              threads->context);
}
