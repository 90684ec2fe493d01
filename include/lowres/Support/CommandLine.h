//===- CommandLine.h - What all tools say and return ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_COMMANDLINE_H
#define LOWRES_SUPPORT_COMMANDLINE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace mlir {
namespace lowres {

/// What every tool returns to its caller.
enum ExitCode : int {
  Success = 0,
  BadInput = 1, ///< A file is wrong or cannot be read or written.
  BadUsage = 2, ///< The command line is wrong.
};

// Messages on stderr, as toMessageText() makes them: what they quote from files
// and command lines can not take over the terminal.

/// Prints `tool: error: message` and returns BadUsage.
int reportBadUsage(llvm::StringRef tool, const llvm::Twine &message);

/// Prints `tool: error: message` and returns BadInput.
int reportBadInput(llvm::StringRef tool, const llvm::Twine &message);
int reportBadInput(llvm::StringRef tool, llvm::Error error);

/// Prints `tool: warning: message`.
void reportWarning(llvm::StringRef tool, const llvm::Twine &message);

/// Takes away the hundreds of options that LLVM's libraries register for
/// themselves: some have the names of ours, and none means anything to a user
/// of our tools. To be called before the first option of a tool is made.
void removeForeignOptions();

/// Makes --version print the versions of lowres and LLVM.
void setVersionPrinter();

/// Makes a write beyond the limit on the size of files (ulimit -f) fail, as it
/// does on a full disk, instead of ending the process. To be called after LLVM
/// has set its signal handlers.
void ignoreFileSizeSignal();

/// Makes a failed allocation one message of the program `name` (which must live
/// on) and exit code 1, instead of a stack dump. Files that are being written
/// are removed.
void reportOutOfMemory(const char *name);

/// Makes text that cannot be written to the standard output one message of the
/// program `name` (which must live on) and exit code 1 at its end, instead of
/// one of LLVM's.
void reportFullOutput(const char *name);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_COMMANDLINE_H
