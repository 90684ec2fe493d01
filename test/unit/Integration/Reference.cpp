//===- Reference.cpp - What a network computes, in plain C++ --------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include <cassert>
#include <cfloat>
#include <cmath>

using namespace mlir::lowres::test;

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

//===----------------------------------------------------------------------===//
// Activation functions
//===----------------------------------------------------------------------===//

template <typename T> static T activate(const std::string &name, T x) {
  if (name == "none")
    return x;
  if (name == "relu")
    return x <= 0 ? T(0) : x;
  if (name == "relu6")
    return x <= 0 ? T(0) : x >= 6 ? T(6) : x;
  if (name == "gelu")
    return T(0.5) * x * (T(1) + std::erf(x * T(M_SQRT1_2)));
  if (name == "gelu_tanh")
    return T(0.5) * x *
           (T(1) + std::tanh(x * T(M_SQRT2 * M_2_SQRTPI / 2) *
                             (T(1) + T(0.044715) * (x * x))));
  if (name == "silu")
    return x * (T(1) / (T(1) + std::exp(-x)));
  if (name == "sigmoid")
    return T(1) / (T(1) + std::exp(-x));
  assert(name == "tanh");
  return std::tanh(x);
}

/// The steepest slope of any activation function: of gelu and its kin.
static constexpr double kMaxSlope = 1.13;

static Bounded activateBounded(const std::string &name, Bounded x) {
  double value = activate(name, x.value);
  double bound = x.bound;
  if (!std::isfinite(x.value)) // No rounding changes these.
    bound = std::isfinite(value) ? FLT_EPSILON * std::fabs(value) : 0;
  else if (!isExactFunction(name))
    bound = kMaxSlope * bound + kActivationRoundings * FLT_EPSILON *
                                    (std::fabs(x.value) + std::fabs(value));
  return {value, bound};
}

bool mlir::lowres::test::isExactFunction(const std::string &name) {
  return name == "none" || name == "relu" || name == "relu6";
}

std::vector<Bounded>
mlir::lowres::test::activateExactly(const std::string &name,
                                    const std::vector<float> &values) {
  std::vector<Bounded> results;
  for (float x : values)
    results.push_back(activateBounded(name, {x, 0}));
  return results;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// The channels of one group in the window at (y, x), zeros around the image.
template <typename T>
static std::vector<T> getWindow(const ConvSpec &conv, const T *image, int64_t y,
                                int64_t x, int64_t group) {
  const int64_t channels = conv.channels / conv.groups;
  std::vector<T> window;
  for (int64_t i = 0; i < conv.window[0]; ++i)
    for (int64_t j = 0; j < conv.window[1]; ++j) {
      const int64_t line =
          y * conv.strides[0] + i * conv.dilations[0] - conv.padding[0];
      const int64_t column =
          x * conv.strides[1] + j * conv.dilations[1] - conv.padding[2];
      const bool inside = line >= 0 && line < conv.image[0] && column >= 0 &&
                          column < conv.image[1];
      const int64_t pixel = line * conv.image[1] + column;
      for (int64_t c = 0; c < channels; ++c)
        window.push_back(
            inside ? image[pixel * conv.channels + group * channels + c] : T());
    }
  return window;
}

/// Calls `compute` for every output of a row, in order, with its inputs and the
/// number of its weights.
template <typename T, typename Compute>
static void forEachOutput(const LayerSpec &spec, const T *row,
                          Compute compute) {
  if (!spec.conv) {
    const std::vector<T> inputs(row, row + spec.inputs);
    for (int64_t output = 0; output < spec.outputs; ++output)
      compute(inputs, output);
    return;
  }
  const ConvSpec &conv = *spec.conv;
  for (int64_t y = 0; y < conv.getNumPositions(0); ++y)
    for (int64_t x = 0; x < conv.getNumPositions(1); ++x)
      for (int64_t group = 0, output = 0; group < conv.groups; ++group) {
        const std::vector<T> window = getWindow(conv, row, y, x, group);
        for (; output < (group + 1) * spec.outputs / conv.groups; ++output)
          compute(window, output);
      }
}

//===----------------------------------------------------------------------===//
// f32 activations
//===----------------------------------------------------------------------===//

static Bounded computeExactly(const Layer &layer,
                              const std::vector<Bounded> &inputs,
                              int64_t output) {
  const LayerSpec &spec = layer.spec;
  // Additions of one sum, and additions over groups, each of them rounded to
  // at most half an eps by either of two computations.
  const double roundings =
      spec.inputs + 2.0 * spec.getNumGroups() + kOtherRoundings;
  double sum = 0, magnitude = 0, propagated = 0, scales = 0;
  for (int64_t k = 0; k < spec.inputs; ++k) {
    const Bounded &x = inputs[k];
    double scale = layer.getScale(output, k);
    double weight =
        scale * spec.getLevel(layer.codes[output * spec.inputs + k]);
    sum += weight * x.value;
    magnitude += std::fabs(weight * x.value);
    propagated += std::fabs(weight) * x.bound;
    scales = std::fmax(scales, std::fabs(scale));
  }
  if (spec.bias) {
    sum += layer.bias[output];
    magnitude += std::fabs(layer.bias[output]);
  }
  double bound =
      roundings * (FLT_EPSILON * magnitude + (1 + scales) * FLT_TRUE_MIN) +
      propagated;
  return activateBounded(spec.activation, {sum, bound});
}

std::vector<Bounded>
mlir::lowres::test::computeExactly(const Network &network,
                                   const std::vector<float> &input) {
  std::vector<Bounded> values;
  for (float x : input)
    values.push_back({x, 0});
  return computeExactly(network, std::move(values));
}

std::vector<Bounded>
mlir::lowres::test::computeExactly(const Network &network,
                                   std::vector<Bounded> values) {
  for (const Layer &layer : network.layers) {
    std::vector<Bounded> results;
    for (size_t row = 0; row < values.size(); row += layer.spec.getRowSize())
      forEachOutput(layer.spec, &values[row],
                    [&](const std::vector<Bounded> &inputs, int64_t output) {
                      results.push_back(
                          ::computeExactly(layer, inputs, output));
                    });
    values = std::move(results);
  }
  return values;
}

//===----------------------------------------------------------------------===//
// int8 activations
//===----------------------------------------------------------------------===//

float mlir::lowres::test::quantizeRow(const float *row, int64_t size,
                                      int8_t *codes) {
  std::fill(codes, codes + size, 0);
  float absMax = 0;
  for (int64_t i = 0; i < size; ++i) {
    if (!std::isfinite(row[i]))
      return NAN;
    absMax = std::fmax(absMax, std::fabs(row[i]));
  }
  float inverse = 127.0f / absMax;
  if (!std::isfinite(inverse))
    return 0;
  // The rounding mode is the default one: to nearest, halves to even.
  for (int64_t i = 0; i < size; ++i)
    codes[i] = static_cast<int8_t>(std::nearbyint(row[i] * inverse));
  return absMax / 127.0f;
}

static float computeInt8(const Layer &layer, const std::vector<int8_t> &inputs,
                         float inputScale, int64_t output) {
  const LayerSpec &spec = layer.spec;
  assert(spec.isUniform() && "a free codebook has no integer levels");
  // k - (N-1)/2 for odd N, 2k - (N-1) for even N.
  const int factor = spec.levels % 2 ? 1 : 2;
  const int highest = factor * int(spec.levels - 1) / 2;
  const float step = static_cast<float>(1.0 / highest);
  const int64_t group = spec.getNumGroups() > 1 ? spec.group : spec.inputs;
  float total = -0.0f;
  for (int64_t first = 0; first < spec.inputs; first += group) {
    int64_t sum = 0;
    for (int64_t k = first; k < std::min(first + group, spec.inputs); ++k)
      sum += inputs[k] *
             (factor * layer.codes[output * spec.inputs + k] - highest);
    float scale = layer.getScale(output, first) * step;
    total += static_cast<float>(sum) * (inputScale * scale);
  }
  if (spec.bias)
    total += layer.bias[output];
  return activate(spec.activation, total);
}

std::vector<float>
mlir::lowres::test::computeInt8(const Network &network,
                                const std::vector<float> &input) {
  std::vector<float> values = input;
  for (const Layer &layer : network.layers) {
    const int64_t size = layer.spec.getRowSize();
    std::vector<int8_t> codes(size);
    std::vector<float> results;
    for (size_t row = 0; row < values.size(); row += size) {
      const float scale = quantizeRow(&values[row], size, codes.data());
      forEachOutput(layer.spec, codes.data(),
                    [&](const std::vector<int8_t> &inputs, int64_t output) {
                      results.push_back(
                          ::computeInt8(layer, inputs, scale, output));
                    });
    }
    values = std::move(results);
  }
  return values;
}
