//===- FourBitLoop.cpp - A dense layer by hand ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FourBitLoop.h"

#include "lowres-rt/support/Random.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#ifdef __x86_64__
#include <immintrin.h>
#endif

using namespace lowres;

FourBitLayer lowres::makeFourBitLayer(size_t inputs, size_t outputs) {
  Random random(1);
  FourBitLayer layer = {inputs,
                        outputs,
                        std::vector<uint8_t>(inputs),
                        std::vector<int8_t>(inputs * outputs),
                        0.01f,
                        std::vector<float>(outputs)};
  for (uint8_t &value : layer.row)
    value = static_cast<uint8_t>(random.below(256));
  for (int8_t &weight : layer.weights)
    weight = static_cast<int8_t>(static_cast<int>(random.below(16)) - 8);
  for (float &bias : layer.bias)
    bias = random.normal();
  return layer;
}

std::vector<float> lowres::computePlainly(const FourBitLayer &layer) {
  std::vector<float> results = layer.bias;
  const int8_t *weights = layer.weights.data();
  for (float &result : results) {
    int32_t sum = 0;
    for (uint8_t value : layer.row)
      sum += value * *weights++;
    result = std::fma(layer.scale, static_cast<float>(sum), result);
  }
  return results;
}

#ifdef __x86_64__
namespace {
/// Inputs whose products with the weights of an output are added in a lane.
constexpr size_t quadInputs = 4;
/// Quads come in multiples of this; the numbers behind the last one are zeros.
constexpr size_t quadsOfRound = 4;

struct alignas(64) Line {
  uint8_t bytes[64];
};

/// How a loop wants the weights. Each vector has a quad for every output of a
/// group: for the first half in the low digits of its bytes, for the second in
/// the high ones.
struct Format {
  size_t lanes; // Of 32 bits in a vector.
  size_t tiles; // Groups of outputs that share the loads of the inputs.
  /// Low digits are 0 to 15 for weights of -8 to 7. High ones are, too, or have
  /// the weight's own sign.
  bool areHighDigitsSigned;

  size_t vectorBytes() const { return lanes * quadInputs; }
  size_t groupOutputs() const { return 2 * lanes; }
};

/// The layer as loops read it, filled up with zeros.
struct PackedLayer {
  PackedLayer(const FourBitLayer &layer, const Format &format);

  size_t quads, groups;
  std::vector<uint32_t> row; // [quads]
  /// [block, quads, tiles, vector]: blocks of `tiles` groups while there are as
  /// many left, then of one.
  std::vector<Line> lines;
  /// What the offset of 8 adds to a sum.
  int32_t offset;
  float scale;
  std::vector<float> bias;
};

/// Writes the results of all outputs and of those that fill up.
using LayerLoop = void (*)(const PackedLayer &layer, float *results);

class FourBitLoop final : public Engine {
public:
  FourBitLoop(const FourBitLayer &layer, const Format &format, LayerLoop loop)
      : packed(layer, format), loop(loop), results(packed.bias.size()) {}

  const float *run() override {
    loop(packed, results.data());
    return results.data();
  }

private:
  PackedLayer packed;
  LayerLoop loop;
  std::vector<float> results;
};
} // namespace

/// `count` in units of `unit`, rounded up.
static size_t divideUp(size_t count, size_t unit) {
  return (count + unit - 1) / unit;
}

PackedLayer::PackedLayer(const FourBitLayer &layer, const Format &format)
    : quads(divideUp(layer.inputs, quadInputs * quadsOfRound) * quadsOfRound),
      groups(divideUp(layer.outputs, format.groupOutputs())), row(quads),
      lines(divideUp(groups * quads * format.vectorBytes(), sizeof(Line))),
      offset(8 * std::accumulate(layer.row.begin(), layer.row.end(), 0)),
      scale(layer.scale), bias(layer.bias) {
  bias.resize(groups * format.groupOutputs());
  std::memcpy(row.data(), layer.row.data(), layer.inputs);
  auto getWeight = [&](size_t output, size_t input) {
    return output < layer.outputs && input < layer.inputs
               ? layer.weights[output * layer.inputs + input]
               : 0;
  };
  auto pack = [&](size_t output, size_t input) {
    int low = getWeight(output, input) + 8;
    int high = getWeight(output + format.lanes, input);
    if (!format.areHighDigitsSigned)
      high += 8;
    return static_cast<uint8_t>(low + 16 * high);
  };
  uint8_t *next = lines.front().bytes;
  for (size_t group = 0, tiles; group < groups; group += tiles) {
    tiles = group + format.tiles <= groups ? format.tiles : 1;
    for (size_t quad = 0; quad < quads; ++quad)
      for (size_t lane = 0; lane < tiles * format.lanes; ++lane)
        for (size_t i = 0; i < quadInputs; ++i) {
          size_t tile = group + lane / format.lanes;
          *next++ = pack(tile * format.groupOutputs() + lane % format.lanes,
                         quad * quadInputs + i);
        }
  }
}

namespace {
// One dot product sums up whole bytes, low digit + 16 * high digit, another one
// the high digits in their place. So a mask for two digits does: the difference
// is the sum of the low ones, and a shift at the end gives that of the high
// ones.
struct Loop512 {
  static constexpr Format format = {/*lanes=*/16, /*tiles=*/4,
                                    /*areHighDigitsSigned=*/true};

  template <size_t tiles>
  __attribute__((target("avx512f,avx512vnni"))) static void
  runBlock(const PackedLayer &layer, size_t group, float *results) {
    // Sums of an output that are added in the end only, so that no product
    // waits for the one before.
    constexpr size_t apart = tiles == 1 ? 4 : 2;
    const __m512i highDigits = _mm512_set1_epi8(static_cast<char>(0xf0));
    const Line *line = &layer.lines[group * layer.quads];
    __m512i both[apart][tiles] = {}, high[apart][tiles] = {};
    for (size_t quad = 0; quad < layer.quads; quad += apart)
      for (size_t i = 0; i < apart; ++i) {
        __m512i row = _mm512_set1_epi32(static_cast<int>(layer.row[quad + i]));
        for (size_t tile = 0; tile < tiles; ++tile) {
          __m512i digits = _mm512_load_si512(line++);
          both[i][tile] = _mm512_dpbusd_epi32(both[i][tile], row, digits);
          high[i][tile] = _mm512_dpbusd_epi32(
              high[i][tile], row, _mm512_and_si512(digits, highDigits));
        }
      }
    const __m512i offset = _mm512_set1_epi32(layer.offset);
    for (size_t tile = 0; tile < tiles; ++tile) {
      for (size_t i = 1; i < apart; ++i) {
        both[0][tile] = _mm512_add_epi32(both[0][tile], both[i][tile]);
        high[0][tile] = _mm512_add_epi32(high[0][tile], high[i][tile]);
      }
      __m512i low = _mm512_sub_epi32(both[0][tile], high[0][tile]);
      size_t output = (group + tile) * format.groupOutputs();
      store(layer, output, _mm512_sub_epi32(low, offset), results);
      store(layer, output + format.lanes, _mm512_srai_epi32(high[0][tile], 4),
            results);
    }
  }

  __attribute__((target("avx512f"))) static void
  store(const PackedLayer &layer, size_t output, __m512i sums, float *results) {
    __m512 bias = _mm512_loadu_ps(&layer.bias[output]);
    _mm512_storeu_ps(results + output,
                     _mm512_fmadd_ps(_mm512_set1_ps(layer.scale),
                                     _mm512_cvtepi32_ps(sums), bias));
  }
};

// These dot products sum up two bytes to 16 bits. There the products of a round
// have room if digits are 0 to 15, but not 16 times as much.
struct Loop256 {
  static constexpr Format format = {/*lanes=*/8, /*tiles=*/2,
                                    /*areHighDigitsSigned=*/false};

  template <size_t tiles>
  __attribute__((target("avx2,fma"))) static void
  runBlock(const PackedLayer &layer, size_t group, float *results) {
    const __m256i lowDigits = _mm256_set1_epi8(15);
    const __m256i ones = _mm256_set1_epi16(1);
    const uint8_t *next =
        layer.lines.front().bytes + group * layer.quads * format.vectorBytes();
    __m256i sums[tiles][2] = {};
    for (size_t quad = 0; quad < layer.quads; quad += quadsOfRound) {
      __m256i words[tiles][2] = {};
      for (size_t i = 0; i < quadsOfRound; ++i) {
        __m256i row = _mm256_set1_epi32(static_cast<int>(layer.row[quad + i]));
        for (size_t tile = 0; tile < tiles; ++tile) {
          __m256i digits =
              _mm256_load_si256(reinterpret_cast<const __m256i *>(next));
          next += sizeof(__m256i);
          __m256i low = _mm256_and_si256(digits, lowDigits);
          __m256i high =
              _mm256_and_si256(_mm256_srli_epi16(digits, 4), lowDigits);
          words[tile][0] =
              _mm256_add_epi16(words[tile][0], _mm256_maddubs_epi16(row, low));
          words[tile][1] =
              _mm256_add_epi16(words[tile][1], _mm256_maddubs_epi16(row, high));
        }
      }
      for (size_t tile = 0; tile < tiles; ++tile)
        for (size_t half = 0; half < 2; ++half)
          sums[tile][half] = _mm256_add_epi32(
              sums[tile][half], _mm256_madd_epi16(words[tile][half], ones));
    }
    for (size_t tile = 0; tile < tiles; ++tile)
      for (size_t half = 0; half < 2; ++half)
        store(layer,
              (group + tile) * format.groupOutputs() + half * format.lanes,
              sums[tile][half], results);
  }

  __attribute__((target("avx2,fma"))) static void
  store(const PackedLayer &layer, size_t output, __m256i sums, float *results) {
    __m256 bias = _mm256_loadu_ps(&layer.bias[output]);
    sums = _mm256_sub_epi32(sums, _mm256_set1_epi32(layer.offset));
    _mm256_storeu_ps(results + output,
                     _mm256_fmadd_ps(_mm256_set1_ps(layer.scale),
                                     _mm256_cvtepi32_ps(sums), bias));
  }
};
} // namespace

template <typename Loop>
static void runLayer(const PackedLayer &layer, float *results) {
  size_t group = 0;
  for (; group + Loop::format.tiles <= layer.groups;
       group += Loop::format.tiles)
    Loop::template runBlock<Loop::format.tiles>(layer, group, results);
  for (; group < layer.groups; ++group)
    Loop::template runBlock<1>(layer, group, results);
}

template <typename Loop>
static std::unique_ptr<Engine> makeLoop(const FourBitLayer &layer) {
  return std::make_unique<FourBitLoop>(layer, Loop::format, runLayer<Loop>);
}

Result<std::vector<std::unique_ptr<Engine>>>
lowres::makeFourBitLoops(const FourBitLayer &layer) {
  constexpr size_t mostInputs = 65536; // Sums are 16 times as large meanwhile.
  if (layer.inputs > mostInputs)
    return Error{"it takes at most " + std::to_string(mostInputs) + " inputs"};
  std::vector<std::unique_ptr<Engine>> loops;
  if (__builtin_cpu_supports("avx512vnni"))
    loops.push_back(makeLoop<Loop512>(layer));
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    loops.push_back(makeLoop<Loop256>(layer));
  if (loops.empty())
    return Error{"this machine has no AVX2"};
  return loops;
}
#else
Result<std::vector<std::unique_ptr<Engine>>>
lowres::makeFourBitLoops(const FourBitLayer &) {
  return Error{"it is known for x86-64 only"};
}
#endif
