//===- Npy.cpp - Arrays for NumPy -----------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/export/Npy.h"

#include "lowres-rt/support/File.h"

#include <cassert>

using namespace lowres;

Status lowres::writeNpy(const std::string &path,
                        const std::vector<float> &values, size_t rows,
                        size_t cols) {
  assert(values.size() == rows * cols && "shape must match");
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(rows) + ", " + std::to_string(cols) +
                       "), }";
  // The data begin at a multiple of 64 bytes; a newline ends the header.
  constexpr size_t preamble = 10, alignment = 64;
  size_t total =
      (preamble + header.size() + 1 + alignment - 1) / alignment * alignment;
  header.resize(total - preamble - 1, ' ');
  header += '\n';
  std::string start("\x93NUMPY\x01\x00", 8);
  start += static_cast<char>(header.size() & 0xff);
  start += static_cast<char>(header.size() >> 8);

  Result<OutputFile> file = OutputFile::open(path);
  if (!file)
    return file.error();
  if (Status status = file->write(start + header); !status)
    return status;
  if (Status status = file->write(values.data(), values.size() * sizeof(float));
      !status)
    return status;
  return file->commit();
}
