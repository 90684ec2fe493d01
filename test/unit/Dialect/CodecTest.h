//===- CodecTest.h - What tests of storage encodings share ------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_DIALECT_CODECTEST_H
#define LOWRES_TEST_UNIT_DIALECT_CODECTEST_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

#include <random>

namespace mlir {
namespace lowres {
namespace test {

using Bytes = std::vector<uint8_t>;

/// A context, and what an encoding does to codes.
class CodecTest : public ::testing::Test {
protected:
  CodecTest() { context.loadDialect<LowResDialect>(); }

  Bytes draw(ArrayRef<int64_t> shape, unsigned levels) {
    Bytes codes(ShapedType::getNumElements(shape));
    for (uint8_t &code : codes)
      code = random() % levels;
    return codes;
  }

  /// What `encode` makes of a buffer that is not zero to begin with.
  static Bytes encode(StorageEncodingAttr encoding, const Bytes &codes,
                      ArrayRef<int64_t> shape, unsigned levels) {
    Bytes storage(encoding.getStorageSize(shape, levels), 0xa5);
    encoding.encode(codes, shape, levels, storage);
    return storage;
  }

  /// The codes, or nothing and `message`.
  Bytes decode(StorageEncodingAttr encoding, const Bytes &storage,
               ArrayRef<int64_t> shape, unsigned levels) {
    ScopedDiagnosticHandler handler(
        &context, [&](Diagnostic &diag) { message = diag.str(); });
    Bytes codes(ShapedType::getNumElements(shape), 0xa5);
    LogicalResult result = encoding.decode(storage, shape, levels, codes, [&] {
      return emitError(UnknownLoc::get(&context));
    });
    return succeeded(result) ? codes : Bytes();
  }

  MLIRContext context;
  std::mt19937 random;
  std::string message;
};

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_DIALECT_CODECTEST_H
