//===- ByteStreamTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/ByteStream.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

using ByteStreamTest = FileTest;

Bytes sample(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<uint8_t>(i * i >> 3);
  return bytes;
}

/// All of `name`, which should hold `size` bytes, or the error.
Result<Bytes> readAll(const std::string &name, size_t size) {
  Result<ByteStream> stream = ByteStream::open(name);
  if (!stream)
    return stream.error();
  Result<Bytes> bytes = stream->readExactly(size, "samples");
  if (!bytes)
    return bytes;
  if (Status status = stream->expectEnd(size); !status)
    return status.error();
  return bytes;
}

std::string errorOf(const std::string &name, size_t size) {
  Result<Bytes> bytes = readAll(name, size);
  return bytes ? "no error" : bytes.error().message;
}

TEST_F(ByteStreamTest, ReadsEveryForm) {
  Bytes bytes = sample(200000);
  write("plain", bytes);
  write("zipped.gz", gzipped(bytes));
  write("xzipped.xz", xzipped(bytes));
  for (const char *name : {"plain", "zipped", "xzipped"}) {
    Result<Bytes> result = readAll(path(name), bytes.size());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(*result, bytes) << name;
  }
}

TEST_F(ByteStreamTest, ReadsJoinedGzipMembers) {
  Bytes first = gzipped({1, 2, 3}), second = gzipped({4, 5});
  first.insert(first.end(), second.begin(), second.end());
  write("a.gz", first);
  Result<Bytes> result = readAll(path("a"), 5);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(*result, Bytes({1, 2, 3, 4, 5}));
}

TEST_F(ByteStreamTest, PlainComesFirst) {
  write("a", {1});
  write("a.gz", gzipped({2}));
  Result<Bytes> result = readAll(path("a"), 1);
  ASSERT_TRUE(result);
  EXPECT_EQ((*result)[0], 1);
}

TEST_F(ByteStreamTest, Missing) {
  EXPECT_EQ(errorOf(path("none"), 1),
            "missing file '" + path("none") + "' (also tried .gz and .xz)");
}

TEST_F(ByteStreamTest, Empty) {
  write("a", {});
  EXPECT_EQ(errorOf(path("a"), 1), "'" + path("a") + "' is empty");
  write("b.xz", {});
  EXPECT_EQ(errorOf(path("b"), 1), "'" + path("b.xz") + "' is empty");
}

TEST_F(ByteStreamTest, Folder) {
  EXPECT_EQ(errorOf(folder, 1), "cannot read '" + folder + "': Is a directory");
}

TEST_F(ByteStreamTest, TruncatedData) {
  write("a", sample(10));
  EXPECT_EQ(errorOf(path("a"), 12),
            "'" + path("a") +
                "' is truncated: expected 12 bytes of samples, found 10");
  write("b.gz", gzipped(sample(10)));
  EXPECT_EQ(errorOf(path("b"), 12),
            "'" + path("b.gz") +
                "' is truncated: expected 12 bytes of samples, found 10");
}

TEST_F(ByteStreamTest, TooLong) {
  write("a.xz", xzipped(sample(13)));
  EXPECT_EQ(errorOf(path("a"), 12),
            "'" + path("a.xz") + "' is too long: expected 12 bytes");
}

TEST_F(ByteStreamTest, CompressedFileCutOff) {
  Bytes gz = gzipped(sample(5000)), xz = xzipped(sample(5000));
  gz.resize(gz.size() / 2);
  xz.resize(xz.size() / 2);
  write("a.gz", gz);
  write("b.xz", xz);
  EXPECT_EQ(errorOf(path("a"), 5000),
            "'" + path("a.gz") +
                "': corrupt gzip data: the file ends too early");
  EXPECT_EQ(errorOf(path("b"), 5000),
            "'" + path("b.xz") + "': corrupt xz data: the file ends too early");
}

TEST_F(ByteStreamTest, ChecksumCutOff) {
  // All data are there, and the trailer is not.
  Bytes gz = gzipped(sample(5000));
  gz.resize(gz.size() - 4);
  write("a.gz", gz);
  EXPECT_EQ(errorOf(path("a"), 5000),
            "'" + path("a.gz") +
                "': corrupt gzip data: the file ends too early");
}

TEST_F(ByteStreamTest, FlippedBitIsFound) {
  Bytes gz = gzipped(sample(5000)), xz = xzipped(sample(5000));
  gz[gz.size() - 6] ^= 1; // In the checksum.
  xz[xz.size() / 2] ^= 1;
  write("a.gz", gz);
  write("b.xz", xz);
  EXPECT_EQ(errorOf(path("a"), 5000),
            "'" + path("a.gz") + "': corrupt gzip data: incorrect data check");
  EXPECT_EQ(errorOf(path("b"), 5000),
            "'" + path("b.xz") + "': corrupt xz data: bad stream or checksum");
}

TEST_F(ByteStreamTest, NotTheFormatOfTheName) {
  write("a.gz", sample(100));
  write("b.xz", sample(100));
  EXPECT_EQ(errorOf(path("a"), 100),
            "'" + path("a.gz") +
                "': corrupt gzip data: incorrect header check");
  EXPECT_EQ(errorOf(path("b"), 100),
            "'" + path("b.xz") + "': corrupt xz data: no xz header");
}

TEST_F(ByteStreamTest, HugeExpectationCostsNothing) {
  write("a", sample(10));
  EXPECT_EQ(errorOf(path("a"), size_t(1) << 50),
            "'" + path("a") +
                "' is truncated: expected 1125899906842624 "
                "bytes of samples, found 10");
}

} // namespace
