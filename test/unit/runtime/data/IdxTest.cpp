//===- IdxTest.cpp --------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/data/Idx.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

class IdxTest : public FileTest {
protected:
  static constexpr const char *imageFile = "t10k-images-idx3-ubyte";
  static constexpr const char *labelFile = "t10k-labels-idx1-ubyte";

  static Bytes bigEndian(std::initializer_list<uint32_t> words) {
    Bytes bytes;
    for (uint32_t word : words)
      for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<uint8_t>(word >> shift));
    return bytes;
  }
  static Bytes images(uint32_t count, uint32_t height, uint32_t width) {
    Bytes bytes = bigEndian({0x803, count, height, width});
    for (uint32_t i = 0; i < count * height * width; ++i)
      bytes.push_back(static_cast<uint8_t>(i));
    return bytes;
  }
  static Bytes labels(uint32_t count) {
    Bytes bytes = bigEndian({0x801, count});
    for (uint32_t i = 0; i < count; ++i)
      bytes.push_back(static_cast<uint8_t>(9 - i % 10));
    return bytes;
  }
  std::string error() const {
    Result<Dataset> dataset = loadIdx("mnist", folder, Split::Test);
    return dataset ? "no error" : dataset.error().message;
  }
};

TEST_F(IdxTest, LoadsBothSplits) {
  write(imageFile, images(3, 4, 5));
  write("t10k-labels-idx1-ubyte.gz", gzipped(labels(3)));
  write("train-images-idx3-ubyte.xz", xzipped(images(2, 4, 5)));
  write("train-labels-idx1-ubyte", labels(2));

  Result<Dataset> test = loadIdx("fashion-mnist", folder, Split::Test);
  ASSERT_TRUE(test) << test.error().message;
  EXPECT_EQ(test->name, "fashion-mnist");
  EXPECT_EQ(test->size(), 3u);
  EXPECT_EQ(test->channels, 1);
  EXPECT_EQ(test->height, 4);
  EXPECT_EQ(test->width, 5);
  EXPECT_EQ(test->images[59], 59);
  EXPECT_EQ(test->labels[1], 8);

  Result<Dataset> train = loadIdx("mnist", folder, Split::Train);
  ASSERT_TRUE(train) << train.error().message;
  EXPECT_EQ(train->size(), 2u);
}

TEST_F(IdxTest, WrongMagic) {
  write(imageFile, labels(20));
  EXPECT_EQ(error(), "'" + path(imageFile) +
                         "': wrong magic number: expected 0x00000803, found "
                         "0x00000801");
}

TEST_F(IdxTest, TruncatedHeader) {
  write(imageFile, bigEndian({0x803, 3}));
  EXPECT_EQ(error(),
            "'" + path(imageFile) +
                "' is truncated: expected 16 bytes of IDX header, found 8");
}

TEST_F(IdxTest, TruncatedPixels) {
  Bytes bytes = images(3, 4, 5);
  bytes.pop_back();
  write(imageFile, bytes);
  EXPECT_EQ(error(),
            "'" + path(imageFile) +
                "' is truncated: expected 60 bytes of pixels, found 59");
}

TEST_F(IdxTest, TooManyPixels) {
  Bytes bytes = images(3, 4, 5);
  bytes.push_back(0);
  write(imageFile, bytes);
  EXPECT_EQ(error(),
            "'" + path(imageFile) + "' is too long: expected 76 bytes");
}

TEST_F(IdxTest, ImpossibleDimensions) {
  write(imageFile, bigEndian({0x803, 3, 0, 5}));
  EXPECT_EQ(error(), "'" + path(imageFile) +
                         "': dimension 1: expected 1 to 1024, found 0");
  write(imageFile, bigEndian({0x803, 0xffffffff, 1, 5}));
  EXPECT_EQ(error(),
            "'" + path(imageFile) +
                "': dimension 0: expected 1 to 10000000, found 4294967295");
}

TEST_F(IdxTest, DifferentCounts) {
  write(imageFile, images(3, 4, 5));
  write(labelFile, labels(4));
  EXPECT_EQ(error(), "'" + path(imageFile) + "' has 3 images, '" +
                         path(labelFile) +
                         "' has 4 labels: expected the same number");
}

TEST_F(IdxTest, BadLabel) {
  write(imageFile, images(3, 4, 5));
  Bytes bytes = labels(3);
  bytes.back() = 77;
  write(labelFile, bytes);
  EXPECT_EQ(error(),
            "'" + path(labelFile) + "': label 2: expected 0 to 9, found 77");
}

TEST_F(IdxTest, MissingLabels) {
  write(imageFile, images(3, 4, 5));
  EXPECT_EQ(error(),
            "missing file '" + path(labelFile) + "' (also tried .gz and .xz)");
}

} // namespace
