//===- Attention.cpp - Random attention layers and what they compute ------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Attention.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cfloat>
#include <cmath>
#include <limits>
#include <random>

using namespace mlir::lowres;
using namespace mlir::lowres::test;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

int64_t AttentionSpec::getNumProducts() const {
  int64_t keys = heads * keySize, values = heads * valueSize;
  return tokens * (features * (2 * keys + values) + values * outputs) +
         tokens * tokens * (keys + values);
}

/// Scales weights so that sums over inputs from [-1, 1], whose mean square is
/// 1/3, have about the given one.
static void setMeanSquare(Layer &layer, double meanSquare) {
  double levels = 0, scales = 0;
  for (uint8_t code : layer.codes)
    levels += std::pow(layer.spec.getLevel(code), 2);
  for (float scale : layer.scale)
    scales += std::pow(scale, 2);
  double drawn = layer.spec.inputs / 3.0 * (levels / layer.codes.size()) *
                 (scales / layer.scale.size());
  for (float &scale : layer.scale)
    scale *= static_cast<float>(std::sqrt(meanSquare / drawn));
}

Attention Attention::create(AttentionSpec spec, unsigned seed) {
  std::mt19937 random(seed);
  auto draw = [&](LayerSpec &layer, int64_t inputs, int64_t outputs) {
    layer.inputs = inputs;
    layer.outputs = outputs;
    return Network::create({layer}, random()).layers.front();
  };
  const int64_t keys = spec.heads * spec.keySize;
  const int64_t values = spec.heads * spec.valueSize;
  Attention layer{spec.tokens,
                  spec.heads,
                  draw(spec.query, spec.features, keys),
                  draw(spec.key, spec.features, keys),
                  draw(spec.value, spec.features, values),
                  draw(spec.output, values, spec.outputs)};
  // A score is a sum of products over the square root of their number.
  setMeanSquare(layer.query, spec.spread);
  setMeanSquare(layer.key, spec.spread);
  layer.batch = spec.batch;
  layer.maskKind = spec.mask;
  int64_t masks = spec.mask == MaskKind::None   ? 0
                  : spec.mask == MaskKind::Each ? spec.batch.value_or(1)
                                                : 1;
  for (int64_t query = 0; query < masks * spec.tokens; ++query) {
    const int64_t kept = random() % spec.tokens;
    for (int64_t key = 0; key < spec.tokens; ++key)
      layer.mask.push_back(random() % 3 == 0 && key != kept
                               ? -std::numeric_limits<float>::infinity()
                               : random() / 2147483648.0f - 1);
  }
  return layer;
}

const float *Attention::getMask(int64_t image) const {
  if (maskKind == MaskKind::None)
    return nullptr;
  const int64_t size = tokens * tokens;
  return &mask[image * size % mask.size()];
}

//===----------------------------------------------------------------------===//
// MLIR
//===----------------------------------------------------------------------===//

std::string Attention::getModule() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::string rows = batch ? std::to_string(*batch) : "?";
  auto getType = [&](int64_t features) {
    return llvm::formatv("tensor<{0}x{1}x{2}xf32>", rows, tokens, features)
        .str();
  };
  std::string inputType = getType(query.spec.inputs);
  std::string resultType = getType(output.spec.outputs);
  os << "func.func @net(%x: " << inputType << ") -> " << resultType << " {\n";
  std::string operands;
  llvm::raw_string_ostream operandStream(operands);
  for (auto [name, layer] :
       {std::pair("query", &query), std::pair("key", &key),
        std::pair("value", &value), std::pair("output", &output)}) {
    LayerTypes types = writeConstants(os, *layer, name);
    operandStream << llvm::formatv("    {0}(%w{0}, %s{0} : {1}, {2})", name,
                                   types.weights, types.scale);
    if (layer->spec.bias)
      operandStream << llvm::formatv(" {0}_bias(%b{0} : {1})", name,
                                     types.bias);
    operandStream << "\n";
  }
  if (maskKind != MaskKind::None) {
    const bool each = maskKind == MaskKind::Each;
    std::string one = llvm::formatv("tensor<{0}x{0}xf32>", tokens);
    std::string all = getType(tokens);
    std::string type = each && batch ? all : one;
    os << "  %mask = arith.constant " << getDense(mask) << " : " << type
       << "\n";
    if (each && !batch) {
      os << "  %zero = arith.constant 0 : index\n"
         << "  %rows = tensor.dim %x, %zero : " << inputType << "\n"
         << "  %empty = tensor.empty(%rows) : " << all << "\n"
         << "  %masks = linalg.broadcast ins(%mask : " << one
         << ") outs(%empty : " << all << ") dimensions = [0]\n";
      type = all;
    }
    operandStream << "    mask(" << (each && !batch ? "%masks" : "%mask")
                  << " : " << type << ")\n";
  }
  os << "  %y = lowres.attention %x heads " << heads << "\n"
     << operands << "    : " << inputType << " -> " << resultType
     << "\n  return %y : " << resultType << "\n}\n";
  return text;
}

std::string Attention::str() const {
  const char *masks[] = {"no mask", "one mask", "masks"};
  return llvm::formatv("{0} tokens, {1} heads, {2}, batch {3}; q {4}; k {5}; "
                       "v {6}; o {7}",
                       tokens, heads, masks[unsigned(maskKind)],
                       batch.value_or(-1), query.spec.str(), key.spec.str(),
                       value.spec.str(), output.spec.str());
}

//===----------------------------------------------------------------------===//
// The core
//===----------------------------------------------------------------------===//

/// Roundings of exp, relative to its result.
static constexpr double kExpRoundings = 8;

/// `x` may be off by `bound`: what is relative to `x`, the bound included.
static double getLargest(const Bounded &x) {
  return std::fabs(x.value) + x.bound;
}

/// The mixed values of one query: [size of values]. `query`, `key` and `value`
/// are of one head; the latter two lie `keyStride` and `valueStride` apart.
///
/// The error of a score is that of its operands, and at most half an eps of
/// their products' magnitude for each rounding. A weight is exp(score -
/// largest) / sum: whatever the largest one is taken for drops out, and an
/// absolute error e of a score is a factor of at most exp(e) of its
/// exponential. That of the sum is at most the mean of these factors, weighted
/// as the keys are; by Jensen's inequality not below its inverse either.
static std::vector<Bounded> mixValues(const Bounded *query, const Bounded *key,
                                      const Bounded *value, const float *mask,
                                      int64_t keys, int64_t keySize,
                                      int64_t valueSize, int64_t keyStride,
                                      int64_t valueStride) {
  const double scale = 1 / std::sqrt(double(keySize));
  std::vector<Bounded> scores;
  double largest = -std::numeric_limits<double>::infinity();
  for (int64_t j = 0; j < keys; ++j) {
    double sum = 0, propagated = 0, magnitude = 0;
    for (int64_t f = 0; f < keySize; ++f) {
      const Bounded &q = query[f], &k = key[j * keyStride + f];
      sum += q.value * k.value;
      propagated += std::fabs(q.value) * k.bound + q.bound * getLargest(k);
      magnitude += getLargest(q) * getLargest(k);
    }
    const double added = mask ? mask[j] : 0;
    // Sum, scale, scaling and mask.
    const double roundings = (keySize + 4.0) * FLT_EPSILON;
    double bound = scale * (propagated + roundings * magnitude) +
                   double(keySize) * FLT_MIN;
    if (std::isfinite(added))
      bound += FLT_EPSILON * std::fabs(added);
    scores.push_back({scale * sum + added, bound});
    largest = std::fmax(largest, scores.back().value);
  }

  double total = 0;
  for (const Bounded &score : scores)
    total += std::exp(score.value - largest);
  // The logarithm of the factor that a weight may be off by.
  std::vector<double> weights, errors;
  double factors = 0;
  for (const Bounded &score : scores) {
    const double below = largest - score.value;
    weights.push_back(std::exp(-below) / total);
    errors.push_back(std::isfinite(below)
                         ? score.bound + (below + kExpRoundings) * FLT_EPSILON
                         : 0);
    factors += weights.back() * std::exp(errors.back());
  }
  // Two sums over the keys, products and quotient.
  const double common = std::log(factors) + (2.0 * keys + 4) * FLT_EPSILON;

  std::vector<Bounded> results;
  for (int64_t f = 0; f < valueSize; ++f) {
    Bounded result{0, 0};
    for (int64_t j = 0; j < keys; ++j) {
      const Bounded &v = value[j * valueStride + f];
      result.value += weights[j] * v.value;
      // Small weights may be flushed to zero.
      result.bound +=
          weights[j] *
              (std::expm1(errors[j] + common) * getLargest(v) + v.bound) +
          4 * FLT_MIN * getLargest(v);
    }
    results.push_back(result);
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Projections
//===----------------------------------------------------------------------===//

static std::vector<Bounded> project(const Layer &layer, bool int8,
                                    const std::vector<float> &tokens) {
  Network network{{layer}};
  if (!int8 || !layer.spec.isUniform())
    return computeExactly(network, tokens);
  std::vector<Bounded> results;
  for (float x : computeInt8(network, tokens))
    results.push_back({x, 0});
  return results;
}

/// The range of integers that `x` may be rounded to, in floats.
static std::pair<double, double> getCodes(double x, double bound) {
  return {std::nearbyint(x - bound), std::nearbyint(x + bound)};
}

/// The layer with a quantised row that is known to within bounds: where a half
/// lies in them, the code may be either.
static std::vector<Bounded> computeInt8(const Layer &layer,
                                        const Bounded *row) {
  const LayerSpec &spec = layer.spec;
  Bounded largest{0, 0};
  for (int64_t k = 0; k < spec.inputs; ++k) {
    largest.value = std::fmax(largest.value, std::fabs(row[k].value));
    largest.bound = std::fmax(largest.bound, row[k].bound);
  }
  // Rows that are too small to be scaled are zeros.
  const bool scaled = getLargest(largest) > 1e-36;
  const double inverse = scaled ? 127 / largest.value : 0;
  const double relative =
      scaled ? largest.bound / largest.value + 4 * FLT_EPSILON : 0;
  std::vector<Bounded> codes;
  for (int64_t k = 0; k < spec.inputs; ++k) {
    const double x = row[k].value * inverse;
    auto [low, high] =
        getCodes(x, row[k].bound * inverse + relative * std::fabs(x));
    const double code = std::nearbyint(x);
    codes.push_back({code, std::fmax(high - code, code - low)});
  }
  std::vector<Bounded> results;
  for (int64_t output = 0; output < spec.outputs; ++output) {
    double sum = 0, bound = 0, magnitude = 0, scales = 0;
    for (int64_t k = 0; k < spec.inputs; ++k) {
      double scale = layer.getScale(output, k);
      double weight =
          scale * spec.getLevel(layer.codes[output * spec.inputs + k]);
      sum += weight * codes[k].value;
      bound += std::fabs(weight) * codes[k].bound;
      magnitude += std::fabs(weight) * getLargest(codes[k]);
      scales += std::fabs(scale);
    }
    const double step = scaled ? largest.value / 127 : 0;
    double bias = spec.bias ? layer.bias[output] : 0;
    const double roundings =
        (2.0 * spec.getNumGroups() + kOtherRoundings) * FLT_EPSILON;
    results.push_back({step * sum + bias,
                       step * (bound + relative * magnitude) + 1e-36 * scales +
                           roundings * (step * magnitude + std::fabs(bias))});
  }
  return results;
}

//===----------------------------------------------------------------------===//
// The layer
//===----------------------------------------------------------------------===//

/// One image. A token that is not finite makes queries, keys and values that
/// are not; so are its scores, and then its exponential is NaN, or zero times a
/// value that is infinite: all sums of the image are NaN.
static std::vector<Bounded> computeImage(const Attention &layer, bool int8,
                                         const std::vector<float> &image,
                                         const float *mask) {
  if (!llvm::all_of(image, [](float x) { return std::isfinite(x); }))
    return std::vector<Bounded>(layer.tokens * layer.output.spec.outputs,
                                {std::nan(""), 0});
  const int64_t keys = layer.key.spec.outputs;
  const int64_t values = layer.value.spec.outputs;
  const int64_t keySize = keys / layer.heads, valueSize = values / layer.heads;
  std::vector<Bounded> q = project(layer.query, int8, image);
  std::vector<Bounded> k = project(layer.key, int8, image);
  std::vector<Bounded> v = project(layer.value, int8, image);
  std::vector<Bounded> mixed;
  for (int64_t i = 0; i < layer.tokens; ++i)
    for (int64_t head = 0; head < layer.heads; ++head) {
      std::vector<Bounded> part =
          mixValues(&q[i * keys + head * keySize], &k[head * keySize],
                    &v[head * valueSize], mask ? mask + i * layer.tokens : mask,
                    layer.tokens, keySize, valueSize, keys, values);
      mixed.insert(mixed.end(), part.begin(), part.end());
    }
  if (!int8 || !layer.output.spec.isUniform())
    return computeExactly({{layer.output}}, mixed);
  std::vector<Bounded> results;
  for (int64_t i = 0; i < layer.tokens; ++i) {
    std::vector<Bounded> token =
        ::computeInt8(layer.output, &mixed[i * values]);
    results.insert(results.end(), token.begin(), token.end());
  }
  return results;
}

std::vector<Bounded> test::computeAttention(const Attention &layer, bool int8,
                                            const std::vector<float> &input) {
  std::vector<Bounded> results;
  const int64_t size = layer.getRowSize();
  for (int64_t i = 0; i * size < int64_t(input.size()); ++i) {
    std::vector<float> image(&input[i * size], &input[i * size] + size);
    std::vector<Bounded> part =
        computeImage(layer, int8, image, layer.getMask(i));
    results.insert(results.end(), part.begin(), part.end());
  }
  return results;
}
