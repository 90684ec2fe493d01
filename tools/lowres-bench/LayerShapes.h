//===- LayerShapes.h - Layers to time ---------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H
#define LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H

#include "lowres-rt/nn/ConvShape.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace lowres {

/// A convolution, or a dense layer, which is one of an image of one pixel.
struct LayerShape {
  ConvShape conv;

  bool isDense() const {
    return conv.input.pixels() == 1 && conv.kernel == 1 && conv.groups == 1;
  }
  /// Products for a row or an image.
  double macs() const {
    return static_cast<double>(conv.output().size()) *
           static_cast<double>(conv.weightsPerOutput());
  }
  /// As parseLayerShapes() takes it.
  std::string str() const;
};

/// What `texts` say, in their order, each shape once:
///
///   3072x512                    a dense layer, inputs x outputs
///   56x56x64-3x3-128            a convolution: height x width x channels of
///                               the image, the kernel, and outputs; behind
///                               them -s2 for strides, -p0 for a padding that
///                               is not half the kernel, -g64 for groups
///   llm, resnet50, mobilenet    layers of known models: the projections of
///                               language models of 3 to 8 billion weights, and
///                               the different layers of ResNet-50 and
///                               MobileNet for images of 224 x 224
///   fcnn1, cvnn2, ...           those of a network that lowres-train knows
///
/// An error for other texts, for layers of more than 2^28 weights, and for
/// convolutions that do not fit their image.
llvm::Expected<std::vector<LayerShape>>
parseLayerShapes(llvm::ArrayRef<std::string> texts);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_LAYERSHAPES_H
