//===- OneDnnInference.cpp - A network in use by oneDNN -------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"
#include "OneDnn.h"

#include "lowres-rt/nn/Attention.h"
#include "lowres-rt/nn/BatchNorm.h"
#include "lowres-rt/nn/ChannelsLast.h"
#include "lowres-rt/nn/Conv2D.h"
#include "lowres-rt/nn/GlobalAvgPool.h"
#include "lowres-rt/nn/LayerNorm.h"
#include "lowres-rt/nn/MaxPool.h"
#include "lowres-rt/nn/PositionEmbedding.h"
#include "lowres-rt/nn/Residual.h"

#include <cmath>

using namespace lowres;

namespace {
/// Weights [outputs, ...] and bias of a layer with what is folded into it.
struct Linear {
  Linear(const Parameter &weight, const std::optional<Parameter> &ownBias);

  void fold(const BatchNorm &norm);

  size_t outputs;
  std::vector<float> weights, bias;
  dnnl::primitive_attr attributes; // The activation.
};

/// Builds the primitives while it walks the layers. Activations are images
/// {batch, channels, height, width} in any format, or matrices, row-major.
class OneDnnInference final : public Engine {
public:
  OneDnnInference(const Network &network, const float *images, size_t batch);

  const float *run() override {
    program.run();
    return static_cast<const float *>(logits.get_data_handle());
  }

private:
  using Layers = std::vector<std::unique_ptr<Layer>>;

  Memory input(const Network &network, const float *images);
  Memory addChain(const Sequential &chain, Memory x);
  Memory addWeighted(const Layers &layers, size_t &position, const Memory &x);
  Memory addConv(const Conv2D &conv, const Linear &linear, const Memory &x);
  Memory addDense(const Linear &linear, const Memory &x);
  Memory addAttention(const Attention &attention, const Memory &x);
  Memory addBatchNorm(const BatchNorm &norm, const Memory &x);
  Memory addLayerNorm(const LayerNorm &norm, const Memory &x);

  /// The same values as an image or a matrix.
  Memory asImage(const Memory &x, const ImageShape &shape);
  Memory asMatrix(const Memory &x, size_t rows, size_t cols);
  Memory inFormOf(const Memory &other, const Memory &x);

  /// Values [1, n] of the network's state.
  Memory constant(const Parameter &parameter) {
    return program.refer(floats(toDims({parameter.size()}), Tag::a),
                         parameter.value.data());
  }
  /// A copy of `values`, now, in the format of a primitive.
  Memory constant(const std::vector<float> &values, const Memory::desc &desc,
                  const Memory::desc &wanted);
  Memory biasOf(const Linear &linear);

  OneDnnProgram program;
  size_t batch;
  Memory logits;
};
} // namespace

static Memory::desc rowMajor(size_t rows, size_t cols) {
  return floats(toDims({rows, cols}), Tag::ab);
}

template <typename T> static const T &as(const Layer &layer) {
  return static_cast<const T &>(layer);
}

Linear::Linear(const Parameter &weight, const std::optional<Parameter> &ownBias)
    : outputs(weight.rows),
      weights(weight.weights(), weight.weights() + weight.size()),
      bias(outputs) {
  if (ownBias)
    bias.assign(ownBias->value.data(), ownBias->value.data() + outputs);
}

void Linear::fold(const BatchNorm &norm) {
  size_t cols = weights.size() / outputs;
  for (size_t o = 0; o < outputs; ++o) {
    auto factor = static_cast<float>(norm.factorInUse(o));
    bias[o] = (bias[o] - norm.mean.value[o]) * factor + norm.beta.value[o];
    for (size_t i = 0; i < cols; ++i)
      weights[o * cols + i] *= factor;
  }
}

OneDnnInference::OneDnnInference(const Network &network, const float *images,
                                 size_t batch)
    : program(/*threads=*/1), batch(batch) {
  Memory result = addChain(network.layers(), input(network, images));
  logits = asMatrix(result, batch, network.outputFeatures());
}

/// Images have whole planes of a channel; vectors are as they are.
Memory OneDnnInference::input(const Network &network, const float *images) {
  const Layer &first = *network.layers().layers().front();
  if (first.kind() != Layer::Kind::ChannelsLast)
    return program.refer(rowMajor(batch, network.inputFeatures()), images);
  const ImageShape &shape = as<ChannelsLast>(first).shape;
  Dims dims = toDims({batch, shape.channels, shape.height, shape.width});
  return program.refer(floats(dims, Tag::nchw), images);
}

Memory OneDnnInference::constant(const std::vector<float> &values,
                                 const Memory::desc &desc,
                                 const Memory::desc &wanted) {
  Memory given = program.refer(desc, values.data());
  Memory result = program.allocate(wanted);
  program.runNow(dnnl::reorder(given, result),
                 {{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, result}});
  return result;
}

Memory OneDnnInference::biasOf(const Linear &linear) {
  Memory::desc desc = floats(toDims({linear.outputs}), Tag::a);
  return constant(linear.bias, desc, desc);
}

Memory OneDnnInference::asMatrix(const Memory &x, size_t rows, size_t cols) {
  Memory plain = x;
  Dims dims = x.get_desc().dims();
  if (dims.size() == 4)
    plain = program.reordered(x, floats(dims, Tag::nhwc));
  return program.view(plain, rowMajor(rows, cols));
}

Memory OneDnnInference::asImage(const Memory &x, const ImageShape &shape) {
  Dims dims = toDims({batch, shape.channels, shape.height, shape.width});
  if (x.get_desc().dims() == dims)
    return x;
  return program.view(asMatrix(x, batch, shape.size()),
                      floats(dims, Tag::nhwc));
}

Memory OneDnnInference::inFormOf(const Memory &other, const Memory &x) {
  Memory::desc desc = other.get_desc();
  Dims dims = desc.dims();
  auto size = [&](size_t i) { return static_cast<size_t>(dims[i]); };
  return program.reordered(dims.size() == 4
                               ? asImage(x, {size(2), size(3), size(1)})
                               : asMatrix(x, size(0), size(1)),
                           desc);
}

Memory OneDnnInference::addConv(const Conv2D &conv, const Linear &linear,
                                const Memory &x) {
  OneDnnConv sizes(conv.shape, batch);
  Memory bias = biasOf(linear);
  dnnl::convolution_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto,
       anyFormat(sizes.source), anyFormat(sizes.weights), bias.get_desc(),
       anyFormat(sizes.result), sizes.strides, sizes.padding, sizes.padding},
      linear.attributes, program.engine);
  Memory weights =
      constant(linear.weights, strided(sizes.weights, sizes.weightStrides),
               desc.weights_desc());
  Memory source =
      program.reordered(asImage(x, conv.shape.input), desc.src_desc());
  Memory y = program.allocate(desc.dst_desc());
  program.add(dnnl::convolution_forward(desc), {{DNNL_ARG_SRC, source},
                                                {DNNL_ARG_WEIGHTS, weights},
                                                {DNNL_ARG_BIAS, bias},
                                                {DNNL_ARG_DST, y}});
  return y;
}

/// x is a matrix, or an image all of whose values are the layer's inputs.
Memory OneDnnInference::addDense(const Linear &linear, const Memory &x) {
  Dims sourceDims = x.get_desc().dims(), weightDims = sourceDims;
  weightDims[0] = static_cast<Memory::dim>(linear.outputs);
  Memory bias = biasOf(linear);
  dnnl::inner_product_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, anyFormat(sourceDims),
       anyFormat(weightDims), bias.get_desc(),
       rowMajor(static_cast<size_t>(sourceDims[0]), linear.outputs)},
      linear.attributes, program.engine);
  Memory weights =
      constant(linear.weights,
               floats(weightDims, weightDims.size() == 4 ? Tag::nhwc : Tag::ab),
               desc.weights_desc());
  Memory y = program.allocate(desc.dst_desc());
  program.add(dnnl::inner_product_forward(desc),
              {{DNNL_ARG_SRC, program.reordered(x, desc.src_desc())},
               {DNNL_ARG_WEIGHTS, weights},
               {DNNL_ARG_BIAS, bias},
               {DNNL_ARG_DST, y}});
  return y;
}

/// The dense or convolutional layer at `position`, which moves on over what is
/// folded into it.
Memory OneDnnInference::addWeighted(const Layers &layers, size_t &position,
                                    const Memory &x) {
  const Layer &layer = *layers[position];
  bool isConv = layer.kind() == Layer::Kind::Conv2D;
  Linear linear = isConv
                      ? Linear(as<Conv2D>(layer).weight, as<Conv2D>(layer).bias)
                      : Linear(as<Dense>(layer).weight, as<Dense>(layer).bias);
  auto nextIs = [&](Layer::Kind kind) {
    return position + 1 < layers.size() && layers[position + 1]->kind() == kind;
  };
  // Its channels may be more, when the pixels were joined between the two.
  if (nextIs(Layer::Kind::BatchNorm) &&
      as<BatchNorm>(*layers[position + 1]).shape.channels == linear.outputs)
    linear.fold(as<BatchNorm>(*layers[++position]));
  bool isRelu = nextIs(Layer::Kind::Relu);
  if (isRelu || nextIs(Layer::Kind::Gelu)) {
    dnnl::post_ops activation;
    activation.append_eltwise(1.0f,
                              isRelu ? dnnl::algorithm::eltwise_relu
                                     : dnnl::algorithm::eltwise_gelu_erf,
                              0.0f, 0.0f);
    linear.attributes.set_post_ops(activation);
    ++position;
  }
  if (isConv)
    return addConv(as<Conv2D>(layer), linear, x);
  const Dense &dense = as<Dense>(layer);
  Dims dims = x.get_desc().dims();
  bool isWholeImage = dense.tokens == 1 && dims.size() == 4;
  return addDense(
      linear,
      isWholeImage ? x : asMatrix(x, batch * dense.tokens, dense.weight.cols));
}

Memory OneDnnInference::addAttention(const Attention &attention,
                                     const Memory &x) {
  size_t tokens = attention.tokens, features = attention.features();
  size_t heads = attention.heads, size = attention.headSize();
  Linear projections(attention.query.weight, attention.query.bias);
  float factor = 1.0f / std::sqrt(static_cast<float>(size));
  for (std::vector<float> *values : {&projections.weights, &projections.bias})
    for (float &value : *values)
      value *= factor;
  for (const Dense *dense : {&attention.key, &attention.value}) {
    Linear more(dense->weight, dense->bias);
    projections.outputs += more.outputs;
    projections.weights.insert(projections.weights.end(), more.weights.begin(),
                               more.weights.end());
    projections.bias.insert(projections.bias.end(), more.bias.begin(),
                            more.bias.end());
  }
  Memory all = addDense(projections, asMatrix(x, batch * tokens, features));

  // Tokens have the values of all heads side by side; here an image has heads,
  // which have tokens.
  size_t width = 3 * features;
  Dims ofHeads = toDims({batch, heads, tokens, size});
  Dims transposed = toDims({batch, heads, size, tokens});
  Memory::desc desc =
      strided(ofHeads, toDims({tokens * width, size, width, 1}));
  Memory::desc transposedDesc =
      strided(transposed, toDims({tokens * width, size, 1, width}));
  Memory q = program.view(all, desc);
  Memory k = program.view(all, transposedDesc, features);
  Memory v = program.view(all, desc, 2 * features);
  Memory context =
      program.addMatmul(program.addSoftmax(program.addMatmul(q, k)), v);
  Memory joined = program.reordered(
      context,
      strided(ofHeads, toDims({tokens * features, size, features, 1})));
  return addDense(Linear(attention.output.weight, attention.output.bias),
                  program.view(joined, rowMajor(batch * tokens, features)));
}

Memory OneDnnInference::addBatchNorm(const BatchNorm &norm, const Memory &x) {
  using Flags = dnnl::normalization_flags;
  Memory source = asImage(x, norm.shape);
  dnnl::batch_normalization_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, source.get_desc(),
       BatchNorm::epsilon,
       Flags::use_global_stats | Flags::use_scale | Flags::use_shift},
      program.engine);
  Memory y = program.allocate(desc.dst_desc());
  program.add(dnnl::batch_normalization_forward(desc),
              {{DNNL_ARG_SRC, source},
               {DNNL_ARG_MEAN, constant(norm.mean)},
               {DNNL_ARG_VARIANCE, constant(norm.variance)},
               {DNNL_ARG_SCALE, constant(norm.gamma)},
               {DNNL_ARG_SHIFT, constant(norm.beta)},
               {DNNL_ARG_DST, y}});
  return y;
}

Memory OneDnnInference::addLayerNorm(const LayerNorm &norm, const Memory &x) {
  using Flags = dnnl::normalization_flags;
  Memory source = asMatrix(x, batch * norm.tokens, norm.features);
  dnnl::layer_normalization_forward::primitive_desc desc(
      {dnnl::prop_kind::forward_inference, source.get_desc(),
       LayerNorm::epsilon, Flags::use_scale | Flags::use_shift},
      program.engine);
  Memory y = program.allocate(desc.dst_desc());
  program.add(dnnl::layer_normalization_forward(desc),
              {{DNNL_ARG_SRC, source},
               {DNNL_ARG_SCALE, constant(norm.gamma)},
               {DNNL_ARG_SHIFT, constant(norm.beta)},
               {DNNL_ARG_DST, y}});
  return y;
}

Memory OneDnnInference::addChain(const Sequential &chain, Memory x) {
  const Layers &layers = chain.layers();
  for (size_t i = 0; i < layers.size(); ++i) {
    const Layer &layer = *layers[i];
    switch (layer.kind()) {
    case Layer::Kind::Attention:
      x = addAttention(as<Attention>(layer), x);
      break;
    case Layer::Kind::Conv2D:
    case Layer::Kind::Dense:
      x = addWeighted(layers, i, x);
      break;
    case Layer::Kind::BatchNorm:
      x = addBatchNorm(as<BatchNorm>(layer), x);
      break;
    case Layer::Kind::ChannelsLast: // See input().
    case Layer::Kind::Dropout:      // Nothing is dropped in use.
      break;
    case Layer::Kind::Gelu:
      x = program.addActivation(dnnl::algorithm::eltwise_gelu_erf, x);
      break;
    case Layer::Kind::GlobalAvgPool: {
      const ImageShape &shape = as<GlobalAvgPool>(layer).input;
      x = program.addPool(dnnl::algorithm::pooling_avg_exclude_padding,
                          asImage(x, shape), {1, 1, shape.channels}, 1,
                          toDims({shape.height, shape.width}));
      break;
    }
    case Layer::Kind::LayerNorm:
      x = addLayerNorm(as<LayerNorm>(layer), x);
      break;
    case Layer::Kind::MaxPool: {
      const MaxPool &pool = as<MaxPool>(layer);
      x = program.addPool(dnnl::algorithm::pooling_max, asImage(x, pool.input),
                          pool.output(), pool.stride,
                          toDims({pool.size, pool.size}));
      break;
    }
    case Layer::Kind::PositionEmbedding: {
      const Parameter &embedding = as<PositionEmbedding>(layer).embedding;
      x = program.addSum(
          asMatrix(x, batch, embedding.size()),
          program.refer(rowMajor(1, embedding.size()), embedding.value.data()));
      break;
    }
    case Layer::Kind::Relu:
      x = program.addActivation(dnnl::algorithm::eltwise_relu, x);
      break;
    case Layer::Kind::Residual: {
      const Residual &residual = as<Residual>(layer);
      Memory sum = addChain(residual.body, x);
      Memory other =
          residual.hasIdentity() ? x : addChain(residual.shortcut, x);
      x = program.addSum(sum, inFormOf(sum, other));
      break;
    }
    case Layer::Kind::Sequential:
      x = addChain(as<Sequential>(layer), x);
      break;
    }
  }
  return x;
}

EngineOr lowres::makeOneDnnInference(const Network &network,
                                     const float *images, size_t batch) {
  try {
    auto made = std::make_unique<OneDnnInference>(network, images, batch);
    (void)made->run(); // What can fail, fails here.
    return EngineOr(std::move(made));
  } catch (const dnnl::error &error) {
    return Error{std::string("oneDNN: ") + error.what()};
  }
}
