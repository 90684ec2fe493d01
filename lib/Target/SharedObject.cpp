//===- SharedObject.cpp - Linking a shared library ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Target/Codegen.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::SmallString;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;

static Error makeError(const Twine &message) {
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

/// Creates an empty temporary file that `remover` deletes.
static Error createTemporary(StringRef suffix, SmallString<128> &path,
                             llvm::FileRemover &remover) {
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("lowres", suffix, path))
    return makeError("cannot create a temporary file: " + code.message());
  remover.setFile(path);
  return Error::success();
}

static std::string readText(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().rtrim().str() : std::string();
}

Expected<SmallVector<char, 0>>
mlir::lowres::linkSharedObject(StringRef object, const TargetInfo &target) {
  Expected<Linker> linker = findLinker(target);
  if (!linker)
    return linker.takeError();

  SmallString<128> input, output, log;
  llvm::FileRemover inputRemover, outputRemover, logRemover;
  if (Error error = createTemporary("o", input, inputRemover))
    return error;
  if (Error error = createTemporary("so", output, outputRemover))
    return error;
  if (Error error = createTemporary("log", log, logRemover))
    return error;
  if (Error error =
          llvm::writeToOutput(input, [&](llvm::raw_ostream &os) -> Error {
            os << object;
            return Error::success();
          }))
    return error;

  SmallVector<StringRef> command{linker->path, "-shared", "-o", output, input};
  if (linker->isDriver)
    command.append({"-nostartfiles", "-lm"});
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(log),
                                          StringRef(log)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(linker->path, command,
                                         /*Env=*/std::nullopt, redirects,
                                         /*SecondsToWait=*/0,
                                         /*MemoryLimit=*/0, &message);
  if (status != 0)
    return makeError("the linker " + linker->path + " failed" +
                     (message.empty() ? "" : " (" + message + ")") + ": " +
                     readText(log));
  auto linked = llvm::MemoryBuffer::getFile(output);
  if (!linked)
    return makeError("cannot read the linker's output: " +
                     linked.getError().message());
  StringRef bytes = (*linked)->getBuffer();
  return SmallVector<char, 0>(bytes.begin(), bytes.end());
}
