//===- Npy.h - Arrays in NumPy's file format --------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `.npy` files as numpy.save writes them: versions 1.0 to 3.0, C order,
// little-endian. Reading takes float32 and float64 (rounded), writing gives
// float32 in version 1.0.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_SUPPORT_NPY_H
#define LOWRES_SUPPORT_NPY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace mlir {
namespace lowres {

/// An array of any rank in row-major order.
struct NpyArray {
  llvm::SmallVector<int64_t> shape;
  std::vector<float> data;
};

/// Parses the bytes of a file. The error says what is malformed.
llvm::Expected<NpyArray> parseNpy(llvm::StringRef bytes);

/// Reads a file; the error names `path`.
llvm::Expected<NpyArray> readNpy(llvm::StringRef path);

/// The bytes of a file with `data`, whose size is the product of `shape`.
std::string formatNpy(llvm::ArrayRef<int64_t> shape,
                      llvm::ArrayRef<float> data);

} // namespace lowres
} // namespace mlir

#endif // LOWRES_SUPPORT_NPY_H
