//===- File.h - Whole files, written safely ---------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_SUPPORT_FILE_H
#define LOWRES_RT_SUPPORT_FILE_H

#include "lowres-rt/support/Result.h"

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

namespace lowres {

struct CloseFile {
  void operator()(std::FILE *stream) const { std::fclose(stream); }
};
using FileHandle = std::unique_ptr<std::FILE, CloseFile>;

/// Waits until the disk has what was written, so that a loss of power can not
/// take it. Returns false, with `errno`, if it does not.
bool flushToDisk(std::FILE *stream);

/// A file that appears under its name only when complete: bytes go to a
/// temporary name in the same folder, commit() renames it, and without a
/// commit() nothing is left behind. Symbolic links are followed, and files that
/// may not be written are not replaced. A path that already names something
/// other than a regular file (a pipe, a device) is written in place.
class OutputFile {
public:
  static Result<OutputFile> open(const std::string &path);

  OutputFile(OutputFile &&other) noexcept;
  OutputFile &operator=(OutputFile &&) = delete;
  OutputFile(const OutputFile &) = delete;
  ~OutputFile();

  /// Appends `size` bytes.
  Status write(const void *data, size_t size);
  Status write(const std::string &text) {
    return write(text.data(), text.size());
  }

  /// Waits until the disk has the contents, and gives the file its name.
  Status commit();

private:
  OutputFile() = default;
  void discard();

  std::string path;
  std::string temporary; // Empty when written in place.
  std::FILE *stream = nullptr;
};

/// The name a file at `path` has until it is committed. A program that wants to
/// leave nothing behind removes it when it is interrupted.
std::string temporaryName(const std::string &path);

/// Success when a file could be created at `path` now; leaves nothing behind
/// and opens no pipe.
Status checkWritable(const std::string &path);

/// All of a plain file; an error when it has more than `limit` bytes.
Result<std::string> readFile(const std::string &path, size_t limit);

/// "cannot <verb> '<path>': <reason of errno>".
Error systemError(const std::string &verb, const std::string &path, int code);

} // namespace lowres

#endif // LOWRES_RT_SUPPORT_FILE_H
