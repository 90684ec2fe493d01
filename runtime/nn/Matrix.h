//===- Matrix.h - Eigen views of row-major floats ---------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to the training library: Eigen's inlined code depends on the CPU it
// is compiled for, and users of the public headers choose their own.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_MATRIX_H
#define LOWRES_RT_NN_MATRIX_H

#include "lowres-rt/nn/Layer.h"

#include <Eigen/Core>

namespace lowres {

using Matrix =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixMap = Eigen::Map<Matrix>;
using ConstMatrixMap = Eigen::Map<const Matrix>;
using StridedMap = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;
using ConstStridedMap = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

inline MatrixMap matrix(float *data, size_t rows, size_t cols) {
  return {data, static_cast<Eigen::Index>(rows),
          static_cast<Eigen::Index>(cols)};
}
inline ConstMatrixMap matrix(const float *data, size_t rows, size_t cols) {
  return {data, static_cast<Eigen::Index>(rows),
          static_cast<Eigen::Index>(cols)};
}
/// With `stride` floats from row to row.
inline StridedMap stridedMatrix(float *data, size_t rows, size_t cols,
                                size_t stride) {
  return {data, static_cast<Eigen::Index>(rows),
          static_cast<Eigen::Index>(cols),
          Eigen::OuterStride<>(static_cast<Eigen::Index>(stride))};
}
inline ConstStridedMap stridedMatrix(const float *data, size_t rows,
                                     size_t cols, size_t stride) {
  return {data, static_cast<Eigen::Index>(rows),
          static_cast<Eigen::Index>(cols),
          Eigen::OuterStride<>(static_cast<Eigen::Index>(stride))};
}
/// [batch, features].
inline MatrixMap matrix(const Activations &x) {
  return matrix(x.data, x.batch, x.features);
}

} // namespace lowres

#endif // LOWRES_RT_NN_MATRIX_H
