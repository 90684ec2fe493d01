//===- ByteStream.cpp - Plain, gzip and xz files --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/ByteStream.h"

#include "lowres-rt/support/File.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <lzma.h>
#include <sys/stat.h>
#include <zlib.h>

using namespace lowres;

namespace {
enum class Format { Plain, Gzip, Xz };
} // namespace

struct ByteStream::State {
  std::string path;
  Format format = Format::Plain;
  std::FILE *stream = nullptr;
  z_stream gzip = {};
  lzma_stream xz = LZMA_STREAM_INIT;
  bool finished = false;   // No more decoded bytes.
  bool inputEnded = false; // No more file bytes.
  bool inMember = false;   // A gzip member has begun and not ended.
  uint8_t input[1 << 16];

  ~State() {
    if (stream)
      std::fclose(stream);
    if (format == Format::Gzip)
      inflateEnd(&gzip);
    if (format == Format::Xz)
      lzma_end(&xz);
  }

  Result<size_t> fill();
  Result<size_t> readPlain(uint8_t *out, size_t size);
  Result<size_t> readGzip(uint8_t *out, size_t size);
  Result<size_t> readXz(uint8_t *out, size_t size);

  Error corrupt(const char *format, const char *why) const {
    return Error{"'" + path + "': corrupt " + format + " data: " + why};
  }
};

/// Reads the next piece of the file into `input`.
Result<size_t> ByteStream::State::fill() {
  errno = 0;
  size_t got = std::fread(input, 1, sizeof(input), stream);
  if (got == 0 && std::ferror(stream))
    return systemError("read", path, errno ? errno : EIO);
  inputEnded = got == 0;
  return got;
}

Result<size_t> ByteStream::State::readPlain(uint8_t *out, size_t size) {
  errno = 0;
  size_t got = std::fread(out, 1, size, stream);
  if (got < size && std::ferror(stream))
    return systemError("read", path, errno ? errno : EIO);
  finished = got < size;
  return got;
}

Result<size_t> ByteStream::State::readGzip(uint8_t *out, size_t size) {
  size_t done = 0;
  while (done < size && !finished) {
    if (gzip.avail_in == 0 && !inputEnded) {
      Result<size_t> got = fill();
      if (!got)
        return got;
      gzip.next_in = input;
      gzip.avail_in = static_cast<uInt>(*got);
    }
    if (gzip.avail_in == 0 && inputEnded) {
      if (inMember)
        return corrupt("gzip", "the file ends too early");
      finished = true;
      break;
    }
    inMember = true;
    size_t room = std::min<size_t>(size - done, 1u << 30);
    gzip.next_out = out + done;
    gzip.avail_out = static_cast<uInt>(room);
    int code = inflate(&gzip, Z_NO_FLUSH);
    done += room - gzip.avail_out;
    if (code == Z_STREAM_END) {
      // Another member may follow.
      inMember = false;
      inflateReset(&gzip);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      return corrupt("gzip", gzip.msg ? gzip.msg : "bad stream");
    }
  }
  return done;
}

Result<size_t> ByteStream::State::readXz(uint8_t *out, size_t size) {
  size_t done = 0;
  while (done < size && !finished) {
    if (xz.avail_in == 0 && !inputEnded) {
      Result<size_t> got = fill();
      if (!got)
        return got;
      xz.next_in = input;
      xz.avail_in = *got;
    }
    xz.next_out = out + done;
    xz.avail_out = size - done;
    lzma_ret code = lzma_code(&xz, inputEnded ? LZMA_FINISH : LZMA_RUN);
    done = size - xz.avail_out;
    if (code == LZMA_STREAM_END)
      finished = true;
    else if (code == LZMA_BUF_ERROR)
      return corrupt("xz", "the file ends too early");
    else if (code == LZMA_FORMAT_ERROR)
      return corrupt("xz", "no xz header");
    else if (code == LZMA_MEMLIMIT_ERROR)
      return corrupt("xz", "the decoder would need more than 512 MiB");
    else if (code != LZMA_OK)
      return corrupt("xz", "bad stream or checksum");
  }
  return done;
}

ByteStream::ByteStream(std::unique_ptr<State> state)
    : state(std::move(state)) {}
ByteStream::ByteStream(ByteStream &&) noexcept = default;
ByteStream &ByteStream::operator=(ByteStream &&) noexcept = default;
ByteStream::~ByteStream() = default;

const std::string &ByteStream::path() const { return state->path; }

Result<ByteStream> ByteStream::open(const std::string &path) {
  static constexpr struct {
    const char *suffix;
    Format format;
  } forms[] = {{"", Format::Plain}, {".gz", Format::Gzip}, {".xz", Format::Xz}};
  for (const auto &form : forms) {
    std::string name = path + form.suffix;
    struct stat info;
    if (::stat(name.c_str(), &info) != 0)
      continue;
    if (S_ISDIR(info.st_mode))
      return systemError("read", name, EISDIR);
    auto state = std::make_unique<State>();
    state->path = name;
    state->stream = std::fopen(name.c_str(), "rb");
    if (!state->stream)
      return systemError("read", name, errno);
    if (info.st_size == 0 && S_ISREG(info.st_mode))
      return Error{"'" + name + "' is empty"};
    constexpr int gzipHeader = 16; // Added to the window bits: gzip framing.
    if (form.format == Format::Gzip &&
        inflateInit2(&state->gzip, gzipHeader + MAX_WBITS) != Z_OK)
      return Error{"'" + name + "': no memory for the gzip decoder"};
    constexpr uint64_t memoryLimit = uint64_t(512) << 20;
    if (form.format == Format::Xz &&
        lzma_stream_decoder(&state->xz, memoryLimit, LZMA_CONCATENATED) !=
            LZMA_OK)
      return Error{"'" + name + "': no memory for the xz decoder"};
    state->format = form.format;
    return ByteStream(std::move(state));
  }
  return Error{"missing file '" + path + "' (also tried .gz and .xz)"};
}

Result<size_t> ByteStream::read(uint8_t *out, size_t size) {
  if (state->finished)
    return size_t(0);
  switch (state->format) {
  case Format::Plain:
    return state->readPlain(out, size);
  case Format::Gzip:
    return state->readGzip(out, size);
  case Format::Xz:
    return state->readXz(out, size);
  }
  return size_t(0);
}

Result<std::vector<uint8_t>> ByteStream::readExactly(size_t size,
                                                     const std::string &what) {
  std::vector<uint8_t> bytes;
  constexpr size_t step = size_t(32) << 20;
  while (bytes.size() < size) {
    size_t before = bytes.size();
    bytes.resize(before + std::min(step, size - before));
    Result<size_t> got = read(bytes.data() + before, bytes.size() - before);
    if (!got)
      return got.error();
    if (*got < bytes.size() - before)
      return Error{"'" + path() + "' is truncated: expected " +
                   std::to_string(size) + " bytes of " + what + ", found " +
                   std::to_string(before + *got)};
  }
  return bytes;
}

Status ByteStream::expectEnd(size_t expected) {
  uint8_t extra = 0;
  Result<size_t> got = read(&extra, 1);
  if (!got)
    return got.error();
  if (*got != 0)
    return Error{"'" + path() + "' is too long: expected " +
                 std::to_string(expected) + " bytes"};
  return Status::success();
}
