//===- SharedObject.cpp - Linking a shared library ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExternalTool.h"
#include "lowres/Target/Codegen.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir::lowres;
using llvm::Expected;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;

static llvm::Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

namespace {
/// A program and how it is asked for a shared library.
struct Linker {
  std::string path;
  /// The C driver's flags differ from the linker's, and only it finds libm.
  bool isDriver;
};
} // namespace

/// A C compiler driver for this machine's own code, since it knows where libm
/// is; else lld, which links for every target and leaves libm to the program.
static Expected<Linker> findLinker(const TargetInfo &target) {
  llvm::Triple host(llvm::sys::getProcessTriple());
  bool isHost = host.getArch() == target.getTriple().getArch() &&
                host.getOS() == target.getTriple().getOS();
  if (isHost)
    for (StringRef name : {"cc", "clang-22", "clang", "gcc"})
      if (auto path = llvm::sys::findProgramByName(name))
        return Linker{*path, /*isDriver=*/true};
  if (target.getTriple().isOSBinFormatELF())
    for (StringRef name : {"ld.lld-22", "ld.lld"})
      if (auto path = llvm::sys::findProgramByName(name))
        return Linker{*path, /*isDriver=*/false};
  return makeError("no linker for " + target.getTriple().str() +
                   " found in PATH (looked for " +
                   (isHost ? "cc, clang-22, clang, gcc, " : "") +
                   "ld.lld-22, ld.lld); --emit=obj needs none");
}

Expected<SmallVector<char, 0>>
mlir::lowres::linkSharedObject(StringRef object, const TargetInfo &target) {
  Expected<Linker> linker = findLinker(target);
  if (!linker)
    return linker.takeError();

  ExternalTool tool{"linker", linker->path, {"-shared"}, {}, "o", "so"};
  if (linker->isDriver)
    tool.optionsBehind = {"-nostartfiles", "-lm"};
  Expected<ToolResult> result = runTool(tool, object);
  if (!result)
    return result.takeError();
  return std::move(result->output);
}
