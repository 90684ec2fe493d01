//===- TestFiles.h - Temporary files for tests ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_UNITTEST_RUNTIME_TESTFILES_H
#define LOWRES_UNITTEST_RUNTIME_TESTFILES_H

#include "gtest/gtest.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <lzma.h>
#include <string>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace lowres {

using Bytes = std::vector<uint8_t>;

/// A folder of its own for each test, removed afterwards.
class FileTest : public ::testing::Test {
protected:
  FileTest() {
    const auto *info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder = (std::filesystem::temp_directory_path() /
              ("lowres-" + std::to_string(::getpid()) + "-" +
               info->test_suite_name() + "-" + info->name()))
                 .string();
    std::filesystem::create_directories(folder);
  }
  ~FileTest() override { std::filesystem::remove_all(folder); }

  std::string path(const std::string &name) const {
    return folder + "/" + name;
  }
  void write(const std::string &name, const Bytes &bytes) const {
    std::ofstream out(path(name), std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }
  void writeText(const std::string &name, const std::string &text) const {
    write(name, Bytes(text.begin(), text.end()));
  }
  Bytes read(const std::string &name) const {
    std::ifstream in(path(name), std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), {});
  }
  size_t fileCount() const {
    auto files = std::filesystem::directory_iterator(folder);
    return static_cast<size_t>(std::distance(begin(files), end(files)));
  }

  std::string folder;
};

inline Bytes gzipped(const Bytes &bytes) {
  z_stream stream = {};
  constexpr int gzipHeader = 16;
  deflateInit2(&stream, 1, Z_DEFLATED, gzipHeader + MAX_WBITS, 8,
               Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<Bytef *>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline Bytes xzipped(const Bytes &bytes) {
  Bytes out(lzma_stream_buffer_bound(bytes.size()));
  size_t size = 0;
  lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, nullptr, bytes.data(),
                          bytes.size(), out.data(), &size, out.size());
  out.resize(size);
  return out;
}

} // namespace lowres

#endif // LOWRES_UNITTEST_RUNTIME_TESTFILES_H
