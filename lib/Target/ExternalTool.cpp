//===- ExternalTool.cpp - Programs that make files of files ---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExternalTool.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
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

Expected<ToolResult> mlir::lowres::runTool(const ExternalTool &tool,
                                           StringRef input) {
  SmallString<128> inputPath, outputPath, logPath;
  llvm::FileRemover inputRemover, outputRemover, logRemover;
  if (Error error = createTemporary(tool.inputSuffix, inputPath, inputRemover))
    return error;
  if (Error error =
          createTemporary(tool.outputSuffix, outputPath, outputRemover))
    return error;
  if (Error error = createTemporary("log", logPath, logRemover))
    return error;
  if (Error error =
          llvm::writeToOutput(inputPath, [&](llvm::raw_ostream &os) -> Error {
            os << input;
            return Error::success();
          }))
    return error;

  SmallVector<StringRef> command{tool.path};
  command.append(tool.optionsBefore);
  command.append({"-o", outputPath, inputPath});
  command.append(tool.optionsBehind);
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(logPath),
                                          StringRef(logPath)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(tool.path, command,
                                         /*Env=*/std::nullopt, redirects,
                                         /*SecondsToWait=*/0,
                                         /*MemoryLimit=*/0, &message);
  std::string log = readText(logPath);
  if (status != 0)
    return makeError("the " + tool.kind + " " + tool.path + " failed" +
                     (message.empty() ? "" : " (" + message + ")") + ": " +
                     log);
  auto output = llvm::MemoryBuffer::getFile(outputPath);
  if (!output)
    return makeError("cannot read the " + tool.kind +
                     "'s output: " + output.getError().message());
  StringRef bytes = (*output)->getBuffer();
  return ToolResult{SmallVector<char, 0>(bytes.begin(), bytes.end()),
                    std::move(log)};
}
