//===- OneDnn.cpp - What the users of oneDNN share ------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OneDnn.h"

#include "llvm/Support/DynamicLibrary.h"

using namespace lowres;

/// A oneDNN that uses OpenMP, as Debian's does, has no other way to say on how
/// many threads its loops run. It has brought the OpenMP library into the
/// process, so that nothing has to be linked here.
static void setThreads(unsigned threads) {
  unsigned runtime = dnnl::version()->cpu_runtime;
  if (runtime == DNNL_RUNTIME_SEQ && threads == 1)
    return;
  auto process = llvm::sys::DynamicLibrary::getPermanentLibrary(nullptr);
  void *function = process.getAddressOfSymbol("omp_set_num_threads");
  if (runtime != DNNL_RUNTIME_OMP || !function)
    throw dnnl::error(dnnl_unimplemented,
                      "it is built without OpenMP, and has no other way to set "
                      "the number of threads");
  reinterpret_cast<void (*)(int)>(function)(static_cast<int>(threads));
}

OneDnnProgram::OneDnnProgram(unsigned threads)
    // Primitives look at the number when they are made.
    : engine((setThreads(threads), dnnl::engine::kind::cpu), 0),
      stream(engine) {}

Memory OneDnnProgram::refer(const Memory::desc &desc, const float *data) const {
  return Memory(desc, engine, const_cast<float *>(data));
}

Memory OneDnnProgram::view(const Memory &memory, const Memory::desc &desc,
                           size_t offset) {
  viewed.push_back(memory);
  return Memory(desc, engine,
                static_cast<float *>(memory.get_data_handle()) + offset);
}

void OneDnnProgram::runNow(const dnnl::primitive &primitive,
                           const std::unordered_map<int, Memory> &arguments) {
  primitive.execute(stream, arguments);
  stream.wait();
}

Memory OneDnnProgram::reordered(const Memory &memory,
                                const Memory::desc &desc) {
  if (memory.get_desc() == desc)
    return memory;
  Memory result = allocate(desc);
  add(dnnl::reorder(memory, result),
      {{DNNL_ARG_FROM, memory}, {DNNL_ARG_TO, result}});
  return result;
}

void OneDnnProgram::run() {
  for (const Step &step : steps)
    step.primitive.execute(stream, step.arguments);
  stream.wait();
}

Memory OneDnnProgram::addMatmul(const Memory &a, const Memory &b) {
  Dims left = a.get_desc().dims(), right = b.get_desc().dims(), result = left;
  result.back() = right.back();
  dnnl::matmul::primitive_desc desc(
      {anyFormat(left), anyFormat(right), anyFormat(result)}, engine);
  Memory c = allocate(desc.dst_desc());
  add(dnnl::matmul(desc),
      {{DNNL_ARG_SRC, reordered(a, desc.src_desc())},
       {DNNL_ARG_WEIGHTS, reordered(b, desc.weights_desc())},
       {DNNL_ARG_DST, c}});
  return c;
}

Memory OneDnnProgram::addSoftmax(const Memory &x) {
  Memory::desc format = x.get_desc();
  dnnl::softmax_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, format,
       static_cast<int>(format.dims().size()) - 1},
      engine);
  Memory y = allocate(desc.dst_desc());
  add(dnnl::softmax_forward(desc), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  return y;
}

Memory OneDnnProgram::addSum(const Memory &a, const Memory &b) {
  dnnl::binary::primitive_desc desc(
      {dnnl::algorithm::binary_add, a.get_desc(), b.get_desc(), a.get_desc()},
      engine);
  Memory y = allocate(desc.dst_desc());
  add(dnnl::binary(desc),
      {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, y}});
  return y;
}

Memory OneDnnProgram::addActivation(dnnl::algorithm algorithm,
                                    const Memory &x) {
  dnnl::eltwise_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, algorithm, x.get_desc()}, engine);
  Memory y = allocate(desc.dst_desc());
  add(dnnl::eltwise_forward(desc), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  return y;
}

Memory OneDnnProgram::addPool(dnnl::algorithm algorithm, const Memory &x,
                              const ImageShape &output, size_t stride,
                              const Dims &kernel) {
  Dims dims = toDims({0, output.channels, output.height, output.width});
  dims[0] = x.get_desc().dims()[0];
  Dims strides = toDims({stride, stride}), noPadding = {0, 0};
  dnnl::pooling_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, algorithm, x.get_desc(),
       anyFormat(dims), strides, kernel, noPadding, noPadding},
      engine);
  Memory y = allocate(desc.dst_desc());
  add(dnnl::pooling_forward(desc), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  return y;
}

OneDnnConv::OneDnnConv(const ConvShape &shape, size_t batch) {
  ImageShape output = shape.output();
  size_t channels = shape.groupChannels(), kernel = shape.kernel;
  size_t ofOutput = shape.weightsPerOutput();
  source = toDims(
      {batch, shape.input.channels, shape.input.height, shape.input.width});
  result = toDims({batch, output.channels, output.height, output.width});
  strides = toDims({shape.stride, shape.stride});
  padding = toDims({shape.padding, shape.padding});
  weights =
      toDims({shape.groups, shape.groupOutputs(), channels, kernel, kernel});
  weightStrides = toDims({shape.groupOutputs() * ofOutput, ofOutput, 1,
                          kernel * channels, channels});
  if (shape.groups > 1)
    return;
  weights.erase(weights.begin());
  weightStrides.erase(weightStrides.begin());
}
