//===- Options.cpp - Command line of lowres-compile -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "lowres/Support/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir::lowres;
namespace cl = llvm::cl;

CompileOptions::CompileOptions(cl::OptionCategory &category)
    : ModelOptions(category),
      emit(
          "emit", cl::cat(category), cl::init(Emit::Object),
          cl::desc("What to write:"),
          cl::values(
              clEnumValN(Emit::Object, "obj", "object and header (default)"),
              clEnumValN(Emit::SharedObject, "so", "shared library and header"),
              clEnumValN(Emit::Assembly, "asm", "assembly"),
              clEnumValN(Emit::LLVMIR, "llvm", "LLVM IR, optimised"),
              clEnumValN(Emit::SPIRV, "spirv",
                         "the module of kernels that the target "
                         "spirv-vulkan1.1 has"),
              clEnumValN(Emit::PTX, "ptx",
                         "the same of nvptx64-sm_NN, as text in PTX"),
              clEnumValN(Emit::Cubin, "cubin",
                         "what CUDA's ptxas makes of that"),
              clEnumValN(Emit::Kernels, "kernels",
                         "the model in MLIR, every layer with its kernel, to "
                         "be compiled later"),
              clEnumValN(Emit::MLIR, "mlir",
                         "MLIR at the end of the pipeline"))),
      goal(cl::cat(category), cl::init(OptimizationGoal::Speed),
           cl::desc("What the code is optimised for:"),
           cl::values(
               clEnumValN(OptimizationGoal::Speed, "O3", "speed (default)"),
               clEnumValN(OptimizationGoal::Size, "Os",
                          "size: no loop of a kernel is unrolled further"))),
      output("o", cl::cat(category), cl::value_desc("file"),
             cl::desc("Output file (default: the model's name with another "
                      "suffix; - is the standard output, without header)")),
      name("name", cl::cat(category), cl::value_desc("identifier"),
           cl::desc("What the entry is called in C, and what its other names "
                    "begin with (default: as in the model or, where C cannot "
                    "have that name, such as main, as the file)")),
      tune("tune", cl::cat(category),
           cl::desc("Time the kernels that are predicted to be the fastest, "
                    "each layer alone on this machine, and take the best; "
                    "what they are, --emit=kernels keeps")),
      tuneBatch("tune-batch", cl::cat(category), cl::value_desc("n"),
                cl::init(1),
                cl::desc("Batch to time kernels for, where the model takes any "
                         "(default 1)")),
      report(
          "report", cl::cat(category),
          cl::desc("Print a table of the layers, with sizes and kernels, and "
                   "what the model needs of memory")),
      verbose("v", cl::cat(category), cl::desc("Say what is done")) {}

static llvm::StringRef getSuffix(Emit emit) {
  switch (emit) {
  case Emit::Object:
    return "o";
  case Emit::Assembly:
    return "s";
  case Emit::LLVMIR:
    return "ll";
  case Emit::SharedObject:
    return "so";
  case Emit::SPIRV:
    return "spv";
  case Emit::PTX:
    return "ptx";
  case Emit::Cubin:
    return "cubin";
  // Not the model's own name.
  case Emit::Kernels:
    return "kernels.mlir";
  case Emit::MLIR:
    return "llvm.mlir";
  }
  llvm_unreachable("unknown kind");
}

static std::string replaceSuffix(llvm::StringRef path, llvm::StringRef suffix) {
  llvm::SmallString<128> result(path);
  llvm::sys::path::replace_extension(result, suffix);
  return result.str().str();
}

/// The C name that the file's name suggests: my-net.mlir becomes my_net. Empty
/// for the standard input.
static std::string getNameFromFile(llvm::StringRef path) {
  if (path == "-")
    return "";
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name;
}

LoweringOptions CompileOptions::getLowering() const {
  LoweringOptions lowering = ModelOptions::getLowering();
  if (name.getNumOccurrences())
    lowering.name = name;
  lowering.fallbackName = getNameFromFile(input);
  return lowering;
}

std::string CompileOptions::getOutputPath() const {
  if (!output.empty())
    return output;
  return input == "-" ? "-" : replaceSuffix(input, getSuffix(emit));
}

std::string CompileOptions::getHeaderPath() const {
  if (emit != Emit::Object && emit != Emit::SharedObject)
    return "";
  std::string path = getOutputPath();
  // Nothing belongs beside a pipe or a device.
  bool isFile = !llvm::sys::fs::exists(path) ||
                llvm::sys::fs::is_regular_file(path) ||
                llvm::sys::fs::is_directory(path);
  return path != "-" && isFile ? replaceSuffix(path, "h") : "";
}

llvm::Error CompileOptions::checkTuning(bool severalTargets) const {
  auto fail = [](const llvm::Twine &message) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
  };
  if (!tune && tuneBatch.getNumOccurrences())
    return fail("--tune-batch: nothing is timed without --tune");
  if (!tune)
    return llvm::Error::success();
  if (severalTargets)
    return fail("--tune: kernels are timed on this machine; name one --target");
  if (isGPUTarget(target))
    return fail("--tune: kernels are timed on this machine's processor");
  if (reference)
    return fail("--tune: with --reference there are no kernels to time");
  if (goal == OptimizationGoal::Size)
    return fail("--tune: kernels are timed as code for speed, without -Os");
  constexpr unsigned mostRows = 65536;
  if (tuneBatch == 0 || tuneBatch > mostRows)
    return fail("--tune-batch must be in [1, " + llvm::Twine(mostRows) +
                "], got " + llvm::Twine(tuneBatch));
  return llvm::Error::success();
}

llvm::Error CompileOptions::checkEmit(bool severalTargets) const {
  auto fail = [&](llvm::StringRef name, const llvm::Twine &message) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "--emit=" + name + ": " + message);
  };
  if ((emit == Emit::MLIR || emit == Emit::Kernels) && severalTargets)
    return fail(emit == Emit::MLIR ? "mlir" : "kernels",
                "there is a module for each target; name one");
  bool isGPU = isGPUTarget(target);
  bool isNVIDIA = llvm::StringRef(target).starts_with("nvptx64-");
  if (emit == Emit::SPIRV && (!isGPU || isNVIDIA))
    return fail("spirv", "such a module is made for --target=spirv-vulkan1.1");
  if ((emit == Emit::PTX || emit == Emit::Cubin) && !isNVIDIA)
    return fail(emit == Emit::PTX ? "ptx" : "cubin",
                "such code is made for NVIDIA's GPUs (--target=nvptx64-sm_80)");
  return llvm::Error::success();
}

llvm::Error CompileOptions::check() const {
  if (llvm::Error error = ModelOptions::check())
    return error;
  bool severalTargets = llvm::StringRef(target).contains(',');
  if (llvm::Error error = checkEmit(severalTargets))
    return error;
  if (llvm::Error error = checkTuning(severalTargets))
    return error;
  if (name.getNumOccurrences() && !isModelName(name))
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "--name=" + name +
            ": expected a name for a C function, and not that of one of C's "
            "own");
  if (getHeaderPath() == getOutputPath())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "-o " + output + ": this is the header's name; give the code another");
  return checkDistinctFiles({input}, {getOutputPath(), getHeaderPath()});
}
