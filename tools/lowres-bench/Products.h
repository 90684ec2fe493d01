//===- Products.h - The matrix products of a network ------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The products are nearly all of a network's arithmetic:
//
//   dense      [tokens, in] [in, out]
//   conv       [pixels, taps x channels] [taps x channels, outputs], for each
//              group; the left side has a row for each patch that the kernel
//              sees ("im2col")
//   attention  four dense layers, and for each head q k^T, [tokens, size]
//              [size, tokens], and p v, [tokens, tokens] [tokens, size]
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_PRODUCTS_H
#define LOWRES_TOOLS_LOWRESBENCH_PRODUCTS_H

#include "lowres-rt/nn/ConvShape.h"
#include "lowres-rt/nn/Network.h"

#include <optional>
#include <vector>

namespace lowres {

/// What inference does, and what a training step does.
enum class Pass { Forward, ForwardAndBackward };

/// For each image `count` products [rows, inner] [inner, cols].
struct Product {
  size_t count, rows, inner, cols;
  /// With weights, the right sides are the same for all images, which then are
  /// rows of one product.
  bool hasWeights;
  /// Whether the backward pass needs the gradient of the left side: not in
  /// front of the first weights.
  bool needsInputGradient;
  std::optional<ConvShape> conv; // Of a convolution.
};

/// In the order in which they are computed.
std::vector<Product> collectProducts(const Network &network);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_PRODUCTS_H
