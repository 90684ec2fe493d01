//===- Shapes.cpp - Changes of shape --------------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerExport.h"

using namespace lowres;

/// "[0, 1], [2]": the dimensions of a longer shape behind each of a shorter.
static std::string groups(const std::vector<std::vector<size_t>> &dimensions) {
  std::string text;
  for (const std::vector<size_t> &group : dimensions)
    text += (text.empty() ? "" : ", ") + list(group);
  return " [" + text + "]";
}

/// 1, 2, ... `last`
static std::vector<size_t> upTo(size_t last) {
  std::vector<size_t> numbers;
  for (size_t i = 1; i <= last; ++i)
    numbers.push_back(i);
  return numbers;
}

static TensorValue collapse(ModuleText &text, const TensorValue &x,
                            const std::string &groups, TensorValue y) {
  text.line(y.name + " = tensor.collapse_shape " + x.name + groups + " : " +
            x.type() + " into " + y.type());
  return y;
}

static TensorValue expand(ModuleText &text, const TensorValue &x,
                          const std::string &groups, TensorValue y) {
  std::string sizes = text.batch();
  for (size_t size : y.sizes)
    sizes += ", " + std::to_string(size);
  text.line(y.name + " = tensor.expand_shape " + x.name + groups +
            " output_shape [" + sizes + "] : " + x.type() + " into " +
            y.type());
  return y;
}

TensorValue lowres::emitFlatten(ModuleText &text, const TensorValue &x) {
  if (x.sizes.size() == 1)
    return x;
  size_t product = 1;
  for (size_t size : x.sizes)
    product *= size;
  return collapse(text, x, groups({{0}, upTo(x.sizes.size())}),
                  {text.newName(), {product}});
}

TensorValue lowres::emitReshape(ModuleText &text, const TensorValue &x,
                                const std::vector<size_t> &sizes) {
  if (x.sizes == sizes)
    return x;
  TensorValue flat = emitFlatten(text, x);
  if (sizes.size() == 1)
    return flat;
  return expand(text, flat, groups({{0}, upTo(sizes.size())}),
                {text.newName(), sizes});
}

TensorValue lowres::emitChannels(ModuleText &text, const TensorValue &x,
                                 size_t channels) {
  if (x.sizes.back() == channels)
    return x;
  size_t others = 1;
  for (size_t size : x.sizes)
    others *= size;
  return emitReshape(text, x, {others / channels, channels});
}

TensorValue lowres::emitImage(ModuleText &text, const TensorValue &x,
                              const ImageShape &shape) {
  return emitReshape(text, x, {shape.height, shape.width, shape.channels});
}

TensorValue lowres::emitRows(ModuleText &text, const TensorValue &x,
                             size_t tokens, size_t features) {
  if (tokens == 1)
    return emitFlatten(text, x);
  TensorValue split = emitChannels(text, x, features);
  std::vector<size_t> first = upTo(split.sizes.size() - 1);
  first.insert(first.begin(), 0);
  return collapse(text, split, groups({first, {split.sizes.size()}}),
                  {text.newName(), {features}, tokens});
}

TensorValue lowres::emitTokens(ModuleText &text, const TensorValue &rows) {
  if (rows.rows == 1)
    return rows;
  TensorValue y = {text.newName(), {rows.rows, rows.sizes[0]}};
  return expand(text, rows, groups({{0, 1}, {2}}), y);
}

TensorValue lowres::emitHeads(ModuleText &text, const TensorValue &x,
                              size_t tokens, size_t heads, size_t size) {
  TensorValue split = emitReshape(text, x, {tokens, heads, size});
  TensorValue y =
      emitTranspose(text, split, {0, 2, 1, 3}, {heads, tokens, size});
  return collapse(text, y, groups({{0, 1}, {2}, {3}}),
                  {text.newName(), {tokens, size}, heads});
}

TensorValue lowres::emitJoinedHeads(ModuleText &text, const TensorValue &x) {
  size_t tokens = x.sizes[0], size = x.sizes[1];
  TensorValue split = expand(text, x, groups({{0, 1}, {2}, {3}}),
                             {text.newName(), {x.rows, tokens, size}});
  TensorValue y =
      emitTranspose(text, split, {0, 2, 1, 3}, {tokens, x.rows, size});
  return emitReshape(text, y, {tokens, x.rows * size});
}
