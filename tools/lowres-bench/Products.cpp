//===- Products.cpp - The matrix products of a network --------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Products.h"

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/Residual.h"

using namespace lowres;

namespace {
class Collector {
public:
  void visit(const Sequential &chain);

  std::vector<Product> products;

private:
  void visit(Layer &layer);
  void add(const Dense &dense);
  void add(const Attention &attention);
  void add(const Conv2D &conv);

  bool seenParameters = false;
};
} // namespace

void Collector::add(const Dense &dense) {
  products.push_back({1, dense.tokens, dense.weight.cols, dense.weight.rows,
                      true, seenParameters, std::nullopt});
}

void Collector::add(const Attention &attention) {
  size_t tokens = attention.tokens, size = attention.headSize();
  add(attention.query);
  add(attention.key);
  add(attention.value);
  products.push_back(
      {attention.heads, tokens, size, tokens, false, true, std::nullopt});
  products.push_back(
      {attention.heads, tokens, tokens, size, false, true, std::nullopt});
  seenParameters = true;
  add(attention.output);
}

void Collector::add(const Conv2D &conv) {
  const ConvShape &shape = conv.shape;
  products.push_back({shape.groups, shape.output().pixels(),
                      shape.weightsPerOutput(), shape.groupOutputs(), true,
                      seenParameters, shape});
}

void Collector::visit(Layer &layer) {
  switch (layer.kind()) {
  case Layer::Kind::Attention:
    add(static_cast<const Attention &>(layer));
    break;
  case Layer::Kind::Conv2D:
    add(static_cast<const Conv2D &>(layer));
    break;
  case Layer::Kind::Dense:
    add(static_cast<const Dense &>(layer));
    break;
  case Layer::Kind::Residual:
    visit(static_cast<const Residual &>(layer).body);
    visit(static_cast<const Residual &>(layer).shortcut);
    break;
  case Layer::Kind::Sequential:
    visit(static_cast<const Sequential &>(layer));
    break;
  default: // No products.
    break;
  }
  seenParameters |= !layer.parameters().empty();
}

void Collector::visit(const Sequential &chain) {
  for (const std::unique_ptr<Layer> &layer : chain.layers())
    visit(*layer);
}

std::vector<Product> lowres::collectProducts(const Network &network) {
  Collector collector;
  collector.visit(network.layers());
  return std::move(collector.products);
}
