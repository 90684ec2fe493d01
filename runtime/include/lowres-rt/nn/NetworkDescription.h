//===- NetworkDescription.h - The layers of a network, as data --*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A network is a list of layers, each with its parameters. Layers take images
// [height, width, channels], or what counts as one: the pixels of an image are
// also the tokens of a sequence, and a vector is an image of one pixel.
//
//   type                 parameters, * required      result
//   attention            heads*, bias, levels        same shape
//   batch_norm                                       same shape
//   conv                 outputs*, kernel*, stride, padding, groups, bias,
//                        levels                      windows, padding included
//   dense                outputs, bias, levels       [height, width, outputs]
//   dropout              probability*                same shape
//   flatten                                          [1, 1, all values]
//   gelu                                             same shape
//   global_avg_pool                                  [1, 1, channels]
//   layer_norm                                       same shape
//   max_pool             size* (kernel), stride      windows inside the image
//   position_embedding                               same shape
//   relu                                             same shape
//   residual             body*, shortcut             body(x) + shortcut(x)
//
// A dense layer sees the channels of one pixel, the same weights at each. If
// flatten comes first, the values stay in the order of the data sets, which
// have a whole plane of each channel.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_NETWORKDESCRIPTION_H
#define LOWRES_RT_NN_NETWORKDESCRIPTION_H

#include "lowres-rt/nn/ImageShape.h"
#include "lowres-rt/support/Result.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lowres {

struct LayerDescription {
  enum class Type {
    Attention,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Gelu,
    GlobalAvgPool,
    LayerNorm,
    MaxPool,
    PositionEmbedding,
    Relu,
    Residual
  };

  // Those that the type does not have are not looked at. Whole numbers are at
  // least 1, but for the padding, and no larger than mostOutputs or mostKernel.
  Type type;
  size_t outputs = 0; // Of a dense layer, 0: the number of classes.
  size_t kernel = 1;  // Height and width, also those of a max pool.
  size_t stride = 1;
  size_t padding = 0;
  size_t groups = 1;
  size_t heads = 1;
  float probability = 0.0f;
  bool hasBias = true;
  std::optional<int> levels = {}; // Of the weights: 0 for float, or 2 to 256.
  std::vector<LayerDescription> body = {};
  std::vector<LayerDescription> shortcut = {}; // Empty: the identity.
};

struct NetworkDescription {
  static constexpr size_t mostOutputs = 65536;
  static constexpr size_t mostKernel = 1024;

  std::string name; // An identifier.
  std::vector<LayerDescription> layers;
};

/// The names of the types, in the order of the enumeration.
extern const std::array<const char *, 13> layerTypeNames;

inline const char *layerTypeName(LayerDescription::Type type) {
  return layerTypeNames[static_cast<size_t>(type)];
}

/// The shape of a layer's output, if checkNetwork() accepts the layer.
ImageShape outputShape(const LayerDescription &layer, const ImageShape &input,
                       size_t classes);

/// An error, with the place of the layer, unless every layer fits what comes
/// before it, the last one has `classes` outputs, and the size of it all is one
/// that a machine may have the memory for.
Status checkNetwork(const NetworkDescription &network, const ImageShape &image,
                    size_t classes);

/// A line "layers[0]=conv outputs=64 ..." for each layer; equal texts are equal
/// networks.
std::string describeLayers(const NetworkDescription &network);

} // namespace lowres

#endif // LOWRES_RT_NN_NETWORKDESCRIPTION_H
