//===- OutputFile.cpp - Files that are whole or not there -----------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/OutputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/Path.h"

#include <unistd.h>

using namespace mlir::lowres;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

OutputFile::OutputFile(StringRef path) : path(path) {}

OutputFile::OutputFile(OutputFile &&other)
    : path(std::move(other.path)), temporary(std::move(other.temporary)),
      ownedStream(std::move(other.ownedStream)),
      stream(std::exchange(other.stream, nullptr)) {
  other.temporary.reset();
}

OutputFile::~OutputFile() {
  // A stream with an unseen error ends the process, also one that its
  // destructor meets when it writes what is left.
  if (stream) {
    stream->flush();
    stream->clear_error();
  }
  if (!temporary)
    return;
  ownedStream.reset();
  llvm::consumeError(temporary->discard());
}

Error OutputFile::makeError(std::error_code code) const {
  return llvm::createStringError(code, "cannot write '" + path +
                                           "': " + code.message());
}

Expected<OutputFile> OutputFile::open(StringRef path) {
  OutputFile file(path);
  if (path.empty())
    return file.makeError(
        llvm::make_error_code(llvm::errc::no_such_file_or_directory));
  if (path == "-") {
    file.stream = &llvm::outs();
    return file;
  }

  fs::file_status status;
  std::error_code statusCode = fs::status(path, status);
  if (!statusCode && fs::is_directory(status))
    return file.makeError(llvm::make_error_code(llvm::errc::is_a_directory));
  if (!statusCode && !fs::is_regular_file(status)) {
    std::error_code code;
    file.ownedStream = std::make_unique<llvm::raw_fd_ostream>(path, code);
    if (code)
      return file.makeError(code);
    file.stream = file.ownedStream.get();
    return file;
  }

  // Through a symbolic link, the file it names is replaced and not the link.
  llvm::SmallString<128> real;
  if (!statusCode && !fs::real_path(path, real)) {
    if (std::error_code code = fs::access(real, fs::AccessMode::Write))
      return file.makeError(code);
    file.path = real.str().str();
  }
  Expected<fs::TempFile> temporary =
      fs::TempFile::create(file.path + ".tmp-%%%%%%%%");
  if (!temporary)
    return file.makeError(llvm::errorToErrorCode(temporary.takeError()));
  file.ownedStream = std::make_unique<llvm::raw_fd_ostream>(
      temporary->FD, /*shouldClose=*/false);
  file.temporary = std::move(*temporary);
  file.stream = file.ownedStream.get();
  return file;
}

Error OutputFile::flush() {
  stream->flush();
  std::error_code code = stream->error();
  stream->clear_error();
  // On the disk before it gets its name: no loss of power leaves it empty.
  if (!code && temporary && ::fsync(temporary->FD) != 0)
    code = llvm::errnoAsErrorCode();
  return code ? makeError(code) : Error::success();
}

Error OutputFile::commit() {
  if (Error error = flush())
    return error; // the destructor discards
  if (!temporary)
    return Error::success();
  ownedStream.reset();
  stream = nullptr;
  // keep() removes the file if it cannot be renamed.
  Error error = temporary->keep(path);
  temporary.reset();
  if (error)
    return makeError(llvm::errorToErrorCode(std::move(error)));
  return Error::success();
}

Error OutputFile::commitAll(llvm::MutableArrayRef<OutputFile> files) {
  for (OutputFile &file : files)
    if (Error error = file.flush())
      return error;
  for (OutputFile &file : files)
    if (Error error = file.commit())
      return error;
  return Error::success();
}

Error mlir::lowres::writeFile(StringRef path, StringRef contents) {
  Expected<OutputFile> file = OutputFile::open(path);
  if (!file)
    return file.takeError();
  file->os() << contents;
  return file->commit();
}

/// Where a file that does not exist would be made.
static std::string getFuturePath(StringRef path) {
  StringRef parent = llvm::sys::path::parent_path(path);
  llvm::SmallString<128> real;
  if (fs::real_path(parent.empty() ? "." : parent, real))
    return path.str(); // cannot be made
  llvm::sys::path::append(real, llvm::sys::path::filename(path));
  return real.str().str();
}

static bool isSameFile(StringRef a, StringRef b) {
  if (a.empty() || b.empty() || a == "-" || b == "-")
    return false;
  bool same;
  if (!fs::equivalent(a, b, same))
    return same && fs::is_regular_file(a);
  return getFuturePath(a) == getFuturePath(b);
}

Error mlir::lowres::checkDistinctFiles(llvm::ArrayRef<std::string> inputs,
                                       llvm::ArrayRef<std::string> outputs) {
  for (auto [index, output] : llvm::enumerate(outputs)) {
    for (const std::string &input : inputs)
      if (isSameFile(output, input))
        return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                       "the output '" + output +
                                           "' would overwrite the input '" +
                                           input + "'");
    for (const std::string &other : outputs.take_front(index))
      if (isSameFile(output, other))
        return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                       "the outputs '" + other + "' and '" +
                                           output + "' are the same file");
  }
  return Error::success();
}
