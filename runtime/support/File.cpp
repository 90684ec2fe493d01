//===- File.cpp - Whole files, written safely -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/File.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace lowres;

Error lowres::systemError(const std::string &verb, const std::string &path,
                          int code) {
  return Error{"cannot " + verb + " '" + path + "': " + std::strerror(code)};
}

Result<OutputFile> OutputFile::open(const std::string &path) {
  OutputFile file;
  file.path = path;
  struct stat info;
  bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode))
    return systemError("write", path, EISDIR);
  // Renaming over a device or a pipe would replace it.
  bool inPlace = exists && !S_ISREG(info.st_mode);
  if (!inPlace)
    file.temporary = path + ".tmp-" + std::to_string(::getpid());
  const std::string &name = inPlace ? path : file.temporary;
  file.stream = std::fopen(name.c_str(), "wb");
  if (!file.stream) {
    int code = errno;
    file.temporary.clear();
    return systemError("write", path, code);
  }
  return file;
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : path(std::move(other.path)), temporary(std::move(other.temporary)),
      stream(std::exchange(other.stream, nullptr)) {
  other.temporary.clear();
}

OutputFile::~OutputFile() { discard(); }

void OutputFile::discard() {
  if (stream)
    std::fclose(stream);
  stream = nullptr;
  if (!temporary.empty())
    std::remove(temporary.c_str());
  temporary.clear();
}

Status OutputFile::write(const void *data, size_t size) {
  errno = 0;
  if (size != 0 && std::fwrite(data, 1, size, stream) != size)
    return systemError("write", path, errno ? errno : EIO);
  return Status::success();
}

Status OutputFile::commit() {
  errno = 0;
  bool written = std::fclose(stream) == 0;
  stream = nullptr;
  if (!written) {
    Error error = systemError("write", path, errno ? errno : EIO);
    discard();
    return error;
  }
  if (!temporary.empty() && std::rename(temporary.c_str(), path.c_str()) != 0) {
    Error error = systemError("write", path, errno);
    discard();
    return error;
  }
  temporary.clear();
  return Status::success();
}

Status lowres::checkWritable(const std::string &path) {
  Result<OutputFile> file = OutputFile::open(path);
  if (!file)
    return file.error();
  return Status::success(); // The destructor removes the temporary file.
}

Result<std::string> lowres::readFile(const std::string &path, size_t limit) {
  std::FILE *stream = std::fopen(path.c_str(), "rb");
  if (!stream)
    return systemError("read", path, errno);
  std::string text;
  char chunk[1 << 16];
  size_t got;
  errno = 0;
  while (text.size() <= limit &&
         (got = std::fread(chunk, 1, sizeof(chunk), stream)) != 0)
    text.append(chunk, got);
  bool failed = std::ferror(stream) != 0;
  int code = errno;
  std::fclose(stream);
  if (failed)
    return systemError("read", path, code ? code : EIO);
  if (text.size() > limit)
    return Error{"'" + path + "' has more than " + std::to_string(limit) +
                 " bytes"};
  return text;
}
