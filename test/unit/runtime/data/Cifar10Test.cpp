//===- Cifar10Test.cpp ----------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Cifar10.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

using Cifar10Test = FileTest;

constexpr size_t recordBytes = 3073, records = 10000;

/// A well-formed file; record i has the label (i + first) % 10 and pixels that
/// tell its number.
Bytes makeFile(size_t first) {
  Bytes bytes(recordBytes * records);
  for (size_t i = 0; i < records; ++i) {
    bytes[i * recordBytes] = static_cast<uint8_t>((i + first) % 10);
    bytes[i * recordBytes + 1] = static_cast<uint8_t>(i);
    bytes[i * recordBytes + 3072] = static_cast<uint8_t>(i >> 8);
  }
  return bytes;
}

std::string testError(const std::string &folder) {
  Result<Dataset> dataset = loadCifar10(folder, Split::Test);
  return dataset ? "no error" : dataset.error().message;
}

TEST_F(Cifar10Test, LoadsTestFile) {
  write("test_batch.bin.xz", xzipped(makeFile(3)));
  Result<Dataset> dataset = loadCifar10(folder, Split::Test);
  ASSERT_TRUE(dataset) << dataset.error().message;
  EXPECT_EQ(dataset->size(), records);
  EXPECT_EQ(dataset->imageSize(), 3072u);
  EXPECT_EQ(dataset->channels, 3);
  EXPECT_EQ(dataset->height, 32);
  EXPECT_EQ(dataset->width, 32);
  EXPECT_EQ(dataset->classes, 10);
  EXPECT_EQ(dataset->labels[9], 2);
  EXPECT_EQ(dataset->images[777 * 3072], 777 % 256);
  EXPECT_EQ(dataset->images[777 * 3072 + 3071], 777 / 256);
}

TEST_F(Cifar10Test, LoadsTrainingFilesInOrder) {
  for (size_t i = 1; i <= 5; ++i)
    write("data_batch_" + std::to_string(i) + ".bin.gz", gzipped(makeFile(i)));
  Result<Dataset> dataset = loadCifar10(folder, Split::Train);
  ASSERT_TRUE(dataset) << dataset.error().message;
  ASSERT_EQ(dataset->size(), 5 * records);
  for (size_t i = 0; i < 5; ++i)
    EXPECT_EQ(dataset->labels[i * records], i + 1);
}

TEST_F(Cifar10Test, MissingFile) {
  EXPECT_EQ(testError(folder), "missing file '" + path("test_batch.bin") +
                                   "' (also tried .gz and .xz)");
}

TEST_F(Cifar10Test, TruncatedFile) {
  Bytes bytes = makeFile(0);
  bytes.resize(bytes.size() - recordBytes);
  write("test_batch.bin", bytes);
  EXPECT_EQ(testError(folder),
            "'" + path("test_batch.bin") +
                "' is truncated: expected 30730000 bytes of CIFAR-10 "
                "records, found 30726927");
}

TEST_F(Cifar10Test, LongFile) {
  Bytes bytes = makeFile(0);
  bytes.push_back(0);
  write("test_batch.bin", bytes);
  EXPECT_EQ(testError(folder), "'" + path("test_batch.bin") +
                                   "' is too long: expected 30730000 bytes");
}

TEST_F(Cifar10Test, BadLabel) {
  Bytes bytes = makeFile(0);
  bytes[17 * recordBytes] = 10;
  write("test_batch.bin", bytes);
  EXPECT_EQ(testError(folder),
            "'" + path("test_batch.bin") +
                "': record 17: expected a label from 0 to 9, found 10");
}

} // namespace
