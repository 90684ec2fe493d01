//===- CommandLine.h - Set-up of LLVM's command line ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_COMMANDLINE_H
#define LOWRES_SUPPORT_COMMANDLINE_H

namespace mlir {
namespace lowres {

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

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_COMMANDLINE_H
