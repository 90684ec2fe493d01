//===- FileTest.cpp -------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/support/File.h"

#include "FakeDisk.h"
#include "TestFiles.h"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

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

TEST_F(OutputFileTest, ContentsReachTheDiskFirst) {
  write("a", {'o', 'l', 'd'});
  Result<OutputFile> file = OutputFile::open(path("a"));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("hello"));
  FakeDisk disk(EDQUOT);
  Status status = file->commit();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "cannot write '" + path("a") + "': Disk quota exceeded");
  EXPECT_EQ(disk.flushedSizes, std::vector<size_t>{5});
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

// A link keeps its place, and the file it names is replaced.
TEST_F(OutputFileTest, SymbolicLink) {
  std::filesystem::create_directory(path("elsewhere"));
  write("elsewhere/a", {'o', 'l', 'd'});
  std::filesystem::create_symlink("elsewhere/a", path("link"));
  EXPECT_TRUE(checkWritable(path("link")));
  Result<OutputFile> file = OutputFile::open(path("link"));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("new"));
  EXPECT_TRUE(file->commit());
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
  EXPECT_EQ(read("elsewhere/a"), Bytes({'n', 'e', 'w'}));
  EXPECT_EQ(fileCount(), 2u);
}

// Replacing it would work, but whoever took the permission away meant it.
TEST_F(OutputFileTest, ReadOnly) {
  if (::geteuid() == 0)
    GTEST_SKIP() << "root may write every file";
  write("a", {'o', 'l', 'd'});
  ASSERT_EQ(::chmod(path("a").c_str(), 0444), 0);
  std::string message = "cannot write '" + path("a") + "': Permission denied";
  Status status = checkWritable(path("a"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, message);
  Result<OutputFile> file = OutputFile::open(path("a"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, message);
}

// The reader of a pipe takes its first closing for the end.
TEST_F(OutputFileTest, PipeIsOpenedOnce) {
  ASSERT_EQ(::mkfifo(path("p").c_str(), 0600), 0);
  int reader = ::open(path("p").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(checkWritable(path("p")));
  pollfd poll = {reader, POLLIN, 0};
  EXPECT_EQ(::poll(&poll, 1, 0), 0);

  Result<OutputFile> file = OutputFile::open(path("p"));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("hello"));
  EXPECT_TRUE(file->commit());
  char text[8];
  EXPECT_EQ(::read(reader, text, sizeof(text)), 5);
  EXPECT_EQ(std::string(text, 5), "hello");
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(path("p")));
}

TEST_F(OutputFileTest, ReadLimit) {
  write("a", Bytes(10));
  EXPECT_TRUE(readFile(path("a"), 10));
  Result<std::string> text = readFile(path("a"), 9);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "'" + path("a") + "' has more than 9 bytes");
}

} // namespace
