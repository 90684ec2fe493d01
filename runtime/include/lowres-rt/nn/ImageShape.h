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
#include <string>

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

inline bool operator==(const ImageShape &a, const ImageShape &b) {
  return a.height == b.height && a.width == b.width && a.channels == b.channels;
}
inline bool operator!=(const ImageShape &a, const ImageShape &b) {
  return !(a == b);
}

/// "32 x 32 x 3", for messages.
inline std::string toText(const ImageShape &shape) {
  return std::to_string(shape.height) + " x " + std::to_string(shape.width) +
         " x " + std::to_string(shape.channels);
}

} // namespace lowres

#endif // LOWRES_RT_NN_IMAGESHAPE_H
