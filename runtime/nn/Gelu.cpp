//===- Gelu.cpp - Gaussian error linear unit ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Gelu.h"

#include "Tiles.h"

#include <Eigen/Core>

#include <cmath>

using namespace lowres;

// Each part is worked on in pieces that have their exponentials beside them,
// because only Eigen has vector code for these, and only compilers make it for
// the rest.
static constexpr size_t pieceSize = 512;

/// Calls body(begin, count, exponentials) for pieces of x, in parallel, with
/// exp(-x^2 / 2) for each element of the piece.
template <typename Body>
static void forEachPiece(const Activations &x, ThreadPool &pool, Body body) {
  constexpr size_t taskSize = 16 * pieceSize;
  size_t size = x.batch * x.features;
  pool.forEach(divideUp(size, taskSize), [&](size_t task, unsigned) {
    Range part = tileOf(size, taskSize, task);
    alignas(64) float exponentials[pieceSize];
    for (size_t i = part.begin; i < part.end; i += pieceSize) {
      size_t count = std::min(pieceSize, part.end - i);
      auto length = static_cast<Eigen::Index>(count);
      Eigen::Map<const Eigen::ArrayXf> in(x.data + i, length);
      Eigen::Map<Eigen::ArrayXf>(exponentials, length) =
          (in.square() * -0.5f).exp();
      body(i, count, exponentials);
    }
  });
}

/// 1 - P(|x|), from |x| and exp(-x^2 / 2).
static inline float tail(float magnitude, float exponential) {
  constexpr float p = 0.3275911f * 0.70710678f; // Times 1 / sqrt 2.
  float t = 1.0f / (1.0f + p * magnitude);
  float sum = 1.061405429f;
  sum = sum * t - 1.453152027f;
  sum = sum * t + 1.421413741f;
  sum = sum * t - 0.284496736f;
  sum = sum * t + 0.254829592f;
  return 0.5f * sum * t * exponential;
}

void Gelu::forward(const Activations &x, const Activations &y, const Mode &,
                   ThreadPool &pool) {
  forEachPiece(x, pool, [&](size_t begin, size_t count, const float *e) {
    const float *in = x.data + begin;
    float *__restrict out = y.data + begin;
    for (size_t i = 0; i < count; ++i) {
      float magnitude = std::fabs(in[i]);
      out[i] = std::max(0.0f, in[i]) - magnitude * tail(magnitude, e[i]);
    }
  });
}

void Gelu::backward(const Activations &x, const Activations &,
                    const Activations &dy, const Activations &dx,
                    GradientSink &, ThreadPool &pool) {
  if (!dx.data)
    return;
  constexpr float density = 0.39894228f; // 1 / sqrt(2 pi)
  forEachPiece(x, pool, [&](size_t begin, size_t count, const float *e) {
    const float *in = x.data + begin, *from = dy.data + begin;
    float *__restrict to = dx.data + begin;
    for (size_t i = 0; i < count; ++i) {
      float beyond = tail(std::fabs(in[i]), e[i]);
      float below = in[i] > 0.0f ? 1.0f - beyond : beyond;
      to[i] = from[i] * (below + in[i] * density * e[i]);
    }
  });
}
