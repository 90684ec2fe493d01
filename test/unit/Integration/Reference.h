//===- Reference.h - What a network computes, in plain C++ ------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Written from the descriptions of `lowres.dense`, `lowres.conv_2d` and
// `lowres.quantize_activations`, and sharing nothing with the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TEST_UNIT_INTEGRATION_REFERENCE_H
#define LOWRES_TEST_UNIT_INTEGRATION_REFERENCE_H

#include "Network.h"

namespace mlir {
namespace lowres {
namespace test {

/// Roundings of an f32 layer that are not additions of its sum: of the level,
/// the step, the scale, their products, and the bias.
constexpr double kOtherRoundings = 8;
/// Roundings of an activation function, relative to its argument and result.
constexpr double kActivationRoundings = 8;

/// A real number that an f32 computation approximates, and how far it may be
/// off: two f32 computations that differ in the order of sums differ by at most
/// the bound, too.
struct Bounded {
  double value;
  double bound;
};

/// The network in f64, with the bounds for f32 activations in any order.
std::vector<Bounded> computeExactly(const Network &network,
                                    const std::vector<float> &input);
/// The same where the input is known to within bounds.
std::vector<Bounded> computeExactly(const Network &network,
                                    std::vector<Bounded> values);

/// The network with int8 activations, in the order of operations that the
/// dialect defines. Layers with a free codebook have no such definition.
std::vector<float> computeInt8(const Network &network,
                               const std::vector<float> &input);

/// Whether all ways to compute an activation function give the same bits.
bool isExactFunction(const std::string &name);

/// Values of an activation function.
std::vector<Bounded> activateExactly(const std::string &name,
                                     const std::vector<float> &values);

/// One row as `lowres.quantize_activations` has it; returns the scale.
float quantizeRow(const float *row, int64_t size, int8_t *codes);

} // namespace test
} // namespace lowres
} // namespace mlir

#endif // LOWRES_TEST_UNIT_INTEGRATION_REFERENCE_H
