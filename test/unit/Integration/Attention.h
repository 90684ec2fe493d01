//===- Attention.h - Random attention layers and what they compute -*- C++ -*-//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_ATTENTION_H
#define LOWRES_TEST_UNIT_INTEGRATION_ATTENTION_H

#include "Network.h"
#include "Reference.h"

namespace mlir {
namespace lowres {
namespace test {

/// Whether images have no mask, the same or (where their number is fixed) one
/// each.
enum class MaskKind { None, Shared, Each };

/// Sizes and projections of an attention layer. LayerSpec::inputs and
/// LayerSpec::outputs of the projections follow from the sizes.
struct AttentionSpec {
  int64_t tokens = 3;
  int64_t features = 4; ///< Of the input.
  int64_t heads = 2;
  int64_t keySize = 2;   ///< Of a head.
  int64_t valueSize = 2; ///< Of a head.
  int64_t outputs = 4;
  LayerSpec query, key, value, output;
  MaskKind mask = MaskKind::None;
  /// The number of images, where it is fixed.
  std::optional<int64_t> batch = std::nullopt;
  /// About the standard deviation of the scores.
  double spread = 1;

  /// Products of an image.
  int64_t getNumProducts() const;
};

/// An attention layer with its numbers. A row of input or output is an image
/// [tokens, features].
struct Attention {
  int64_t tokens, heads;
  Layer query, key, value, output;
  MaskKind maskKind = MaskKind::None;
  /// [tokens, tokens], after [batch] where images have one each.
  std::vector<float> mask = {};
  std::optional<int64_t> batch = std::nullopt;

  /// Draws the numbers. Masks leave every query a key.
  static Attention create(AttentionSpec spec, unsigned seed);

  int64_t getRowSize() const { return tokens * query.spec.inputs; }
  /// The mask of an image, or null.
  const float *getMask(int64_t image) const;
  /// A module with the layer as function `net`.
  std::string getModule() const;
  std::string str() const;
};

/// The layer in f64, with bounds for f32 computations; `int8`: with the inputs
/// of projections that are uniform grids quantised.
std::vector<Bounded> computeAttention(const Attention &layer, bool int8,
                                      const std::vector<float> &input);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_ATTENTION_H
