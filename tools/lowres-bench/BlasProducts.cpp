//===- BlasProducts.cpp - The products of a network by OpenBLAS -----------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"

#include <algorithm>
#include <cblas.h>

using namespace lowres;

namespace {
/// All matrices are full of ones: the time does not depend on the values, and
/// no sum becomes large.
class BlasProducts final : public Engine {
public:
  BlasProducts(const std::vector<Product> &products, size_t batch, Pass pass,
               unsigned threads);

  const float *run() override;

private:
  /// Products of one size with one right side.
  struct Operation {
    size_t times, rows, inner, cols;
    bool needsLeftGradient;
    std::vector<float> right; // [cols, inner], as weights are stored.
  };

  template <typename Body>
  void forEachPart(const Operation &operation, Body body) const;
  void forward(const Operation &operation);
  void backward(const Operation &operation);

  std::vector<Operation> operations;
  Pass pass;
  // Of the largest operation; all use them in turn.
  std::vector<float> left, result, leftGradient, rightGradient;
};
} // namespace

// Rows of a product at a time: enough for the full speed, and few enough for a
// cache to hold, as if patches were copied there.
static constexpr size_t mostRows = 4096;

/// c [m, n] = a [m, k] b [k, n], either of which may be stored transposed.
static void multiply(CBLAS_TRANSPOSE transA, CBLAS_TRANSPOSE transB, size_t m,
                     size_t n, size_t k, const float *a, const float *b,
                     float *c) {
  auto rows = static_cast<blasint>(m), cols = static_cast<blasint>(n);
  auto inner = static_cast<blasint>(k);
  bool isTransposed = transB == CblasTrans;
  if (m == 1) // c^T = b^T a^T
    cblas_sgemv(CblasRowMajor, isTransposed ? CblasNoTrans : CblasTrans,
                isTransposed ? cols : inner, isTransposed ? inner : cols, 1.0f,
                b, isTransposed ? inner : cols, a, 1, 0.0f, c, 1);
  else
    cblas_sgemm(CblasRowMajor, transA, transB, rows, cols, inner, 1.0f, a,
                transA == CblasTrans ? rows : inner, b,
                isTransposed ? inner : cols, 0.0f, c, cols);
}

BlasProducts::BlasProducts(const std::vector<Product> &products, size_t batch,
                           Pass pass, unsigned threads)
    : pass(pass) {
  openblas_set_num_threads(static_cast<int>(threads));
  size_t leftSize = 0, resultSize = 0, rightSize = 0;
  for (const Product &product : products) {
    Operation operation = {product.count,
                           product.rows,
                           product.inner,
                           product.cols,
                           product.needsInputGradient,
                           std::vector<float>(product.inner * product.cols, 1)};
    (product.hasWeights ? operation.rows : operation.times) *= batch;
    size_t rows = std::min(operation.rows, mostRows);
    leftSize = std::max(leftSize, rows * operation.inner);
    resultSize = std::max(resultSize, rows * operation.cols);
    rightSize = std::max(rightSize, operation.right.size());
    operations.push_back(std::move(operation));
  }
  left.assign(leftSize, 1.0f);
  result.assign(resultSize, 1.0f);
  if (pass == Pass::Forward)
    return;
  leftGradient.assign(leftSize, 1.0f);
  rightGradient.assign(rightSize, 1.0f);
}

/// Calls body(rows) for the rows of each part of each product.
template <typename Body>
void BlasProducts::forEachPart(const Operation &operation, Body body) const {
  for (size_t i = 0; i < operation.times; ++i)
    for (size_t row = 0; row < operation.rows; row += mostRows)
      body(std::min(mostRows, operation.rows - row));
}

void BlasProducts::forward(const Operation &operation) {
  forEachPart(operation, [&](size_t rows) {
    multiply(CblasNoTrans, CblasTrans, rows, operation.cols, operation.inner,
             left.data(), operation.right.data(), result.data());
  });
}

void BlasProducts::backward(const Operation &operation) {
  forEachPart(operation, [&](size_t rows) {
    // The result stands for its own gradient.
    multiply(CblasTrans, CblasNoTrans, operation.cols, operation.inner, rows,
             result.data(), left.data(), rightGradient.data());
    if (operation.needsLeftGradient)
      multiply(CblasNoTrans, CblasNoTrans, rows, operation.inner,
               operation.cols, result.data(), operation.right.data(),
               leftGradient.data());
  });
}

const float *BlasProducts::run() {
  for (const Operation &operation : operations)
    forward(operation);
  if (pass == Pass::ForwardAndBackward)
    for (size_t i = operations.size(); i-- > 0;)
      backward(operations[i]);
  return nullptr;
}

EngineOr lowres::makeBlasProducts(const std::vector<Product> &products,
                                  size_t batch, Pass pass, unsigned threads) {
  return EngineOr(
      std::make_unique<BlasProducts>(products, batch, pass, threads));
}
