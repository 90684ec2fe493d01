//===- File.cpp - Whole files, written safely -----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/File.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace lowres;

Error lowres::systemError(const std::string &verb, const std::string &path,
                          int code) {
  return Error{"cannot " + verb + " '" + path + "': " + std::strerror(code)};
}

bool lowres::flushToDisk(std::FILE *stream) {
  if (std::fflush(stream) != 0)
    return false;
  // What is no file has nothing to wait for.
  return ::fsync(::fileno(stream)) == 0 || errno == EINVAL;
}

/// Whether `path` names something that renaming a file would replace, and not
/// write to: a device, a pipe.
static bool isSpecial(const std::string &path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) &&
         !S_ISDIR(info.st_mode);
}

/// Success where nothing exists, or what may be written.
static Status checkExisting(const std::string &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0)
    return Status::success();
  if (S_ISDIR(info.st_mode))
    return systemError("write", path, EISDIR);
  if (::access(path.c_str(), W_OK) != 0)
    return systemError("write", path, errno);
  return Status::success();
}

/// The file that `path` names, if need be through symbolic links: it is to be
/// replaced, and not the link.
static std::string resolve(const std::string &path) {
  char *real = ::realpath(path.c_str(), nullptr);
  std::string result = real ? real : path;
  std::free(real);
  return result;
}

std::string lowres::temporaryName(const std::string &path) {
  return resolve(path) + ".tmp-" + std::to_string(::getpid());
}

Result<OutputFile> OutputFile::open(const std::string &path) {
  if (Status status = checkExisting(path); !status)
    return status.error();
  OutputFile file;
  file.path = path;
  if (!isSpecial(path)) {
    file.path = resolve(path);
    file.temporary = temporaryName(path);
  }
  const std::string &name = file.temporary.empty() ? path : file.temporary;
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
  // The disk may take the new name before the contents.
  bool written =
      flushToDisk(stream) && std::fclose(std::exchange(stream, nullptr)) == 0;
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
  // The reader of a pipe would take opening and closing it for the end.
  if (isSpecial(path))
    return checkExisting(path);
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
