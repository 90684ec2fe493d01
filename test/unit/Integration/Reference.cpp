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

//===----------------------------------------------------------------------===//
// f32 activations
//===----------------------------------------------------------------------===//

static std::vector<Bounded> computeExactly(const Layer &layer,
                                           const std::vector<Bounded> &input) {
  const LayerSpec &spec = layer.spec;
  const int64_t rows = input.size() / spec.inputs;
  // Additions of one sum, and additions over groups, each of them rounded to
  // at most half an eps by either of two computations.
  const double roundings =
      spec.inputs + 2.0 * spec.getNumGroups() + kOtherRoundings;
  std::vector<Bounded> result;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t output = 0; output < spec.outputs; ++output) {
      double sum = 0, magnitude = 0, propagated = 0, scales = 0;
      for (int64_t k = 0; k < spec.inputs; ++k) {
        const Bounded &x = input[row * spec.inputs + k];
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
      double value = activate(spec.activation, sum);
      if (!std::isfinite(sum)) // No rounding changes these.
        bound = std::isfinite(value) ? FLT_EPSILON * std::fabs(value) : 0;
      else if (spec.activation != "none")
        bound = kMaxSlope * bound + kActivationRoundings * FLT_EPSILON *
                                        (std::fabs(sum) + std::fabs(value));
      result.push_back({value, bound});
    }
  return result;
}

std::vector<Bounded>
mlir::lowres::test::computeExactly(const Network &network,
                                   const std::vector<float> &input) {
  std::vector<Bounded> values;
  for (float x : input)
    values.push_back({x, 0});
  for (const Layer &layer : network.layers)
    values = ::computeExactly(layer, values);
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

static std::vector<float> computeInt8(const Layer &layer,
                                      const std::vector<float> &input) {
  const LayerSpec &spec = layer.spec;
  assert(spec.isUniform() && "a free codebook has no integer levels");
  // k - (N-1)/2 for odd N, 2k - (N-1) for even N.
  const int factor = spec.levels % 2 ? 1 : 2;
  const int highest = factor * int(spec.levels - 1) / 2;
  const float step = static_cast<float>(1.0 / highest);
  const int64_t rows = input.size() / spec.inputs;
  const int64_t groups = spec.getNumGroups();
  const int64_t group = groups > 1 ? spec.group : spec.inputs;
  std::vector<int8_t> codes(spec.inputs);
  std::vector<float> result;
  for (int64_t row = 0; row < rows; ++row) {
    float inputScale =
        quantizeRow(&input[row * spec.inputs], spec.inputs, codes.data());
    for (int64_t output = 0; output < spec.outputs; ++output) {
      float total = -0.0f;
      for (int64_t first = 0; first < spec.inputs; first += group) {
        int64_t sum = 0;
        for (int64_t k = first; k < std::min(first + group, spec.inputs); ++k)
          sum += codes[k] *
                 (factor * layer.codes[output * spec.inputs + k] - highest);
        float scale = layer.getScale(output, first) * step;
        total += static_cast<float>(sum) * (inputScale * scale);
      }
      if (spec.bias)
        total += layer.bias[output];
      result.push_back(activate(spec.activation, total));
    }
  }
  return result;
}

std::vector<float>
mlir::lowres::test::computeInt8(const Network &network,
                                const std::vector<float> &input) {
  std::vector<float> values = input;
  for (const Layer &layer : network.layers)
    values = ::computeInt8(layer, values);
  return values;
}
