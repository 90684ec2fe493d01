//===- FileTest.cpp -------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/File.h"

#include "TestFiles.h"

using namespace lowres;

namespace {

using OutputFileTest = FileTest;

TEST_F(OutputFileTest, AppearsOnCommit) {
  Result<OutputFile> file = OutputFile::open(path("a"));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("hello "));
  EXPECT_TRUE(file->write("world"));
  EXPECT_FALSE(std::filesystem::exists(path("a")));
  EXPECT_TRUE(file->commit());
  Result<std::string> text = readFile(path("a"), 100);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "hello world");
  EXPECT_EQ(fileCount(), 1u);
}

TEST_F(OutputFileTest, LeavesNothingWithoutCommit) {
  write("a", {'o', 'l', 'd'});
  {
    Result<OutputFile> file = OutputFile::open(path("a"));
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->write("new"));
  }
  EXPECT_EQ(read("a"), Bytes({'o', 'l', 'd'}));
  EXPECT_EQ(fileCount(), 1u);
}

TEST_F(OutputFileTest, Folder) {
  Result<OutputFile> file = OutputFile::open(folder);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "cannot write '" + folder + "': Is a directory");
}

TEST_F(OutputFileTest, FullDisk) {
  if (!std::filesystem::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full";
  Result<OutputFile> file = OutputFile::open("/dev/full");
  ASSERT_TRUE(file);
  Status status = file->write("x");
  if (status)
    status = file->commit();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "cannot write '/dev/full': No space left on device");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST_F(OutputFileTest, CheckWritable) {
  EXPECT_TRUE(checkWritable(path("a")));
  EXPECT_EQ(fileCount(), 0u);
  Status status = checkWritable(path("none/a"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "cannot write '" + path("none/a") + "': No such file or directory");
}

TEST_F(OutputFileTest, ReadLimit) {
  write("a", Bytes(10));
  EXPECT_TRUE(readFile(path("a"), 10));
  Result<std::string> text = readFile(path("a"), 9);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "'" + path("a") + "' has more than 9 bytes");
}

} // namespace
