//===- GaussianScale.h - The best grid for normal weights -------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_QUANT_GAUSSIANSCALE_H
#define LOWRES_RT_QUANT_GAUSSIANSCALE_H

namespace lowres {

/// E[(w - Q(w))^2] for standard normal w and `levels` uniform levels spanning
/// [-scale, scale].
double gaussianQuantizationError(int levels, double scale);

/// c_N = s / mean |w| for the s that minimises gaussianQuantizationError,
/// rounded to three decimals so that it is the same with every libm:
///   N     2      3      5      9      17
///   c_N   1.000  1.534  2.113  2.676  3.197
float absMeanFactor(int levels);

} // namespace lowres

#endif // LOWRES_RT_QUANT_GAUSSIANSCALE_H
