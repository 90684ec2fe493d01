//===- OneDnnTraining.cpp - Products of a training step by oneDNN ---------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"
#include "OneDnn.h"

#include <algorithm>

using namespace lowres;

namespace {
/// Tensors are full of ones: the time does not depend on the values, and no
/// sum becomes large.
class OneDnnTraining final : public Engine {
public:
  OneDnnTraining(const std::vector<Product> &products, size_t batch,
                 unsigned threads);

  const float *run() override {
    program.run();
    return nullptr;
  }

private:
  using Arguments = std::unordered_map<int, Memory>;
  struct Step {
    dnnl::primitive primitive;
    Arguments arguments;
  };

  void addConv(const Product &product, size_t batch);
  void addDense(const Product &product, size_t batch);
  void addHeads(const Product &product, size_t batch);
  template <typename BackwardData>
  void addInputGradient(const typename BackwardData::primitive_desc &desc);
  template <typename BackwardWeights>
  void addWeightGradient(const typename BackwardWeights::primitive_desc &desc);
  Step matmul(const Dims &a, const Dims &b, const Dims &c);
  Memory ones(const Memory::desc &desc) const;

  OneDnnProgram program;
  std::vector<Step> backward; // In the order of the layers.
};
} // namespace

OneDnnTraining::OneDnnTraining(const std::vector<Product> &products,
                               size_t batch, unsigned threads)
    : program(threads) {
  for (const Product &product : products) {
    if (product.conv)
      addConv(product, batch);
    else if (product.hasWeights)
      addDense(product, batch);
    else
      addHeads(product, batch);
  }
  for (size_t i = backward.size(); i-- > 0;)
    program.add(backward[i].primitive, std::move(backward[i].arguments));
}

Memory OneDnnTraining::ones(const Memory::desc &desc) const {
  Memory memory = program.allocate(desc);
  auto *values = static_cast<float *>(memory.get_data_handle());
  std::fill_n(values, desc.get_size() / sizeof(float), 1.0f);
  // Makes what is beyond the last channel of a blocked format zero again.
  memory.set_data_handle(values);
  return memory;
}

template <typename BackwardData>
void OneDnnTraining::addInputGradient(
    const typename BackwardData::primitive_desc &desc) {
  backward.push_back({BackwardData(desc),
                      {{DNNL_ARG_DIFF_DST, ones(desc.diff_dst_desc())},
                       {DNNL_ARG_WEIGHTS, ones(desc.weights_desc())},
                       {DNNL_ARG_DIFF_SRC, ones(desc.diff_src_desc())}}});
}

template <typename BackwardWeights>
void OneDnnTraining::addWeightGradient(
    const typename BackwardWeights::primitive_desc &desc) {
  backward.push_back(
      {BackwardWeights(desc),
       {{DNNL_ARG_SRC, ones(desc.src_desc())},
        {DNNL_ARG_DIFF_DST, ones(desc.diff_dst_desc())},
        {DNNL_ARG_DIFF_WEIGHTS, ones(desc.diff_weights_desc())}}});
}

void OneDnnTraining::addConv(const Product &product, size_t batch) {
  constexpr auto algorithm = dnnl::algorithm::convolution_auto;
  OneDnnConv sizes(*product.conv, batch);
  Memory::desc source = anyFormat(sizes.source);
  Memory::desc weights = anyFormat(sizes.weights);
  Memory::desc result = anyFormat(sizes.result);
  dnnl::convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, algorithm, source, weights, result,
       sizes.strides, sizes.padding, sizes.padding},
      program.engine);
  program.add(dnnl::convolution_forward(forward),
              {{DNNL_ARG_SRC, ones(forward.src_desc())},
               {DNNL_ARG_WEIGHTS, ones(forward.weights_desc())},
               {DNNL_ARG_DST, ones(forward.dst_desc())}});
  if (product.needsInputGradient)
    addInputGradient<dnnl::convolution_backward_data>(
        {{algorithm, source, weights, result, sizes.strides, sizes.padding,
          sizes.padding},
         program.engine,
         forward});
  addWeightGradient<dnnl::convolution_backward_weights>(
      {{algorithm, source, weights, result, sizes.strides, sizes.padding,
        sizes.padding},
       program.engine,
       forward});
}

void OneDnnTraining::addDense(const Product &product, size_t batch) {
  auto matrix = [](size_t rows, size_t cols) {
    return anyFormat(toDims({rows, cols}));
  };
  size_t rows = product.rows * batch;
  Memory::desc source = matrix(rows, product.inner);
  Memory::desc weights = matrix(product.cols, product.inner);
  Memory::desc result = matrix(rows, product.cols);
  dnnl::inner_product_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, source, weights, result},
      program.engine);
  program.add(dnnl::inner_product_forward(forward),
              {{DNNL_ARG_SRC, ones(forward.src_desc())},
               {DNNL_ARG_WEIGHTS, ones(forward.weights_desc())},
               {DNNL_ARG_DST, ones(forward.dst_desc())}});
  if (product.needsInputGradient)
    addInputGradient<dnnl::inner_product_backward_data>(
        {{source, weights, result}, program.engine, forward});
  addWeightGradient<dnnl::inner_product_backward_weights>(
      {{source, weights, result}, program.engine, forward});
}

OneDnnTraining::Step OneDnnTraining::matmul(const Dims &a, const Dims &b,
                                            const Dims &c) {
  dnnl::matmul::primitive_desc desc({anyFormat(a), anyFormat(b), anyFormat(c)},
                                    program.engine);
  return {dnnl::matmul(desc),
          {{DNNL_ARG_SRC, ones(desc.src_desc())},
           {DNNL_ARG_WEIGHTS, ones(desc.weights_desc())},
           {DNNL_ARG_DST, ones(desc.dst_desc())}}};
}

/// c = a b, da = dc b^T, db = a^T dc.
void OneDnnTraining::addHeads(const Product &product, size_t batch) {
  size_t count = product.count * batch;
  auto matrices = [&](size_t rows, size_t cols) {
    return toDims({count, rows, cols});
  };
  size_t m = product.rows, k = product.inner, n = product.cols;
  Step forward = matmul(matrices(m, k), matrices(k, n), matrices(m, n));
  program.add(std::move(forward.primitive), std::move(forward.arguments));
  backward.push_back(matmul(matrices(m, n), matrices(n, k), matrices(m, k)));
  backward.push_back(matmul(matrices(k, m), matrices(m, n), matrices(k, n)));
}

EngineOr lowres::makeOneDnnTraining(const std::vector<Product> &products,
                                    size_t batch, unsigned threads) {
  try {
    auto made = std::make_unique<OneDnnTraining>(products, batch, threads);
    (void)made->run(); // What can fail, fails here.
    return EngineOr(std::move(made));
  } catch (const dnnl::error &error) {
    return Error{std::string("oneDNN: ") + error.what()};
  }
}
