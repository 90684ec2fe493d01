//===- ModelInterface.cpp - What a compiled model takes and gives ---------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/ModelInterface.h"

#include "MathFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CheckedArithmetic.h"

#include <numeric>

using namespace mlir;
using namespace mlir::lowres;

int64_t ModelTensor::rowSize() const {
  return std::accumulate(rowShape.begin(), rowShape.end(), int64_t(1),
                         std::multiplies<int64_t>());
}

/// Whether the C standard keeps `name` for compilers and libraries: the headers
/// that a model's header includes may define it.
static bool isReservedInC(StringRef name) {
  auto startsWith = [&](StringRef prefix) { return name.starts_with(prefix); };
  auto endsWith = [&](StringRef suffix) { return name.ends_with(suffix); };
  if (startsWith("__") ||
      (startsWith("_") && name.size() > 1 && llvm::isUpper(name[1])))
    return true;
  if (startsWith("int") || startsWith("uint"))
    return endsWith("_t");
  constexpr llvm::StringLiteral prefixes[] = {
      "INT", "UINT", "PTRDIFF_", "SIG_ATOMIC_", "SIZE_", "WCHAR_", "WINT_"};
  constexpr llvm::StringLiteral suffixes[] = {"_C", "_MAX", "_MIN", "_WIDTH"};
  return llvm::any_of(prefixes, startsWith) && llvm::any_of(suffixes, endsWith);
}

/// Whether `name` can be the name of a C and C++ function beside a `main`.
static bool isCFunctionName(StringRef name) {
  static const llvm::StringSet<> reserved = {
      // C99, C++ (also as alternative spellings), <stddef.h>, macros of GNU C,
      // and the one name that a program has already.
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor",
      "bool", "break", "case", "catch", "char", "char8_t", "char16_t",
      "char32_t", "class", "compl", "concept", "const", "consteval",
      "constexpr", "constinit", "const_cast", "continue", "co_await",
      "co_return", "co_yield", "decltype", "default", "delete", "do", "double",
      "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false",
      "float", "for", "friend", "goto", "if", "inline", "int", "long", "main",
      "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
      "operator", "or", "or_eq", "private", "protected", "public", "register",
      "reinterpret_cast", "requires", "restrict", "return", "short", "signed",
      "sizeof", "static", "static_assert", "static_cast", "struct", "switch",
      "template", "this", "thread_local", "throw", "true", "try", "typedef",
      "typeid", "typename", "typeof", "union", "unsigned", "using", "virtual",
      "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "NULL",
      "offsetof", "max_align_t", "nullptr_t", "ptrdiff_t", "size_t", "linux",
      "unix",
      // The type in every model's header.
      "lowres_parallel_for"};
  if (name.empty() || llvm::isDigit(name.front()) || reserved.contains(name) ||
      isReservedInC(name))
    return false;
  return llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// Whether compiled code may call a C library function `name`: that of a model
/// itself, or that of the program it is linked into, the C library included.
static bool isLibraryFunction(StringRef name) {
  static const llvm::StringSet<> memory = {
      "memcmp", "memcpy",  "memmove", "memset",        "malloc",
      "calloc", "realloc", "free",    "aligned_alloc", "getauxval"};
  return isMathFunction(name) || memory.contains(name);
}

bool mlir::lowres::isModelName(StringRef name) {
  return isCFunctionName(name) && !isLibraryFunction(name);
}

static FailureOr<func::FuncOp> findEntry(ModuleOp module, StringRef entry) {
  SmallVector<func::FuncOp> candidates;
  for (auto func : module.getOps<func::FuncOp>())
    if (func.isPublic() && !func.isExternal())
      candidates.push_back(func);
  auto names = llvm::join(
      llvm::map_range(candidates,
                      [](func::FuncOp f) { return "@" + f.getName().str(); }),
      ", ");

  if (candidates.empty())
    return module.emitError("no entry function: expected a public 'func.func' "
                            "with a body");
  if (!entry.empty()) {
    for (func::FuncOp func : candidates)
      if (func.getName() == entry)
        return func;
    return module.emitError("no public function @")
           << entry << " with a body; there is " << names;
  }
  if (candidates.size() == 1)
    return candidates.front();
  InFlightDiagnostic diag = module.emitError("several entry functions: ")
                            << names
                            << "; name the one to compile with --entry";
  for (func::FuncOp func : candidates)
    diag.attachNote(func.getLoc()) << "@" << func.getName() << " is here";
  return diag;
}

/// Reads one argument or result type. `batch` is the leading dimension seen in
/// the tensors before, if any.
static FailureOr<ModelTensor> readTensor(func::FuncOp func, StringRef kind,
                                         unsigned index, Type type,
                                         std::optional<int64_t> &batch) {
  auto describe = [&]() {
    return func.emitError("entry function @")
           << func.getName() << ": " << kind << " " << index << " has type "
           << type;
  };
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.getElementType().isF32() || tensor.getEncoding())
    return describe() << "; expected a ranked tensor of f32";
  if (tensor.getRank() == 0)
    return describe() << "; expected a leading batch dimension";
  ModelTensor result;
  llvm::append_range(result.rowShape, tensor.getShape().drop_front());
  if (llvm::any_of(result.rowShape, ShapedType::isDynamic))
    return describe() << "; only the leading (batch) dimension may be dynamic";
  if (llvm::any_of(tensor.getShape(), [](int64_t d) { return d == 0; }))
    return describe() << "; a dimension is zero";
  std::optional<int64_t> bytes = sizeof(float);
  for (int64_t dim : tensor.getShape())
    if (bytes && !ShapedType::isDynamic(dim))
      bytes = llvm::checkedMul(*bytes, dim);
  if (!bytes)
    return describe() << "; its size in bytes does not fit 64 bits";
  if (batch && *batch != tensor.getDimSize(0))
    return describe() << "; its leading (batch) dimension differs from that of "
                         "input 0";
  batch = tensor.getDimSize(0);
  return result;
}

FailureOr<ModelInterface> mlir::lowres::getModelInterface(ModuleOp module,
                                                          StringRef entry) {
  FailureOr<func::FuncOp> found = findEntry(module, entry);
  if (failed(found))
    return failure();
  func::FuncOp func = *found;
  if (func.getNumArguments() == 0 || func.getNumResults() == 0)
    return func.emitError("entry function @")
           << func.getName() << " needs at least one input and one output";

  ModelInterface interface;
  interface.entry = interface.name = func.getName().str();
  std::optional<int64_t> batch;
  for (auto [index, type] : llvm::enumerate(func.getArgumentTypes())) {
    FailureOr<ModelTensor> tensor =
        readTensor(func, "input", index, type, batch);
    if (failed(tensor))
      return failure();
    interface.inputs.push_back(*tensor);
  }
  for (auto [index, type] : llvm::enumerate(func.getResultTypes())) {
    FailureOr<ModelTensor> tensor =
        readTensor(func, "output", index, type, batch);
    if (failed(tensor))
      return failure();
    interface.outputs.push_back(*tensor);
  }
  if (batch && !ShapedType::isDynamic(*batch))
    interface.staticBatch = *batch;
  return interface;
}

void mlir::lowres::makeOthersPrivate(ModuleOp module,
                                     const ModelInterface &interface) {
  for (auto func : module.getOps<func::FuncOp>())
    if (func.isPublic() && func.getName() != interface.name)
      func.setPrivate();
}

LogicalResult mlir::lowres::renameEntry(ModuleOp module,
                                        ModelInterface &interface,
                                        StringRef name) {
  SymbolTable symbols(module);
  auto fail = [&](Operation *symbol) {
    return symbol->emitError("cannot be renamed: some references to it are in "
                             "operations that are not known");
  };
  if (name == interface.name)
    return success();
  Operation *other = symbols.lookup(name);
  if (other && failed(symbols.renameToUnique(other, {})))
    return fail(other);
  Operation *entry = symbols.lookup(interface.name);
  if (failed(symbols.rename(entry, name)))
    return fail(entry);
  interface.name = name.str();
  return success();
}
