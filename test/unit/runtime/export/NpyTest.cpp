//===- NpyTest.cpp --------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/Npy.h"

#include "TestFiles.h"

#include <cstring>

using namespace lowres;

namespace {

using NpyTest = FileTest;

TEST_F(NpyTest, Layout) {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  Status status = writeNpy(path("a.npy"), values, 2, 3);
  ASSERT_TRUE(status);
  Bytes bytes = read("a.npy");
  ASSERT_GT(bytes.size(), 10u);
  EXPECT_EQ(std::memcmp(bytes.data(), "\x93NUMPY\x01\x00", 8), 0);
  size_t header = bytes[8] + 256u * bytes[9];
  EXPECT_EQ((10 + header) % 64, 0u);
  ASSERT_EQ(bytes.size(), 10 + header + 24);
  std::string text(bytes.begin() + 10,
                   bytes.begin() + 10 + static_cast<long>(header));
  EXPECT_EQ(text.substr(0, 61),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  ");
  EXPECT_EQ(text.back(), '\n');
  EXPECT_EQ(std::memcmp(bytes.data() + 10 + header, values.data(), 24), 0);
}

TEST_F(NpyTest, Unwritable) {
  std::string name = path("no/such/folder.npy");
  Status status = writeNpy(name, {1.0f}, 1, 1);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "cannot write '" + name + "': No such file or directory");
}

} // namespace
