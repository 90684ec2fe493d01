//===- BatchNorm.cpp - Normalisation over the batch -----------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/nn/BatchNorm.h"

#include "Tiles.h"

#include <algorithm>
#include <cmath>

using namespace lowres;

BatchNorm::BatchNorm(const ImageShape &shape, size_t index)
    : shape(shape),
      gamma("gamma" + std::to_string(index), 1, shape.channels, 0.0f, nullptr),
      beta("beta" + std::to_string(index), 1, shape.channels, 0.0f, nullptr),
      mean("mean" + std::to_string(index), 1, shape.channels, 0.0f, nullptr),
      variance("variance" + std::to_string(index), 1, shape.channels, 0.0f,
               nullptr),
      center(shape.channels), inverse(shape.channels), factor(shape.channels) {
  mean.trained = variance.trained = false;
  std::fill_n(gamma.value.data(), shape.channels, 1.0f);
  std::fill_n(variance.value.data(), shape.channels, 1.0f);
}

double BatchNorm::factorInUse(size_t channel) const {
  double v = static_cast<double>(variance.value[channel]);
  return static_cast<double>(gamma.value[channel]) /
         std::sqrt(v + static_cast<double>(epsilon));
}

/// Pixels of a parallel task: they fit the cache, and do not depend on the
/// number of threads, so neither do sums over them.
static size_t taskPixels(size_t channels) {
  constexpr size_t taskFloats = 8192;
  return std::max<size_t>(1, taskFloats / channels);
}

void BatchNorm::measure(const Activations &x, ThreadPool &pool) {
  size_t channels = shape.channels;
  size_t pixels = x.batch * shape.pixels(), tile = taskPixels(channels);
  size_t tiles = divideUp(pixels, tile);
  Activations sums = activationsIn(partials, tiles, 2 * channels);
  // The mean of each part, and its sum of squares around that.
  pool.forEach(tiles, [&](size_t task, unsigned) {
    float *__restrict average = sums.data + task * sums.features;
    float *__restrict squares = average + channels;
    std::fill_n(average, 2 * channels, 0.0f);
    Range own = tileOf(pixels, tile, task);
    for (size_t p = own.begin; p < own.end; ++p)
      for (size_t c = 0; c < channels; ++c)
        average[c] += x.data[p * channels + c];
    float share = 1.0f / static_cast<float>(own.size());
    for (size_t c = 0; c < channels; ++c)
      average[c] *= share;
    for (size_t p = own.begin; p < own.end; ++p)
      for (size_t c = 0; c < channels; ++c) {
        float distance = x.data[p * channels + c] - average[c];
        squares[c] += distance * distance;
      }
  });

  double n = static_cast<double>(pixels);
  for (size_t c = 0; c < channels; ++c) {
    double seen = 0.0, m = 0.0, squares = 0.0;
    for (size_t task = 0; task < tiles; ++task) {
      const float *sum = sums.data + task * sums.features + c;
      double more = static_cast<double>(tileOf(pixels, tile, task).size());
      double delta = static_cast<double>(sum[0]) - m;
      double share = more / (seen + more);
      m += delta * share;
      squares +=
          static_cast<double>(sum[channels]) + delta * delta * seen * share;
      seen += more;
    }
    center[c] = static_cast<float>(m);
    inverse[c] = static_cast<float>(
        1.0 / std::sqrt(squares / n + static_cast<double>(epsilon)));
    auto follow = [](float &running, double now) {
      running =
          momentum * running + (1.0f - momentum) * static_cast<float>(now);
    };
    follow(mean.value[c], m);
    follow(variance.value[c], squares / std::max(1.0, n - 1.0));
  }
}

void BatchNorm::forward(const Activations &x, const Activations &y,
                        const Mode &mode, ThreadPool &pool) {
  size_t channels = shape.channels;
  if (mode.training)
    measure(x, pool);
  else
    for (size_t c = 0; c < channels; ++c) {
      center[c] = mean.value[c];
      inverse[c] = 1.0f / std::sqrt(variance.value[c] + epsilon);
    }
  for (size_t c = 0; c < channels; ++c)
    factor[c] = gamma.value[c] * inverse[c];
  size_t pixels = x.batch * shape.pixels(), tile = taskPixels(channels);
  size_t tiles = divideUp(pixels, tile);
  pool.forEach(tiles, [&](size_t task, unsigned) {
    const float *__restrict m = center.data(), *__restrict f = factor.data(),
                            *__restrict b = beta.value.data();
    Range own = tileOf(pixels, tile, task);
    for (size_t p = own.begin; p < own.end; ++p) {
      const float *from = x.data + p * channels;
      float *__restrict to = y.data + p * channels;
      for (size_t c = 0; c < channels; ++c)
        to[c] = (from[c] - m[c]) * f[c] + b[c];
    }
  });
}

void BatchNorm::backward(const Activations &x, const Activations &,
                         const Activations &dy, const Activations &dx,
                         GradientSink &sink, ThreadPool &pool) {
  size_t channels = shape.channels;
  size_t pixels = x.batch * shape.pixels(), tile = taskPixels(channels);
  size_t tiles = divideUp(pixels, tile);
  Activations sums = activationsIn(partials, tiles, 2 * channels);
  const float *__restrict m = center.data(), *__restrict r = inverse.data();
  pool.forEach(tiles, [&](size_t task, unsigned) {
    float *__restrict ofDy = sums.data + task * sums.features;
    float *__restrict ofProduct = ofDy + channels;
    std::fill_n(ofDy, 2 * channels, 0.0f);
    Range own = tileOf(pixels, tile, task);
    for (size_t p = own.begin; p < own.end; ++p) {
      const float *in = x.data + p * channels, *d = dy.data + p * channels;
      for (size_t c = 0; c < channels; ++c) {
        ofDy[c] += d[c];
        ofProduct[c] += d[c] * ((in[c] - m[c]) * r[c]);
      }
    }
  });

  std::vector<float> dgamma(channels), dbeta(channels);
  for (size_t c = 0; c < channels; ++c) {
    double ofDy = 0.0, ofProduct = 0.0;
    for (size_t task = 0; task < tiles; ++task) {
      const float *sum = sums.data + task * sums.features + c;
      ofDy += static_cast<double>(sum[0]);
      ofProduct += static_cast<double>(sum[channels]);
    }
    dbeta[c] = static_cast<float>(ofDy);
    dgamma[c] = static_cast<float>(ofProduct);
  }

  if (dx.data) {
    // dx = factor dy - slope (x - m) - constant
    float share = 1.0f / static_cast<float>(pixels);
    std::vector<float> slope(channels), constant(channels);
    for (size_t c = 0; c < channels; ++c) {
      slope[c] = factor[c] * r[c] * dgamma[c] * share;
      constant[c] = factor[c] * dbeta[c] * share;
    }
    const float *__restrict f = factor.data(), *__restrict s = slope.data(),
                            *__restrict k = constant.data();
    pool.forEach(tiles, [&](size_t task, unsigned) {
      Range own = tileOf(pixels, tile, task);
      for (size_t p = own.begin; p < own.end; ++p) {
        const float *in = x.data + p * channels, *d = dy.data + p * channels;
        float *__restrict to = dx.data + p * channels;
        for (size_t c = 0; c < channels; ++c)
          to[c] = f[c] * d[c] - s[c] * (in[c] - m[c]) - k[c];
      }
    });
  }
  giveGradient(gamma, 0, 1, dgamma.data(), sink);
  giveGradient(beta, 0, 1, dbeta.data(), sink);
}
