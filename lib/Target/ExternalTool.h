//===- ExternalTool.h - Programs that make files of files -------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_TARGET_EXTERNALTOOL_H
#define LOWRES_LIB_TARGET_EXTERNALTOOL_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mlir {
namespace lowres {

/// A program that is called with options, `-o`, the file that it writes and the
/// one that it reads, and more options.
struct ExternalTool {
  /// What it is to the user: "linker".
  StringRef kind;
  std::string path;
  SmallVector<StringRef> optionsBefore, optionsBehind;
  /// Of the names of these files.
  StringRef inputSuffix, outputSuffix;
};

/// What a program left.
struct ToolResult {
  SmallVector<char, 0> output;
  /// What it printed.
  std::string log;
};

/// Runs `tool` with temporary files. Fails if it does; the message has what it
/// printed.
llvm::Expected<ToolResult> runTool(const ExternalTool &tool, StringRef input);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_LIB_TARGET_EXTERNALTOOL_H
