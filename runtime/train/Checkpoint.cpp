//===- Checkpoint.cpp - A run on disk -------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/train/Checkpoint.h"

#include "lowres-rt/support/File.h"

#include <cerrno>
#include <cstring>
#include <sstream>
#include <zlib.h>

using namespace lowres;

static constexpr char magic[8] = {'L', 'O', 'W', 'R', 'E', 'S', 'C', 'K'};
static constexpr uint32_t version = 1;

namespace {
/// Appends values to a file and keeps their checksum; remembers the first
/// failure, so that callers check once.
class Writer {
public:
  explicit Writer(OutputFile &file) : file(file) {}

  void bytes(const void *data, size_t size) {
    crc = crc32_z(crc, static_cast<const Bytef *>(data), size);
    if (status)
      status = file.write(data, size);
  }
  template <typename T> void number(T value) { bytes(&value, sizeof(value)); }

  OutputFile &file;
  uLong crc = crc32_z(0, nullptr, 0);
  Status status = Status::success();
};

/// The counterpart, for a file whose checksum is right: that it ends early is
/// not expected, and gives zeros.
class Reader {
public:
  explicit Reader(std::FILE *stream) : stream(stream) {}

  void bytes(void *data, size_t size) {
    size_t got = std::fread(data, 1, size, stream);
    std::memset(static_cast<char *>(data) + got, 0, size - got);
  }
  template <typename T> T number() {
    T value;
    bytes(&value, sizeof(value));
    return value;
  }

  std::FILE *stream;
};
} // namespace

Status lowres::writeCheckpoint(const std::string &path,
                               const std::string &description,
                               const TrainState &state,
                               const std::vector<Parameter *> &parameters,
                               const std::vector<std::vector<float>> &best) {
  Result<OutputFile> file = OutputFile::open(path);
  if (!file)
    return file.error();
  Writer out(*file);
  out.bytes(magic, sizeof(magic));
  out.number(version);
  out.number(static_cast<uint32_t>(description.size()));
  out.bytes(description.data(), description.size());
  out.number(state.epoch);
  out.number(state.step);
  out.number(state.bestEpoch);
  out.number(state.bestCorrect);
  out.number(uint32_t(!best.empty()));
  out.number(static_cast<uint32_t>(parameters.size()));
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Parameter &parameter = *parameters[i];
    out.number(static_cast<uint64_t>(parameter.size()));
    out.number(static_cast<uint32_t>(parameter.state.size()));
    size_t bytes = parameter.size() * sizeof(float);
    out.bytes(parameter.value.data(), bytes);
    for (const Buffer &moment : parameter.state)
      out.bytes(moment.data(), bytes);
    if (!best.empty())
      out.bytes(best[i].data(), bytes);
  }
  uint32_t crc = static_cast<uint32_t>(out.crc);
  out.number(crc);
  if (!out.status)
    return out.status;
  return file->commit();
}

/// Whether the rest of the file ends in its checksum. The CRC-32 of any bytes
/// followed by their own, least significant byte first, is the same number.
static bool isWhole(std::FILE *stream) {
  constexpr uLong residue = 0x2144df1c;
  std::vector<Bytef> chunk(1 << 20);
  uLong crc = crc32_z(0, nullptr, 0);
  while (size_t got = std::fread(chunk.data(), 1, chunk.size(), stream))
    crc = crc32_z(crc, chunk.data(), got);
  return crc == residue;
}

/// The first line that differs, from both sides.
static std::string firstDifference(const std::string &found,
                                   const std::string &expected) {
  std::istringstream a(found), b(expected);
  std::string lineA, lineB;
  while (true) {
    bool haveA = bool(std::getline(a, lineA));
    bool haveB = bool(std::getline(b, lineB));
    if (!haveA)
      lineA = "(nothing)";
    if (!haveB)
      lineB = "(nothing)";
    if (lineA != lineB || (!haveA && !haveB))
      return lineA + ", this run has " + lineB;
  }
}

Result<TrainState>
lowres::readCheckpoint(const std::string &path, const std::string &description,
                       const std::vector<Parameter *> &parameters,
                       std::vector<std::vector<float>> &best) {
  FileHandle stream(std::fopen(path.c_str(), "rb"));
  if (!stream)
    return systemError("read", path, errno);
  Reader in(stream.get());
  auto fail = [&](const std::string &what) {
    return Error{"checkpoint '" + path + "' " + what};
  };

  // Before anything of a damaged file is taken for what it says.
  char found[sizeof(magic)];
  in.bytes(found, sizeof(found));
  if (std::memcmp(found, magic, sizeof(magic)) != 0)
    return fail("is not a checkpoint: wrong magic number");
  std::rewind(stream.get());
  if (!isWhole(stream.get()))
    return fail("is damaged or incomplete: its checksum does not match");

  std::rewind(stream.get());
  in.bytes(found, sizeof(found));
  if (uint32_t itsVersion = in.number<uint32_t>(); itsVersion != version)
    return fail("has version " + std::to_string(itsVersion) + ", expected " +
                std::to_string(version));
  uint32_t length = in.number<uint32_t>();
  constexpr uint32_t mostText = 1 << 20;
  if (length > mostText)
    return fail("has a description of " + std::to_string(length) +
                " bytes, expected at most " + std::to_string(mostText));
  std::string text(length, '\0');
  in.bytes(text.data(), length);
  if (text != description)
    return fail("comes from another run: it has " +
                firstDifference(text, description));

  TrainState state;
  state.epoch = in.number<uint32_t>();
  state.step = in.number<uint64_t>();
  state.bestEpoch = in.number<uint32_t>();
  state.bestCorrect = in.number<uint64_t>();
  bool hasBest = in.number<uint32_t>() == 1;
  uint32_t count = in.number<uint32_t>();
  if (count != parameters.size())
    return fail("has " + std::to_string(count) + " parameters, expected " +
                std::to_string(parameters.size()));
  best.assign(hasBest ? count : 0, {});
  for (uint32_t i = 0; i < count; ++i) {
    Parameter &parameter = *parameters[i];
    uint64_t elements = in.number<uint64_t>();
    uint32_t moments = in.number<uint32_t>();
    if (elements != parameter.size() || moments != parameter.state.size())
      return fail("has parameter " + parameter.name + " with " +
                  std::to_string(elements) + " elements and " +
                  std::to_string(moments) + " moments, expected " +
                  std::to_string(parameter.size()) + " and " +
                  std::to_string(parameter.state.size()));
    size_t bytes = parameter.size() * sizeof(float);
    in.bytes(parameter.value.data(), bytes);
    for (Buffer &moment : parameter.state)
      in.bytes(moment.data(), bytes);
    if (hasBest) {
      best[i].resize(parameter.size());
      in.bytes(best[i].data(), bytes);
    }
  }
  return state;
}
