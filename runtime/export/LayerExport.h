//===- LayerExport.h - Layers as MLIR operations ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to the export: a function for each kind of layer, which appends the
// operations and returns their result.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_EXPORT_LAYEREXPORT_H
#define LOWRES_RT_EXPORT_LAYEREXPORT_H

#include "ModuleText.h"

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ConvShape.h"
#include "lowres-rt/nn/LayerNorm.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/PositionEmbedding.h"

namespace lowres {

/// A dense or convolutional layer together with what follows it.
class FoldedLayer {
public:
  enum class Activation { None, Relu, Gelu };

  /// `bias` may be null. The weights stay with the layer.
  FoldedLayer(size_t index, const Parameter &weight, const Parameter *bias);

  /// Multiplies and shifts the outputs as `norm` does when it does not train.
  void fold(const BatchNorm &norm);

  /// The scales of N-level weights: one, or one an output.
  std::vector<float> scales() const;

  /// Float weights, [outputs, weights of an output].
  std::vector<float> weights() const;

  size_t outputs() const { return weight.rows; }

  size_t index; // Of the names: %w0, %s0, %b0, %h0.
  const Parameter &weight;
  std::vector<float> bias; // Empty: none.
  Activation activation = Activation::None;

private:
  std::vector<double> factors; // Of the outputs; empty: 1.
};

// With N-level weights. Dense layers take [rows, inputs]; the projections of
// an attention are numbered from `index` on, and it takes [tokens, features].
TensorValue emitLevelDense(ModuleText &text, const TensorValue &x,
                           const FoldedLayer &layer, ThreadPool &pool);
TensorValue emitLevelAttention(ModuleText &text, const TensorValue &x,
                               const Attention &attention, size_t index,
                               ThreadPool &pool);
TensorValue emitLevelConv2D(ModuleText &text, const TensorValue &x,
                            const FoldedLayer &layer, const ConvShape &shape,
                            ThreadPool &pool);

// With float weights.
TensorValue emitFloatDense(ModuleText &text, const TensorValue &x,
                           const FoldedLayer &layer);
TensorValue emitFloatAttention(ModuleText &text, const TensorValue &x,
                               const Attention &attention, size_t index);
TensorValue emitFloatConv2D(ModuleText &text, const TensorValue &x,
                            const FoldedLayer &layer, const ConvShape &shape);

// Without weights to speak of. `index` is that of the names, %a0 and %b0.
TensorValue emitBatchNorm(ModuleText &text, const TensorValue &x,
                          const BatchNorm &norm, size_t index);
TensorValue emitRelu(ModuleText &text, const TensorValue &x);
TensorValue emitChannelsLast(ModuleText &text, const TensorValue &x);
TensorValue emitGelu(ModuleText &text, const TensorValue &x);
TensorValue emitLayerNorm(ModuleText &text, const TensorValue &x,
                          const LayerNorm &norm, size_t index);
TensorValue emitPositionEmbedding(ModuleText &text, const TensorValue &x,
                                  const PositionEmbedding &layer, size_t index);
TensorValue emitMaxPool(ModuleText &text, const TensorValue &x,
                        const MaxPool &pool);
TensorValue emitGlobalAvgPool(ModuleText &text, const TensorValue &x);
TensorValue emitAdd(ModuleText &text, const TensorValue &a,
                    const TensorValue &b);

// Changes of shape; but for emitTranspose(), which takes the new sizes behind
// the batch, the values stay in their order.
TensorValue emitTranspose(ModuleText &text, const TensorValue &x,
                          const std::vector<size_t> &permutation,
                          const std::vector<size_t> &sizes);
TensorValue emitFlatten(ModuleText &text, const TensorValue &x);
TensorValue emitReshape(ModuleText &text, const TensorValue &x,
                        const std::vector<size_t> &sizes);
/// `channels` in the last dimension, whatever lies before.
TensorValue emitChannels(ModuleText &text, const TensorValue &x,
                         size_t channels);
TensorValue emitImage(ModuleText &text, const TensorValue &x,
                      const ImageShape &shape);
/// Each of the `tokens` of each example becomes a row.
TensorValue emitRows(ModuleText &text, const TensorValue &x, size_t tokens,
                     size_t features);
/// The reverse: the rows of an example become its tokens.
TensorValue emitTokens(ModuleText &text, const TensorValue &rows);
/// Tokens of heads * size values become [tokens, size], with a row for each
/// head.
TensorValue emitHeads(ModuleText &text, const TensorValue &x, size_t tokens,
                      size_t heads, size_t size);
/// The reverse.
TensorValue emitJoinedHeads(ModuleText &text, const TensorValue &x);

} // namespace lowres

#endif // LOWRES_RT_EXPORT_LAYEREXPORT_H
