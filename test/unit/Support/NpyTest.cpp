//===- NpyTest.cpp --------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/Npy.h"
#include "lowres/Support/OutputFile.h"

#include "TestDirectory.h"

#include <cmath>

using namespace mlir::lowres;
using mlir::lowres::test::TestDirectory;

namespace {

/// A version 1 file with this header and data.
std::string makeFile(llvm::StringRef header, llvm::StringRef data) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += char(header.size() & 255);
  bytes += char(header.size() >> 8);
  return bytes + header.str() + data.str();
}

std::string getError(llvm::StringRef bytes) {
  llvm::Expected<NpyArray> array = parseNpy(bytes);
  return array ? "parsed" : llvm::toString(array.takeError());
}

using Shape = llvm::SmallVector<int64_t>;

TEST(Npy, RoundTripOfAllRanks) {
  for (const Shape &shape :
       {Shape{}, Shape{4}, Shape{0}, Shape{2, 3}, Shape{2, 1, 3, 1}}) {
    size_t count = 1;
    for (int64_t size : shape)
      count *= size;
    std::vector<float> data;
    for (size_t i = 0; i < count; ++i)
      data.push_back(i * 0.1f - 1);
    llvm::Expected<NpyArray> array = parseNpy(formatNpy(shape, data));
    ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
    EXPECT_EQ(array->shape, shape);
    EXPECT_EQ(array->data, data);
  }
}

TEST(Npy, DataIsAligned) {
  std::string bytes = formatNpy({3, 4}, std::vector<float>(12));
  EXPECT_EQ((bytes.size() - 12 * sizeof(float)) % 64, 0u);
}

TEST(Npy, HeaderAsNumPyWritesIt) {
  std::string header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  llvm::Expected<NpyArray> array =
      parseNpy(makeFile(header, std::string("\0\0\x80\x3f\0\0\xc0\x7f", 8)));
  ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
  EXPECT_EQ(array->shape, Shape{2});
  EXPECT_EQ(array->data[0], 1.0f);
  EXPECT_TRUE(std::isnan(array->data[1]));
}

TEST(Npy, DoublesAreRounded) {
  double value = 0.1;
  std::string data(reinterpret_cast<char *>(&value), sizeof(value));
  llvm::Expected<NpyArray> array = parseNpy(makeFile(
      "{\"shape\":(),\"descr\":\"<f8\",\"fortran_order\":False}", data));
  ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
  EXPECT_TRUE(array->shape.empty());
  EXPECT_EQ(array->data[0], 0.1f);
}

TEST(Npy, MalformedFilesAreErrors) {
  auto getHeaderError = [](llvm::StringRef header) {
    return getError(makeFile(header, ""));
  };
  EXPECT_EQ(getError(""), "the file is empty");
  EXPECT_EQ(getError("PK\x03\x04"), "not an .npy file: wrong magic");
  EXPECT_EQ(getError("\x93NUMPY"), "truncated in the version");
  EXPECT_EQ(getError("\x93NUMPY\x09\x09"), "version 9 is not supported");
  EXPECT_EQ(getError(llvm::StringRef("\x93NUMPY\x01\x00\x10", 9)),
            "truncated in the header's length");
  EXPECT_EQ(getError(llvm::StringRef("\x93NUMPY\x01\x00\x10\x00{", 11)),
            "truncated in the header");
  EXPECT_EQ(getHeaderError("[]"), "the header is no dictionary");
  EXPECT_EQ(getHeaderError("{'shape': ()"),
            "the header's dictionary has no end");
  EXPECT_EQ(getHeaderError("{} {}"),
            "the header goes on behind its dictionary");
  EXPECT_EQ(getHeaderError("{'a': 1}"), "the header has an unknown key 'a'");
  EXPECT_EQ(getHeaderError("{'shape' ()}"),
            "the header's key 'shape' has no value");
  EXPECT_EQ(getHeaderError("{'shape': 3}"), "'shape' is no tuple");
  EXPECT_EQ(getHeaderError("{'shape': (-3,)}"),
            "'shape' holds something other than sizes");
  EXPECT_EQ(getHeaderError("{'shape': (3"), "'shape' has no end");
  EXPECT_EQ(getHeaderError("{'fortran_order': 1}"),
            "'fortran_order' is neither True nor False");
  EXPECT_EQ(getHeaderError("{'descr': [('a', '<f4')]}"),
            "the header lacks a string (a structured element type is not "
            "supported)");
  EXPECT_EQ(getHeaderError("{'descr': '<f4'}"),
            "the header lacks 'descr', 'fortran_order' or 'shape'");
}

TEST(Npy, UnsupportedContentsAreErrors) {
  auto getHeaderError = [](llvm::StringRef descr, llvm::StringRef order,
                           llvm::StringRef shape) {
    return getError(makeFile(("{'descr': '" + descr + "', 'fortran_order': " +
                              order + ", 'shape': " + shape + "}")
                                 .str(),
                             "abc"));
  };
  EXPECT_EQ(getHeaderError("<i8", "False", "(1,)"),
            "element type '<i8' is not supported; expected '<f4' or '<f8'");
  EXPECT_EQ(getHeaderError(">f4", "False", "(1,)"),
            "element type '>f4' is not supported; expected '<f4' or '<f8'");
  EXPECT_EQ(getHeaderError("<f4", "True", "(2, 2)").find("Fortran order"), 0u);
  EXPECT_EQ(getHeaderError("<f4", "False", "(2, 2)"),
            "expected 16 bytes of data, found 3");
  EXPECT_EQ(getHeaderError("<f4", "False", "(0,)"),
            "expected 0 bytes of data, found 3");
  EXPECT_EQ(getHeaderError("<f4", "False",
                           "(9000000000000000000, 9000000000000000000)"),
            "'shape' is too large");
}

TEST(Npy, FilesAreNamedInErrors) {
  TestDirectory dir;
  std::string path = dir.file("x.npy");
  auto read = [&] {
    llvm::Expected<NpyArray> array = readNpy(path);
    return array ? "read" : llvm::toString(array.takeError());
  };
  EXPECT_EQ(read(), "cannot read '" + path + "': No such file or directory");
  EXPECT_EQ(llvm::toString(writeFile(path, formatNpy({2}, {1, 2}))), "");
  EXPECT_EQ(read(), "read");
}

} // namespace
