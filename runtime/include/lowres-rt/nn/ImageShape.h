//===- ImageShape.h - Size of an image --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_IMAGESHAPE_H
#define LOWRES_RT_NN_IMAGESHAPE_H

#include <cstddef>

namespace lowres {

/// Size of the images between layers, whose activations are ordered rows,
/// columns, channels ("channels last") within an example.
struct ImageShape {
  size_t height;
  size_t width;
  size_t channels;

  size_t pixels() const { return height * width; }
  size_t size() const { return pixels() * channels; }
};

} // namespace lowres

#endif // LOWRES_RT_NN_IMAGESHAPE_H
