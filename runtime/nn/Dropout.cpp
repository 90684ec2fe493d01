//===- Dropout.cpp - Random zeros while training --------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/Dropout.h"

#include "lowres-rt/support/Random.h"

#include <algorithm>
#include <cassert>

using namespace lowres;

Dropout::Dropout(size_t features, float probability, uint64_t seed,
                 uint64_t index)
    : features(features), probability(probability) {
  assert(probability >= 0.0f && probability < 1.0f && "not a probability");
  constexpr uint64_t dropoutStream = 0x78;
  this->seed = Random(seed, dropoutStream, index).next();
}

void Dropout::apply(const Activations &from, const Activations &to,
                    ThreadPool &pool) const {
  // 24 bits, as many as a float holds exactly.
  constexpr float unit = 1.0f / (1 << 24);
  float scale = 1.0f / (1.0f - probability);
  pool.forEach(from.batch, [&](size_t example, unsigned) {
    Random random(seed, step, example);
    const float *in = from.data + example * features;
    float *out = to.data + example * features;
    for (size_t f = 0; f < features; ++f) {
      float uniform = static_cast<float>(random.next() >> 40) * unit;
      out[f] = uniform < probability ? 0.0f : in[f] * scale;
    }
  });
}

void Dropout::forward(const Activations &x, const Activations &y,
                      const Mode &mode, ThreadPool &pool) {
  if (!mode.training) {
    std::copy_n(x.data, x.batch * features, y.data);
    return;
  }
  step = mode.step;
  apply(x, y, pool);
}

void Dropout::backward(const Activations &, const Activations &,
                       const Activations &dy, const Activations &dx,
                       GradientSink &, ThreadPool &pool) {
  if (dx.data)
    apply(dy, dx, pool);
}
