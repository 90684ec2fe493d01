//===- OneDnnInt8.cpp - A dense layer in int8 by oneDNN -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"
#include "OneDnn.h"

#include <cstring>

using namespace lowres;

namespace {
/// u8 times s8 gives f32: the pair of types that vpdpbusd takes as it is.
class OneDnnInt8 final : public Engine {
public:
  OneDnnInt8(size_t inputs, size_t outputs, size_t batch);

  const float *run() override {
    program.run();
    return nullptr; // Of other numbers.
  }

private:
  /// Of small numbers, which nothing saturates.
  Memory filled(const Memory::desc &desc) {
    Memory memory = program.allocate(desc);
    std::memset(memory.get_data_handle(), 1, desc.get_size());
    return memory;
  }

  OneDnnProgram program;
};
} // namespace

OneDnnInt8::OneDnnInt8(size_t inputs, size_t outputs, size_t batch)
    : program(/*threads=*/1) {
  auto bytes = [](const Dims &dims, Memory::data_type type, Tag tag) {
    return Memory::desc(dims, type, tag);
  };
  dnnl::primitive_attr attributes;
  attributes.set_output_scales(/*mask=*/0, {0.5f});
  dnnl::inner_product_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference,
       bytes(toDims({batch, inputs}), Memory::data_type::u8, Tag::ab),
       bytes(toDims({outputs, inputs}), Memory::data_type::s8, Tag::any),
       floats(toDims({outputs}), Tag::a),
       floats(toDims({batch, outputs}), Tag::ab)},
      attributes, program.engine);
  program.add(dnnl::inner_product_forward(desc),
              {{DNNL_ARG_SRC, filled(desc.src_desc())},
               {DNNL_ARG_WEIGHTS, filled(desc.weights_desc())},
               {DNNL_ARG_BIAS, filled(desc.bias_desc())},
               {DNNL_ARG_DST, program.allocate(desc.dst_desc())}});
}

EngineOr lowres::makeOneDnnInt8(size_t inputs, size_t outputs, size_t batch) {
  try {
    return EngineOr(std::make_unique<OneDnnInt8>(inputs, outputs, batch));
  } catch (const dnnl::error &error) {
    return Error{error.what()};
  }
}
