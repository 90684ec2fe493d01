//===- OneDnnLayer.cpp - A single layer by oneDNN -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"
#include "OneDnn.h"

#include <algorithm>
#include <cstring>

using namespace lowres;

using Type = Memory::data_type;

namespace {
class OneDnnLayer final : public Engine {
public:
  OneDnnLayer(const LayerShape &shape, size_t batch, LayerTypes types);

  const float *run() override {
    program.run();
    return nullptr; // Of other numbers.
  }

private:
  void addDense(const ConvShape &shape);
  void addConv(const ConvShape &shape);

  template <typename Primitive>
  void add(const typename Primitive::primitive_desc &desc);
  Memory filled(const Memory::desc &desc);

  OneDnnProgram program;
  size_t batch;
  Type source, weights;
  dnnl::primitive_attr attributes;
};
} // namespace

OneDnnLayer::OneDnnLayer(const LayerShape &shape, size_t batch,
                         LayerTypes types)
    : program(/*threads=*/1), batch(batch), source(Type::f32),
      weights(Type::f32) {
  // The pair of types that vpdpbusd takes as it is.
  if (types == LayerTypes::Int8) {
    source = Type::u8;
    weights = Type::s8;
    attributes.set_output_scales(/*mask=*/0, {0.5f});
  }
  if (shape.isDense())
    addDense(shape.conv);
  else
    addConv(shape.conv);
}

/// Memory full of ones, padding included: no sum becomes large.
Memory OneDnnLayer::filled(const Memory::desc &desc) {
  Memory memory = program.allocate(desc);
  void *data = memory.get_data_handle();
  if (desc.data_type() == Type::f32)
    std::fill_n(static_cast<float *>(data), desc.get_size() / sizeof(float),
                1.0f);
  else
    std::memset(data, 1, desc.get_size());
  return memory;
}

template <typename Primitive>
void OneDnnLayer::add(const typename Primitive::primitive_desc &desc) {
  program.add(Primitive(desc),
              {{DNNL_ARG_SRC, filled(desc.src_desc())},
               {DNNL_ARG_WEIGHTS, filled(desc.weights_desc())},
               {DNNL_ARG_BIAS, filled(desc.bias_desc())},
               {DNNL_ARG_DST, program.allocate(desc.dst_desc())}});
}

void OneDnnLayer::addDense(const ConvShape &shape) {
  size_t inputs = shape.input.channels, outputs = shape.outputs;
  add<dnnl::inner_product_forward>(
      {{dnnl::prop_kind::forward_inference,
        Memory::desc(toDims({batch, inputs}), source, Tag::ab),
        Memory::desc(toDims({outputs, inputs}), weights, Tag::any),
        floats(toDims({outputs}), Tag::a),
        floats(toDims({batch, outputs}), Tag::ab)},
       attributes,
       program.engine});
}

void OneDnnLayer::addConv(const ConvShape &shape) {
  OneDnnConv sizes(shape, batch);
  add<dnnl::convolution_forward>(
      {{dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto,
        Memory::desc(sizes.source, source, Tag::any),
        Memory::desc(sizes.weights, weights, Tag::any),
        floats(toDims({shape.outputs}), Tag::a), anyFormat(sizes.result),
        sizes.strides, sizes.padding, sizes.padding},
       attributes,
       program.engine});
}

EngineOr lowres::makeOneDnnLayer(const LayerShape &shape, size_t batch,
                                 LayerTypes types) {
  try {
    return EngineOr(std::make_unique<OneDnnLayer>(shape, batch, types));
  } catch (const dnnl::error &error) {
    return Error{error.what()};
  }
}
