//===- OneDnn.h - What the users of oneDNN share ----------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// oneDNN reports errors by exceptions, which nothing else here does: the files
// that include this one are compiled for them, and let none out.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_ONEDNN_H
#define LOWRES_TOOLS_LOWRESBENCH_ONEDNN_H

#include "Engine.h"

#include "lowres-rt/nn/ConvShape.h"

#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

namespace lowres {

using Memory = dnnl::memory;
using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;

/// Dimensions as the library counts them.
inline Dims toDims(std::initializer_list<size_t> sizes) {
  return Dims(sizes.begin(), sizes.end());
}

inline Memory::desc floats(const Dims &dims, Tag tag) {
  return Memory::desc(dims, Memory::data_type::f32, tag);
}

/// In the format that a primitive likes best.
inline Memory::desc anyFormat(const Dims &dims) {
  return floats(dims, Tag::any);
}

inline Memory::desc strided(const Dims &dims, const Dims &strides) {
  return Memory::desc(dims, Memory::data_type::f32, strides);
}

/// Primitives with their arguments, one after the other.
class OneDnnProgram {
public:
  /// The library uses `threads` threads from here on.
  explicit OneDnnProgram(unsigned threads);

  /// Memory for one tensor, with anything in it.
  Memory allocate(const Memory::desc &desc) const {
    return Memory(desc, engine);
  }

  /// A tensor at `data`, which must outlive the program and is not written to.
  Memory refer(const Memory::desc &desc, const float *data) const;

  /// Another view of memory, from float number `offset` on.
  Memory view(const Memory &memory, const Memory::desc &desc,
              size_t offset = 0);

  /// Runs a primitive now, for what is done once.
  void runNow(const dnnl::primitive &primitive,
              const std::unordered_map<int, Memory> &arguments);

  void add(dnnl::primitive primitive,
           std::unordered_map<int, Memory> arguments) {
    steps.push_back({std::move(primitive), std::move(arguments)});
  }

  /// `memory` in another format; the same if it already has it.
  Memory reordered(const Memory &memory, const Memory::desc &desc);

  // Primitives for inference; each returns its result.
  Memory addMatmul(const Memory &a, const Memory &b);
  /// Over the last dimension.
  Memory addSoftmax(const Memory &x);
  /// a + b in the format of a; b may have one row for all of a's.
  Memory addSum(const Memory &a, const Memory &b);
  Memory addActivation(dnnl::algorithm algorithm, const Memory &x);
  /// x is an image, `output` the shape of the result.
  Memory addPool(dnnl::algorithm algorithm, const Memory &x,
                 const ImageShape &output, size_t stride, const Dims &kernel);

  void run();

  dnnl::engine engine;

private:
  struct Step {
    dnnl::primitive primitive;
    std::unordered_map<int, Memory> arguments;
  };

  dnnl::stream stream;
  std::vector<Step> steps;
  std::vector<Memory> viewed; // Of which there are views.
};

/// The convolution as oneDNN describes it, for `batch` images.
struct OneDnnConv {
  OneDnnConv(const ConvShape &shape, size_t batch);

  Dims source, weights, result, strides, padding;
  Dims weightStrides; // Of weights as the trainer stores them.
};

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_ONEDNN_H
