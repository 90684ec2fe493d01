//===- Gemm.cpp - Matrix products on one thread ---------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Gemm.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <type_traits>

using namespace lowres;

namespace {
// A tile of C lives in registers: tileRows x tileVectors accumulators must fit
// in the register file beside one row of B and a broadcast element of A.
#if defined(__AVX512F__)
constexpr size_t lanes = 16, tileRows = 6, tileVectors = 4;
#elif defined(__AVX__)
constexpr size_t lanes = 8, tileRows = 6, tileVectors = 2;
#else
constexpr size_t lanes = 4, tileRows = 4, tileVectors = 4;
#endif
static_assert(GemmLanes % lanes == 0, "columns must fill vectors");

// Rows of B worked on at a time: kBlock x (lanes * tileVectors) floats stay in
// the second-level cache while all rows of A pass over them.
constexpr size_t kBlock = 512;

// Vectors of floats, written so that both Clang and GCC take them.
typedef float Vector __attribute__((vector_size(lanes * sizeof(float))));
} // namespace

// B and C may lie at any float's address.
static inline void load(Vector &to, const float *from) {
  std::memcpy(&to, from, sizeof(Vector));
}
static inline void store(float *to, const Vector &value) {
  std::memcpy(to, &value, sizeof(Vector));
}

namespace {
/// Brings a block of memory into the cache, a line at each call. Weights come
/// from memory once a product, in short runs that the processor does not
/// foresee; spread over the arithmetic before, loading them is free.
class Prefetcher {
public:
  explicit Prefetcher(const PrefetchBlock &block)
      : row(reinterpret_cast<const char *>(block.data)),
        rowBytes(block.cols * sizeof(float)),
        strideBytes(block.stride * sizeof(float)), rowsLeft(block.rows) {}

  void next() {
    if (rowsLeft == 0)
      return;
    __builtin_prefetch(row + offset, 0, 2);
    offset += 64;
    if (offset >= rowBytes) {
      offset = 0;
      row += strideBytes;
      --rowsLeft;
    }
  }

private:
  const char *row;
  size_t rowBytes, strideBytes, rowsLeft, offset = 0;
};
} // namespace

// Rows of B between two prefetches: one line in the time of 4 * 24 vector
// multiplications is about 2 bytes a cycle.
static constexpr size_t prefetchInterval = 4;

/// C[Rows, Vectors * lanes] += A[Rows, k] * B[k, Vectors * lanes].
template <size_t Rows, size_t Vectors>
static void multiplyTile(size_t k, StridedMatrix a, const float *b, size_t ldb,
                         float *c, size_t ldc, Prefetcher &prefetcher) {
  Vector sum[Rows][Vectors];
#pragma GCC unroll 8
  for (size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 8
    for (size_t j = 0; j < Vectors; ++j)
      load(sum[i][j], c + i * ldc + j * lanes);

  const float *column = a.data;
  for (size_t p = 0; p < k; ++p, b += ldb, column += a.colStride) {
    if (p % prefetchInterval == 0)
      prefetcher.next();
    Vector row[Vectors];
#pragma GCC unroll 8
    for (size_t j = 0; j < Vectors; ++j)
      load(row[j], b + j * lanes);
#pragma GCC unroll 8
    for (size_t i = 0; i < Rows; ++i) {
      float scalar = column[i * a.rowStride];
#pragma GCC unroll 8
      for (size_t j = 0; j < Vectors; ++j)
        sum[i][j] += scalar * row[j];
    }
  }

#pragma GCC unroll 8
  for (size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 8
    for (size_t j = 0; j < Vectors; ++j)
      store(c + i * ldc + j * lanes, sum[i][j]);
}

/// All rows of A over one panel of B: full tiles, then the rest.
template <size_t Vectors>
static void multiplyPanel(size_t m, size_t k, StridedMatrix a, const float *b,
                          size_t ldb, float *c, size_t ldc,
                          Prefetcher &prefetcher) {
  size_t i = 0;
  auto tile = [&](auto rows) {
    constexpr size_t count = decltype(rows)::value;
    StridedMatrix part = {a.data + i * a.rowStride, a.rowStride, a.colStride};
    multiplyTile<count, Vectors>(k, part, b, ldb, c + i * ldc, ldc, prefetcher);
    return count;
  };
  while (m - i >= tileRows)
    i += tile(std::integral_constant<size_t, tileRows>());
  while (m - i >= 2)
    i += tile(std::integral_constant<size_t, 2>());
  if (i < m)
    tile(std::integral_constant<size_t, 1>());
}

void lowres::gemm(size_t m, size_t n, size_t k, StridedMatrix a, const float *b,
                  size_t ldb, float *c, size_t ldc, PrefetchBlock after) {
  assert(n % GemmLanes == 0 && "columns must fill vectors");
  for (size_t p = 0; p < k; p += kBlock) {
    size_t depth = std::min(kBlock, k - p);
    StridedMatrix slice = {a.data + p * a.colStride, a.rowStride, a.colStride};
    const float *rows = b + p * ldb;
    // While this block of A is used, the next one is loaded.
    PrefetchBlock next = after;
    if (p + depth < k && a.colStride == 1)
      next = {slice.data + depth, m, std::min(kBlock, k - p - depth),
              a.rowStride};
    else if (p + depth < k)
      next = {};
    Prefetcher prefetcher(next);
    size_t j = 0;
    constexpr size_t panel = lanes * tileVectors;
    for (; n - j >= panel; j += panel)
      multiplyPanel<tileVectors>(m, depth, slice, rows + j, ldb, c + j, ldc,
                                 prefetcher);
    for (; j < n; j += lanes)
      multiplyPanel<1>(m, depth, slice, rows + j, ldb, c + j, ldc, prefetcher);
  }
}

void lowres::transpose(size_t rows, size_t cols, const float *src, size_t lds,
                       float *dst, size_t ldd) {
  constexpr size_t block = 16;
  for (size_t i = 0; i < rows; i += block)
    for (size_t j = 0; j < cols; j += block) {
      size_t iEnd = std::min(rows, i + block), jEnd = std::min(cols, j + block);
      for (size_t y = i; y < iEnd; ++y)
        for (size_t x = j; x < jEnd; ++x)
          dst[x * ldd + y] = src[y * lds + x];
    }
}
