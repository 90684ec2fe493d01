//===- Cifar10.cpp - The CIFAR-10 binary format ---------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Cifar10.h"

#include "lowres-rt/data/ByteStream.h"
#include "lowres-rt/support/Thread.h"

#include <atomic>
#include <cstring>
#include <optional>

using namespace lowres;

static constexpr size_t recordsPerFile = 10000;
static constexpr size_t imageBytes = 3 * 32 * 32;
static constexpr size_t recordBytes = imageBytes + 1;
static constexpr size_t fileBytes = recordsPerFile * recordBytes;

/// Decodes one file into its place of the data set.
static Status loadFile(const std::string &path, uint8_t *images,
                       uint8_t *labels) {
  Result<ByteStream> stream = ByteStream::open(path);
  if (!stream)
    return stream.error();
  Result<std::vector<uint8_t>> bytes =
      stream->readExactly(fileBytes, "CIFAR-10 records");
  if (!bytes)
    return bytes.error();
  if (Status status = stream->expectEnd(fileBytes); !status)
    return status;
  for (size_t i = 0; i < recordsPerFile; ++i) {
    const uint8_t *record = bytes->data() + i * recordBytes;
    if (record[0] > 9)
      return Error{"'" + stream->path() + "': record " + std::to_string(i) +
                   ": expected a label from 0 to 9, found " +
                   std::to_string(record[0])};
    labels[i] = record[0];
    std::memcpy(images + i * imageBytes, record + 1, imageBytes);
  }
  return Status::success();
}

Result<Dataset> lowres::loadCifar10(const std::string &directory, Split split) {
  std::vector<std::string> files;
  if (split == Split::Test)
    files.push_back(directory + "/test_batch.bin");
  else
    for (int i = 1; i <= 5; ++i)
      files.push_back(directory + "/data_batch_" + std::to_string(i) + ".bin");

  Dataset dataset;
  dataset.name = "cifar10";
  dataset.classes = 10;
  dataset.channels = 3;
  dataset.height = dataset.width = 32;
  dataset.images.resize(files.size() * recordsPerFile * imageBytes);
  dataset.labels.resize(files.size() * recordsPerFile);

  // Unpacking takes seconds a file, so each thread takes the next file.
  std::vector<std::optional<Error>> errors(files.size());
  std::atomic<size_t> next{0};
  auto work = [&](size_t) {
    for (size_t i; (i = next++) < files.size();) {
      Status status = loadFile(
          files[i], dataset.images.data() + i * recordsPerFile * imageBytes,
          dataset.labels.data() + i * recordsPerFile);
      if (!status)
        errors[i] = status.error();
    }
  };
  size_t threadCount = std::min<size_t>(
      files.size(), std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads = startThreads(threadCount - 1, work);
  work(threads.size());
  for (std::thread &thread : threads)
    thread.join();

  for (const std::optional<Error> &error : errors)
    if (error)
      return *error;
  return dataset;
}
