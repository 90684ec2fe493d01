//===- ByteStream.h - Plain, gzip and xz files ------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_BYTESTREAM_H
#define LOWRES_RT_DATA_BYTESTREAM_H

#include "lowres-rt/support/Result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lowres {

/// Reads the decoded bytes of a file in order. The caller asks for the bytes it
/// expects and no more are ever decoded, so a small file that unpacks to
/// something huge costs nothing.
class ByteStream {
public:
  /// Opens `path`, `path`.gz or `path`.xz, the first that exists.
  static Result<ByteStream> open(const std::string &path);

  ByteStream(ByteStream &&) noexcept;
  ByteStream &operator=(ByteStream &&) noexcept;
  ~ByteStream();

  /// The name found, with its suffix.
  const std::string &path() const;

  /// Reads up to `size` bytes; less only at the end of the data. Errors: the
  /// file cannot be read, compressed data are corrupt or end early.
  Result<size_t> read(uint8_t *out, size_t size);

  /// Reads exactly `size` bytes, which hold `what`. Memory grows with the bytes
  /// that are really there, so `size` may come from an untrusted header.
  Result<std::vector<uint8_t>> readExactly(size_t size,
                                           const std::string &what);

  /// An error unless all bytes have been read; `expected` is the proper size
  /// for the message. Also checks the checksums that follow compressed data.
  Status expectEnd(size_t expected);

private:
  struct State;
  explicit ByteStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace lowres

#endif // LOWRES_RT_DATA_BYTESTREAM_H
