//===- Gemm.h - Matrix products on one thread -------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one product that dense layers need, C += A * B, for a block of C that one
// thread owns. B and C are row-major with rows of a multiple of GemmLanes
// floats; A may have any strides, so that a transposed A costs no copy.
//
// Training with small batches makes every product here "a big weight matrix
// times a thin block": with the batch as the vector dimension the weights are
// read in place, as broadcast scalars, and never repacked. That is why this
// is not a general library call.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_GEMM_H
#define LOWRES_RT_NN_GEMM_H

#include <cstddef>

namespace lowres {

/// Column counts and leading dimensions of B and C are multiples of this.
constexpr size_t GemmLanes = 16;

/// `size` rounded up to a multiple of GemmLanes.
constexpr size_t roundToLanes(size_t size) {
  return (size + GemmLanes - 1) / GemmLanes * GemmLanes;
}

/// A matrix operand whose element (i, j) is data[i * rowStride + j *
/// colStride].
struct StridedMatrix {
  const float *data;
  size_t rowStride;
  size_t colStride;
};

/// Memory that will be read soon: rows of `cols` floats, `stride` apart.
struct PrefetchBlock {
  const float *data = nullptr;
  size_t rows = 0;
  size_t cols = 0;
  size_t stride = 0;
};

/// C[m, n] += A[m, k] * B[k, n]. n is a multiple of GemmLanes. The sum over k
/// runs upwards in blocks, with fused multiply-adds, so an element's value
/// depends on its row of A and column of B only, not on how C was divided.
/// Meanwhile the block `after` is brought into the cache.
void gemm(size_t m, size_t n, size_t k, StridedMatrix a, const float *b,
          size_t ldb, float *c, size_t ldc, PrefetchBlock after = {});

/// dst[cols, rows] = transpose of src[rows, cols]; leading dimensions in
/// floats.
void transpose(size_t rows, size_t cols, const float *src, size_t lds,
               float *dst, size_t ldd);

} // namespace lowres

#endif // LOWRES_RT_NN_GEMM_H
