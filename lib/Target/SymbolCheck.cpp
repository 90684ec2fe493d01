//===- SymbolCheck.cpp - What an object may refer to ----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CPUCheck.h"
#include "MathFunctions.h"

#include "lowres/Target/Codegen.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

/// What a function of the compiler's run-time library (libgcc or compiler-rt)
/// computes, if it is one that not every version of these has, or that is no
/// single operation of any hardware. Empty for others.
static StringRef describeRareFunction(StringRef name) {
  if (!name.starts_with("__"))
    return "";
  if (name.ends_with("bf2") || name.contains("extendbf"))
    return "a conversion of bf16";
  for (StringRef part : {"hf", "h2f", "f2h", "d2h"})
    if (name.contains(part))
      return "a conversion of f16";
  return name.contains("powi") ? "a power with an integer exponent" : "";
}

/// Whether `name` belongs to the part of the compiler's run-time library that
/// every C program for a small target links.
static bool isCompilerRuntimeFunction(StringRef name) {
  return name.starts_with("__") && !name.contains("mem") &&
         !name.contains("stack") && describeRareFunction(name).empty();
}

/// Whether `name` is a function of the launcher that objects for a GPU call
/// (runtime/gpu/lowres_gpu.h).
static bool isLauncherFunction(StringRef name) {
  return name == "lowres_gpu_launch" || name == "lowres_gpu_run" ||
         name == "lowres_gpu_run_on_device" || name == "lowres_gpu_forget";
}

/// Whether `name` comes from the object format and not from another object.
static bool isLinkerSymbol(StringRef name) {
  return name == "_GLOBAL_OFFSET_TABLE_" || name == "__linear_memory" ||
         name == "__stack_pointer" || name == "__indirect_function_table" ||
         name == "__memory_base" || name == "__table_base" ||
         name == "_gp_disp" || name == ".TOC." || name == "_fltused";
}

Error mlir::lowres::checkUndefinedSymbols(StringRef object,
                                          const TargetInfo &target) {
  Expected<std::unique_ptr<llvm::object::ObjectFile>> file =
      llvm::object::ObjectFile::createObjectFile(
          llvm::MemoryBufferRef(object, "object"));
  if (!file)
    return file.takeError();
  // There the hardware has every operation that code of ours needs.
  bool needsNoRuntime = target.isX86_64() || target.isAArch64();
  bool hasUnderscore = target.getTriple().isOSBinFormatMachO();
  // Programs need not have it.
  StringRef question = getQuestionFunction(target.getTriple());

  llvm::SmallVector<std::string> unexpected;
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    Expected<StringRef> name = symbol.getName();
    if (!flags || !name)
      return llvm::joinErrors(flags.takeError(), name.takeError());
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined) ||
        (*flags & llvm::object::SymbolRef::SF_FormatSpecific) || name->empty())
      continue;
    StringRef plain = *name;
    if (hasUnderscore)
      plain.consume_front("_");
    bool isWeak = *flags & llvm::object::SymbolRef::SF_Weak;
    if (isMathFunction(plain) || isLinkerSymbol(plain) ||
        isLauncherFunction(plain) || (isWeak && plain == question) ||
        (!needsNoRuntime && isCompilerRuntimeFunction(plain)))
      continue;
    StringRef meaning = describeRareFunction(plain);
    unexpected.push_back(plain.str() +
                         (meaning.empty() ? "" : " (" + meaning.str() + ")"));
  }
  if (unexpected.empty())
    return Error::success();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "the model has an operation for which " + target.getTriple().str() + " " +
          target.getSpec().cpu + " has no instruction: it needs " +
          llvm::join(unexpected, ", ") + ", but only libm may be called");
}
