//===- Idx.cpp - The IDX format of MNIST ----------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Idx.h"

#include "lowres-rt/data/ByteStream.h"

#include <cstdio>

using namespace lowres;

namespace {
/// A decoded IDX file: its dimensions and its bytes.
struct IdxFile {
  std::string path;
  std::vector<uint32_t> dims;
  std::vector<uint8_t> bytes;
};
} // namespace

static uint32_t bigEndian(const uint8_t *bytes) {
  return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 |
         uint32_t(bytes[2]) << 8 | bytes[3];
}

static std::string hex(uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08x", value);
  return text;
}

/// Reads a file of unsigned bytes with `rank` dimensions.
static Result<IdxFile> readIdx(const std::string &path, size_t rank) {
  Result<ByteStream> stream = ByteStream::open(path);
  if (!stream)
    return stream.error();
  IdxFile file;
  file.path = stream->path();

  size_t headerBytes = 4 + 4 * rank;
  Result<std::vector<uint8_t>> header =
      stream->readExactly(headerBytes, "IDX header");
  if (!header)
    return header.error();
  uint32_t expectedMagic = 0x800u + static_cast<uint32_t>(rank);
  uint32_t magic = bigEndian(header->data());
  if (magic != expectedMagic)
    return Error{"'" + file.path + "': wrong magic number: expected " +
                 hex(expectedMagic) + ", found " + hex(magic)};

  // No data set of this family comes near these; beyond them the header is
  // taken for garbage before any memory is spent on it.
  constexpr uint64_t maxCount = 10000000, maxSide = 1024;
  constexpr uint64_t maxBytes = uint64_t(4) << 30;
  uint64_t size = 1;
  for (size_t i = 0; i < rank; ++i) {
    uint32_t dim = bigEndian(header->data() + 4 + 4 * i);
    uint64_t most = i == 0 ? maxCount : maxSide;
    if (dim == 0 || dim > most)
      return Error{"'" + file.path + "': dimension " + std::to_string(i) +
                   ": expected 1 to " + std::to_string(most) + ", found " +
                   std::to_string(dim)};
    file.dims.push_back(dim);
    size *= dim;
  }
  if (size > maxBytes)
    return Error{"'" + file.path + "': expected at most " +
                 std::to_string(maxBytes) + " bytes, the header says " +
                 std::to_string(size)};

  Result<std::vector<uint8_t>> bytes =
      stream->readExactly(size, rank == 1 ? "labels" : "pixels");
  if (!bytes)
    return bytes.error();
  if (Status status = stream->expectEnd(headerBytes + size); !status)
    return status.error();
  file.bytes = std::move(*bytes);
  return file;
}

Result<Dataset> lowres::loadIdx(const std::string &name,
                                const std::string &directory, Split split) {
  std::string prefix =
      directory + (split == Split::Train ? "/train-" : "/t10k-");
  Result<IdxFile> images = readIdx(prefix + "images-idx3-ubyte", 3);
  if (!images)
    return images.error();
  Result<IdxFile> labels = readIdx(prefix + "labels-idx1-ubyte", 1);
  if (!labels)
    return labels.error();
  if (images->dims[0] != labels->dims[0])
    return Error{"'" + images->path + "' has " +
                 std::to_string(images->dims[0]) + " images, '" + labels->path +
                 "' has " + std::to_string(labels->dims[0]) +
                 " labels: expected the same number"};
  for (size_t i = 0; i < labels->bytes.size(); ++i)
    if (labels->bytes[i] > 9)
      return Error{"'" + labels->path + "': label " + std::to_string(i) +
                   ": expected 0 to 9, found " +
                   std::to_string(labels->bytes[i])};

  Dataset dataset;
  dataset.name = name;
  dataset.classes = 10;
  dataset.channels = 1;
  dataset.height = static_cast<int>(images->dims[1]);
  dataset.width = static_cast<int>(images->dims[2]);
  dataset.images = std::move(images->bytes);
  dataset.labels = std::move(labels->bytes);
  return dataset;
}
