//===- Ceilings.cpp - What a core can do at best --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ceilings.h"

#include "lowres/Target/TileAccess.h"

#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

#ifdef __x86_64__
#include <immintrin.h>
#endif

using namespace lowres;

// Keeps what is measured from being optimised away.
static volatile uint32_t sink;

namespace {
constexpr size_t lineBytes = 64;
constexpr size_t linesOfRound = 8;

/// One register with AVX-512, several elsewhere.
using Line = uint64_t __attribute__((vector_size(lineBytes)));

class ReadCeiling final : public Engine {
public:
  explicit ReadCeiling(size_t bytes)
      : lines((bytes / (lineBytes * linesOfRound) + 1) * linesOfRound) {}

  const float *run() override;

private:
  std::vector<Line> lines;
};
} // namespace

#ifdef __x86_64__
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
static uint64_t readAll(const Line *lines, size_t count) {
  // No load waits for the one before.
  Line seen[linesOfRound] = {};
  for (size_t i = 0; i < count; i += linesOfRound)
    for (size_t line = 0; line < linesOfRound; ++line)
      seen[line] |= lines[i + line];
  for (size_t line = 1; line < linesOfRound; ++line)
    seen[0] |= seen[line];
  return seen[0][0] | seen[0][1];
}

const float *ReadCeiling::run() {
  sink = static_cast<uint32_t>(readAll(lines.data(), lines.size()));
  return nullptr;
}

std::unique_ptr<Engine> lowres::makeReadCeiling(size_t bytes) {
  return std::make_unique<ReadCeiling>(bytes);
}

namespace {
class AdditionChain final : public Engine {
public:
  explicit AdditionChain(size_t additions) : additions(additions) {}

  const float *run() override;

private:
  size_t additions;
};
} // namespace

const float *AdditionChain::run() {
  constexpr size_t ofRound = 16; // So that the loop itself does not count.
  uint64_t sum = 0, number = additions;
  asm volatile("" : "+r"(number));
  for (size_t i = 0; i < additions; i += ofRound)
#pragma GCC unroll 16
    for (size_t j = 0; j < ofRound; ++j) {
      sum += number;
      asm volatile("" : "+r"(sum));
    }
  sink = static_cast<uint32_t>(sum);
  return nullptr;
}

std::unique_ptr<Engine> lowres::makeAdditionChain(size_t additions) {
  return std::make_unique<AdditionChain>(additions);
}

#ifdef __x86_64__
namespace {
/// `rounds` rounds of so many products that no sum waits for the one before.
using DotLoop = uint32_t (*)(size_t rounds);

struct DotKernel {
  DotLoop loop;
  size_t macsOfRound;
};

class DotCeiling final : public Engine {
public:
  DotCeiling(const DotKernel &kernel, double macs)
      : loop(kernel.loop),
        rounds(static_cast<size_t>(macs /
                                   static_cast<double>(kernel.macsOfRound)) +
               1) {}

  const float *run() override {
    sink = loop(rounds);
    return nullptr;
  }

private:
  DotLoop loop;
  size_t rounds;
};
} // namespace

static constexpr size_t numSums = 12;

template <typename Vector>
static uint32_t addUp(const Vector (&sums)[numSums]) {
  uint32_t words[numSums * (sizeof(Vector) / sizeof(uint32_t))];
  std::memcpy(words, sums, sizeof(sums));
  return std::accumulate(std::begin(words), std::end(words), uint32_t(0));
}

__attribute__((target("avx512f,avx512vnni"))) static uint32_t
runVnni512(size_t rounds) {
  __m512i sums[numSums] = {}, x = _mm512_set1_epi8(1), y = x;
  for (size_t i = 0; i < rounds; ++i) {
    asm volatile("" : "+v"(x), "+v"(y));
    for (__m512i &sum : sums)
      sum = _mm512_dpbusd_epi32(sum, x, y);
  }
  return addUp(sums);
}

__attribute__((target("avx2,avxvnni"))) static uint32_t
runVnni256(size_t rounds) {
  __m256i sums[numSums] = {}, x = _mm256_set1_epi8(1), y = x;
  for (size_t i = 0; i < rounds; ++i) {
    asm volatile("" : "+x"(x), "+x"(y));
    for (__m256i &sum : sums)
      sum = _mm256_dpbusd_avx_epi32(sum, x, y);
  }
  return addUp(sums);
}

// Two products are added in 16 bits, pairs of these in 32.
__attribute__((target("avx512f,avx512bw"))) static uint32_t
runPairs512(size_t rounds) {
  __m512i sums[numSums] = {}, x = _mm512_set1_epi8(1), y = x;
  const __m512i ones = _mm512_set1_epi16(1);
  for (size_t i = 0; i < rounds; ++i) {
    asm volatile("" : "+v"(x), "+v"(y));
    for (__m512i &sum : sums) {
      __m512i quads = _mm512_madd_epi16(_mm512_maddubs_epi16(x, y), ones);
      sum = _mm512_add_epi32(sum, quads);
    }
  }
  return addUp(sums);
}

__attribute__((target("avx2"))) static uint32_t runPairs256(size_t rounds) {
  __m256i sums[numSums] = {}, x = _mm256_set1_epi8(1), y = x;
  const __m256i ones = _mm256_set1_epi16(1);
  for (size_t i = 0; i < rounds; ++i) {
    asm volatile("" : "+x"(x), "+x"(y));
    for (__m256i &sum : sums) {
      __m256i quads = _mm256_madd_epi16(_mm256_maddubs_epi16(x, y), ones);
      sum = _mm256_add_epi32(sum, quads);
    }
  }
  return addUp(sums);
}

static Result<DotKernel> findDotKernel() {
  if (__builtin_cpu_supports("avx512vnni"))
    return DotKernel{runVnni512, numSums * 64};
  if (__builtin_cpu_supports("avx512bw"))
    return DotKernel{runPairs512, numSums * 64};
  if (__builtin_cpu_supports("avxvnni"))
    return DotKernel{runVnni256, numSums * 32};
  if (__builtin_cpu_supports("avx2"))
    return DotKernel{runPairs256, numSums * 32};
  return Error{"this machine has no AVX2"};
}

EngineOr lowres::makeDotCeiling(double macs) {
  Result<DotKernel> kernel = findDotKernel();
  if (!kernel)
    return kernel.error();
  return EngineOr(std::make_unique<DotCeiling>(*kernel, macs));
}
#else
EngineOr lowres::makeDotCeiling(double) {
  return Error{"it is known for x86-64 only"};
}
#endif

#if defined(__x86_64__) && defined(__linux__)
namespace {
/// What ldtilecfg reads.
struct alignas(64) TileConfig {
  uint8_t palette = 1, startRow = 0, reserved[14] = {};
  uint16_t rowBytes[16] = {};
  uint8_t rows[16] = {};
};

class TileCeiling final : public Engine {
public:
  explicit TileCeiling(double macs)
      : rounds(static_cast<size_t>(macs / (tilesOfRound * 16 * 16 * 64)) + 1) {
    for (size_t tile = 0; tile < 8; ++tile) {
      config.rowBytes[tile] = 64;
      config.rows[tile] = 16;
    }
  }

  const float *run() override;

private:
  static constexpr size_t tilesOfRound = 4;

  TileConfig config;
  size_t rounds;
};
} // namespace

// By assembly: some compilers that know the other instructions do not know
// these.
const float *TileCeiling::run() {
  asm volatile("ldtilecfg %0" : : "m"(config));
  asm volatile("tilezero %tmm0\n tilezero %tmm1\n tilezero %tmm2\n"
               "tilezero %tmm3\n tilezero %tmm4\n tilezero %tmm5\n"
               "tilezero %tmm6\n tilezero %tmm7");
  for (size_t i = 0; i < rounds; ++i)
    asm volatile("tdpbsud %tmm6, %tmm4, %tmm0\n"
                 "tdpbsud %tmm7, %tmm4, %tmm1\n"
                 "tdpbsud %tmm6, %tmm5, %tmm2\n"
                 "tdpbsud %tmm7, %tmm5, %tmm3");
  asm volatile("tilerelease");
  return nullptr;
}

EngineOr lowres::makeTileCeiling(double macs) {
  mlir::lowres::TileAccess access = mlir::lowres::requestTiles();
  if (access == mlir::lowres::TileAccess::None)
    return Error{"this machine has no AMX for bytes"};
  if (access == mlir::lowres::TileAccess::Refused)
    return Error{"the operating system does not let this process use AMX"};
  return EngineOr(std::make_unique<TileCeiling>(macs));
}
#else
EngineOr lowres::makeTileCeiling(double) {
  return Error{"it is known for x86-64 with Linux only"};
}
#endif
