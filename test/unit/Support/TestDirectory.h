//===- TestDirectory.h - A folder for one test ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_SUPPORT_TESTDIRECTORY_H
#define LOWRES_TEST_UNIT_SUPPORT_TESTDIRECTORY_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

#include <set>
#include <string>

namespace mlir {
namespace lowres {
namespace test {

/// A temporary folder, empty at first and removed at the end.
class TestDirectory {
public:
  TestDirectory() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("lowres-test", path));
  }
  ~TestDirectory() { llvm::sys::fs::remove_directories(path); }

  std::string file(llvm::StringRef name) const {
    llvm::SmallString<128> result(path);
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  /// Names of all files.
  std::set<std::string> list() const {
    std::set<std::string> names;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(path, code), end;
         it != end && !code; it.increment(code))
      names.insert(llvm::sys::path::filename(it->path()).str());
    return names;
  }

  static std::string read(llvm::StringRef path) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "<no file>";
  }

private:
  llvm::SmallString<128> path;
};

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_SUPPORT_TESTDIRECTORY_H
