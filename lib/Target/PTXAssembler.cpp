//===- PTXAssembler.cpp - What ptxas makes of PTX -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExternalTool.h"

#include "lowres/Target/PTX.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace mlir;
using namespace mlir::lowres;
using llvm::Expected;

/// Where programs and CUDA's own variables say that it is, or where its
/// installer puts it.
static Expected<std::string> findAssembler() {
  if (auto path = llvm::sys::findProgramByName("ptxas"))
    return *path;
  SmallVector<std::string> folders;
  for (StringRef variable : {"CUDA_PATH", "CUDA_HOME"})
    if (auto folder = llvm::sys::Process::GetEnv(variable))
      folders.push_back(*folder);
  folders.push_back("/usr/local/cuda");
  for (StringRef folder : folders) {
    SmallString<128> bin(folder);
    llvm::sys::path::append(bin, "bin");
    if (auto path = llvm::sys::findProgramByName("ptxas", {bin.str()}))
      return *path;
  }
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "no ptxas found, which comes with CUDA (looked in PATH, $CUDA_PATH/bin, "
      "$CUDA_HOME/bin and /usr/local/cuda/bin); --emit=ptx and objects need "
      "none");
}

Expected<AssembledPTX> mlir::lowres::assemblePTX(StringRef ptx,
                                                 StringRef chip) {
  Expected<std::string> path = findAssembler();
  if (!path)
    return path.takeError();
  std::string arch = ("-arch=" + chip).str();
  Expected<ToolResult> result =
      runTool({"assembler", *path, {arch, "-v"}, {}, "ptx", "cubin"}, ptx);
  if (!result)
    return result.takeError();
  return AssembledPTX{std::move(result->output), std::move(result->log)};
}
