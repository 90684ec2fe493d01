//===- OutputFileTest.cpp -------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/OutputFile.h"

#include "TestDirectory.h"

using namespace mlir::lowres;
using mlir::lowres::test::TestDirectory;

namespace {

std::string getError(llvm::Error error) {
  return llvm::toString(std::move(error));
}

TEST(OutputFile, AppearsOnCommit) {
  TestDirectory dir;
  std::string path = dir.file("out.o");
  llvm::Expected<OutputFile> file = OutputFile::open(path);
  ASSERT_TRUE(bool(file));
  file->os() << "abc";
  EXPECT_FALSE(llvm::sys::fs::exists(path));
  EXPECT_EQ(getError(file->commit()), "");
  EXPECT_EQ(TestDirectory::read(path), "abc");
  EXPECT_EQ(dir.list(), std::set<std::string>{"out.o"});
}

TEST(OutputFile, NothingWithoutCommit) {
  TestDirectory dir;
  {
    llvm::Expected<OutputFile> file = OutputFile::open(dir.file("out.o"));
    ASSERT_TRUE(bool(file));
    file->os() << "abc";
  }
  EXPECT_TRUE(dir.list().empty());
}

TEST(OutputFile, OldContentsStayWithoutCommit) {
  TestDirectory dir;
  std::string path = dir.file("out.o");
  EXPECT_EQ(getError(writeFile(path, "old")), "");
  {
    llvm::Expected<OutputFile> file = OutputFile::open(path);
    ASSERT_TRUE(bool(file));
    file->os() << "new";
  }
  EXPECT_EQ(TestDirectory::read(path), "old");
  EXPECT_EQ(getError(writeFile(path, "new")), "");
  EXPECT_EQ(TestDirectory::read(path), "new");
  EXPECT_EQ(dir.list().size(), 1u);
}

TEST(OutputFile, SymbolicLinkStays) {
  TestDirectory dir;
  EXPECT_EQ(getError(writeFile(dir.file("target"), "old")), "");
  ASSERT_FALSE(
      llvm::sys::fs::create_link(dir.file("target"), dir.file("link")));
  EXPECT_EQ(getError(writeFile(dir.file("link"), "new")), "");
  EXPECT_EQ(TestDirectory::read(dir.file("target")), "new");
  EXPECT_TRUE(llvm::sys::fs::is_symlink_file(dir.file("link")));
}

TEST(OutputFile, ErrorsNamePathAndReason) {
  TestDirectory dir;
  std::string missing = dir.file("no/such/out.o");
  EXPECT_EQ(getError(writeFile(missing, "x")),
            "cannot write '" + missing + "': No such file or directory");
  ASSERT_FALSE(llvm::sys::fs::create_directory(dir.file("folder")));
  EXPECT_EQ(getError(writeFile(dir.file("folder"), "x")),
            "cannot write '" + dir.file("folder") + "': Is a directory");
  EXPECT_EQ(getError(writeFile("", "x")),
            "cannot write '': No such file or directory");
}

TEST(OutputFile, DistinctFiles) {
  TestDirectory dir;
  std::string in = dir.file("in"), link = dir.file("link");
  EXPECT_EQ(getError(writeFile(in, "x")), "");
  ASSERT_FALSE(llvm::sys::fs::create_link(in, link));
  std::string out = dir.file("out"), sameOut = dir.file("./out");

  EXPECT_EQ(getError(checkDistinctFiles({in, link}, {out, dir.file("b")})), "");
  EXPECT_EQ(getError(checkDistinctFiles({in}, {out, link})),
            "the output '" + link + "' would overwrite the input '" + in + "'");
  EXPECT_EQ(getError(checkDistinctFiles({}, {in, link})),
            "the outputs '" + in + "' and '" + link + "' are the same file");
  // Neither exists.
  EXPECT_EQ(getError(checkDistinctFiles({}, {out, sameOut})),
            "the outputs '" + out + "' and '" + sameOut +
                "' are the same file");
  EXPECT_EQ(getError(checkDistinctFiles({"-", ""}, {"-", "-", "", ""})), "");
}

#if defined(__linux__)
TEST(OutputFile, DevicesNeedNotBeDistinct) {
  EXPECT_EQ(
      getError(checkDistinctFiles({"/dev/null"}, {"/dev/null", "/dev/null"})),
      "");
}

TEST(OutputFile, FullDiskIsAnError) {
  EXPECT_EQ(getError(writeFile("/dev/full", "x")),
            "cannot write '/dev/full': No space left on device");
  // The device is still one.
  EXPECT_TRUE(llvm::sys::fs::exists("/dev/full"));
  EXPECT_FALSE(llvm::sys::fs::is_regular_file("/dev/full"));
}

TEST(OutputFile, AllOrNone) {
  TestDirectory dir;
  std::string path = dir.file("out.o");
  for (const std::string &other :
       {std::string("/dev/full"), dir.file("out.h")}) {
    std::vector<OutputFile> files;
    for (const std::string &name : {path, other}) {
      llvm::Expected<OutputFile> file = OutputFile::open(name);
      ASSERT_TRUE(bool(file));
      file->os() << "x";
      files.push_back(std::move(*file));
    }
    bool isFull = other == "/dev/full";
    EXPECT_EQ(getError(OutputFile::commitAll(files)),
              isFull ? "cannot write '/dev/full': No space left on device"
                     : "");
    EXPECT_EQ(llvm::sys::fs::exists(path), !isFull);
  }
}
#endif

} // namespace
