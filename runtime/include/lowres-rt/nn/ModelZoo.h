//===- ModelZoo.h - Named networks ------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_MODELZOO_H
#define LOWRES_RT_NN_MODELZOO_H

#include "lowres-rt/nn/NetworkBuilder.h"

namespace lowres {

/// The networks, with their weights for ten classes of 32 x 32 x 3 images.
/// Fully connected, with a rectifier after every layer but the last:
///
///   Linear     in - 10                        30,720, a baseline
///   Fcnn1      in - 512 - 256 - 10            1.7 million
///   Fcnn2      in - 4096 - 2048 - 10          21 million
///
/// Convolutional, where every convolution has no bias and is followed by batch
/// normalisation and, but for the last of a residual block, by a rectifier; all
/// kernels are 3 x 3 with padding 1:
///
///   Cvnn1      32 - 64 - 128, each with max pooling by 2; dense
///              113,504
///   Cvnn2      64 - 64, 128 - 128, 256 - 256, 512 - 512, each pair with max
///              pooling by 2; global average; dense
///              4.7 million; after Simonyan and Zisserman, arXiv 1409.1556
///   Resnet18   64; four stages of two residual blocks of two convolutions,
///              64, 128, 256, 512, all but the first stage begin with stride 2
///              and a 1 x 1 projection; global average; dense
///              11.2 million; He et al., arXiv 1512.03385, in the usual form
///              for small images, without the pooling after the first layer
///
/// Attention:
///
///   Vit        describeVit() with the sizes that VitOptions start with
///              300,480, and 6,144 floats of the position embedding
enum class Model { Linear, Fcnn1, Fcnn2, Cvnn1, Cvnn2, Resnet18, Vit };

const char *modelName(Model model);

NetworkDescription describeModel(Model model);

/// Sizes of a vision transformer.
struct VitOptions {
  size_t patch = 4;    // Height and width of the patches of an image.
  size_t dim = 96;     // Values of a token.
  size_t depth = 4;    // Blocks.
  size_t heads = 3;    // Divide dim.
  size_t mlpRatio = 2; // Values between the dense layers of a block, by dim.
};

/// A vision transformer: patches, projected, are tokens; a position embedding;
/// blocks x + attention(norm(x)), then x + dense(gelu(dense(norm(x)))); norm;
/// mean over the tokens; dense. Patches must divide the image.
/// Source: Dosovitskiy et al., arXiv 2010.11929, with the mean over tokens of
/// Zhai et al., arXiv 2106.04560, instead of a class token.
NetworkDescription describeVit(const VitOptions &options);

/// checkNetwork() of a model, for ten classes.
Status checkImageSize(Model model, const ImageShape &image);

/// Builds a model. `quantizer`, for all its weights, may be null.
Network makeNetwork(Model model, const ImageShape &image, size_t classes,
                    const WeightQuantizer *quantizer, uint64_t seed);

} // namespace lowres

#endif // LOWRES_RT_NN_MODELZOO_H
