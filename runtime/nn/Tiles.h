//===- Tiles.h - Ranges of parallel tasks -----------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_NN_TILES_H
#define LOWRES_RT_NN_TILES_H

#include <algorithm>
#include <cstddef>

namespace lowres {

/// [begin, end).
struct Range {
  size_t begin, end;
  size_t size() const { return end - begin; }
};

inline size_t divideUp(size_t size, size_t tile) {
  return (size + tile - 1) / tile;
}

/// Range number `index` of those of length `tile` that cover [0, size); empty
/// or ending before it begins beyond them.
inline Range tileOf(size_t size, size_t tile, size_t index) {
  return {index * tile, std::min(size, (index + 1) * tile)};
}

} // namespace lowres

#endif // LOWRES_RT_NN_TILES_H
