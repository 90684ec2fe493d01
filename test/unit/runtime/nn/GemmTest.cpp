//===- GemmTest.cpp -------------------------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Gemm.h"

#include "lowres-rt/support/Random.h"

#include "gtest/gtest.h"

#include <cmath>
#include <vector>

using namespace lowres;

namespace {

std::vector<float> randomFloats(size_t size, uint64_t seed) {
  Random random(seed);
  std::vector<float> values(size);
  for (float &value : values)
    value = random.normal();
  return values;
}

/// Compares with plain loops. The bound: k products of magnitude about 1, each
/// rounded once.
void check(size_t m, size_t n, size_t k, bool transposed) {
  std::vector<float> a = randomFloats(m * k, 1), b = randomFloats(k * n, 2);
  std::vector<float> c = randomFloats(m * n, 3), start = c;
  StridedMatrix view = transposed ? StridedMatrix{a.data(), 1, m}
                                  : StridedMatrix{a.data(), k, 1};
  gemm(m, n, k, view, b.data(), n, c.data(), n);
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j) {
      double sum = static_cast<double>(start[i * n + j]), magnitude = 1.0;
      for (size_t p = 0; p < k; ++p) {
        double product =
            static_cast<double>(
                view.data[i * view.rowStride + p * view.colStride]) *
            static_cast<double>(b[p * n + j]);
        sum += product;
        magnitude += std::fabs(product);
      }
      ASSERT_NEAR(static_cast<double>(c[i * n + j]), sum,
                  magnitude * 6e-8 * static_cast<double>(k + 2))
          << m << "x" << n << "x" << k << " at " << i << ", " << j;
    }
}

TEST(GemmTest, ShapesAroundTheTile) {
  for (size_t m : {1, 2, 5, 6, 7, 13})
    for (size_t n : {16, 48, 64, 80, 144})
      for (size_t k : {1, 2, 17, 513})
        for (bool transposed : {false, true})
          check(m, n, k, transposed);
}

TEST(GemmTest, ResultDoesNotDependOnDivision) {
  // Threads divide C; each element must come out the same to the bit.
  size_t m = 23, n = 80, k = 700;
  std::vector<float> a = randomFloats(m * k, 4), b = randomFloats(k * n, 5);
  std::vector<float> whole(m * n), parts(m * n);
  gemm(m, n, k, {a.data(), k, 1}, b.data(), n, whole.data(), n);
  for (size_t row : {0, 7, 8, 20}) {
    size_t end = row == 0 ? 7 : row == 7 ? 8 : row == 8 ? 20 : 23;
    for (size_t col = 0; col < n; col += 16)
      gemm(end - row, 16, k, {a.data() + row * k, k, 1}, b.data() + col, n,
           parts.data() + row * n + col, n);
  }
  EXPECT_EQ(whole, parts);
}

TEST(GemmTest, Transpose) {
  for (size_t rows : {1, 15, 33})
    for (size_t cols : {1, 16, 50}) {
      std::vector<float> src = randomFloats(rows * (cols + 3), 6);
      std::vector<float> dst(cols * (rows + 5), -1.0f);
      transpose(rows, cols, src.data(), cols + 3, dst.data(), rows + 5);
      for (size_t i = 0; i < rows; ++i)
        for (size_t j = 0; j < cols; ++j)
          ASSERT_EQ(dst[j * (rows + 5) + i], src[i * (cols + 3) + j]);
      for (size_t j = 0; j < cols; ++j)
        ASSERT_EQ(dst[j * (rows + 5) + rows], -1.0f);
    }
}

} // namespace
