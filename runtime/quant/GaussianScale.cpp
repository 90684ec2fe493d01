//===- GaussianScale.cpp - The best grid for normal weights ---------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lowres-rt/quant/GaussianScale.h"

#include <cmath>
#include <limits>

using namespace lowres;

static double density(double x) {
  constexpr double inverseSqrt2Pi = 0.3989422804014327;
  return std::isinf(x) ? 0.0 : inverseSqrt2Pi * std::exp(-0.5 * x * x);
}

static double distribution(double x) {
  constexpr double inverseSqrt2 = 0.7071067811865476;
  return 0.5 * std::erfc(-x * inverseSqrt2);
}

/// x * density(x), zero at the ends.
static double moment(double x) { return std::isinf(x) ? 0.0 : x * density(x); }

double lowres::gaussianQuantizationError(int levels, double scale) {
  // On each cell (a, b) of level q:
  //   integral (w - q)^2 dP = [P - w p](a, b) + 2 q [p](a, b) + q^2 [P](a, b)
  double step = 2.0 * scale / (levels - 1), error = 0.0;
  double infinity = std::numeric_limits<double>::infinity();
  for (int k = 0; k < levels; ++k) {
    double q = -scale + step * k;
    double a = k == 0 ? -infinity : q - step / 2;
    double b = k == levels - 1 ? infinity : q + step / 2;
    double mass = distribution(b) - distribution(a);
    error += mass - (moment(b) - moment(a)) +
             2.0 * q * (density(b) - density(a)) + q * q * mass;
  }
  return error;
}

float lowres::absMeanFactor(int levels) {
  // The error has one minimum in the scale: narrow it by golden sections.
  constexpr double golden = 0.6180339887498949;
  double low = 0.1, high = 8.0;
  while (high - low > 1e-7) {
    double a = high - golden * (high - low), b = low + golden * (high - low);
    if (gaussianQuantizationError(levels, a) <
        gaussianQuantizationError(levels, b))
      high = b;
    else
      low = a;
  }
  constexpr double meanAbsOfNormal = 0.7978845608028654; // sqrt(2 / pi)
  double factor = 0.5 * (low + high) / meanAbsOfNormal;
  return static_cast<float>(std::floor(factor * 1000.0 + 0.5) / 1000.0);
}
