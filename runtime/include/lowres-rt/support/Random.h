//===- Random.h - Reproducible random numbers -------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A SplitMix64 generator. Only integer arithmetic and exact conversions are
// used, so a seed gives the same numbers with every compiler and libm, which
// the standard library's distributions do not promise.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_SUPPORT_RANDOM_H
#define LOWRES_RT_SUPPORT_RANDOM_H

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace lowres {

class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  /// A generator for one purpose of one seed: streams with different keys are
  /// independent, so that, say, an epoch's shuffle does not depend on how many
  /// numbers the epochs before it have used.
  Random(uint64_t seed, uint64_t key0, uint64_t key1 = 0) : state(seed) {
    state = next() ^ (key0 * 0xd1342543de82ef95ull);
    state = next() ^ (key1 * 0xaf251af3b0f025b5ull);
    (void)next();
  }

  /// 64 uniform bits.
  uint64_t next() {
    state += 0x9e3779b97f4a7c15ull;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, bound), bound <= 2^32; the bias is below 2^-32.
  uint32_t below(uint32_t bound) {
    return static_cast<uint32_t>(((next() >> 32) * bound) >> 32);
  }

  /// Close to a standard normal: the sum of twelve 16-bit uniforms, shifted to
  /// mean zero, variance one. The tails end at +-6.
  float normal() {
    int64_t sum = 0;
    for (int word = 0; word < 3; ++word)
      for (uint64_t bits = next(), i = 0; i < 4; ++i, bits >>= 16)
        sum += static_cast<int64_t>(bits & 0xffff);
    // Twelve uniforms on {0..65535} have the mean 12 * 32767.5.
    return static_cast<float>(sum - 393210) / 65536.0f;
  }

private:
  uint64_t state;
};

/// Fisher-Yates shuffle of `values`.
template <typename T> void shuffle(std::vector<T> &values, Random &random) {
  for (size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[random.below(static_cast<uint32_t>(i))]);
}

} // namespace lowres

#endif // LOWRES_RT_SUPPORT_RANDOM_H
