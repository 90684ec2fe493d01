//===- OutputFile.h - Files that are whole or not there ---------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_OUTPUTFILE_H
#define LOWRES_SUPPORT_OUTPUTFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <optional>
#include <string>

namespace mlir {
namespace lowres {

/// An output file. What is written goes to a temporary file in the same
/// directory, which takes the place of `path` on commit(); without a commit,
/// and on any error, `path` is what it was before and nothing else is left.
///
/// `-` is the standard output. A path that is no regular file (a pipe,
/// /dev/null) is written directly.
class OutputFile {
public:
  /// Opens a file for writing. Errors name `path` and the reason.
  static llvm::Expected<OutputFile> open(llvm::StringRef path);

  OutputFile(OutputFile &&);
  ~OutputFile();

  llvm::raw_ostream &os() { return *stream; }

  /// Gives the file its name. Fails, and leaves nothing, if anything written
  /// has not reached the disk.
  llvm::Error commit();

  /// Commits all files, or none if anything written to any of them has not
  /// reached the disk.
  static llvm::Error commitAll(llvm::MutableArrayRef<OutputFile> files);

private:
  OutputFile(llvm::StringRef path);

  llvm::Error makeError(std::error_code code) const;
  llvm::Error flush();

  std::string path;
  /// Absent where the file is written directly.
  std::optional<llvm::sys::fs::TempFile> temporary;
  std::unique_ptr<llvm::raw_fd_ostream> ownedStream;
  llvm::raw_fd_ostream *stream = nullptr;
};

/// Writes `contents` to `path` as an OutputFile.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents);

/// Fails if an output is also an input or another output, under this name or
/// another: it would be lost. Empty names, `-` and what is no regular file do
/// not count.
llvm::Error checkDistinctFiles(llvm::ArrayRef<std::string> inputs,
                               llvm::ArrayRef<std::string> outputs);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_OUTPUTFILE_H
