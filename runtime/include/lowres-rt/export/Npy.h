//===- Npy.h - Arrays for NumPy ---------------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_EXPORT_NPY_H
#define LOWRES_RT_EXPORT_NPY_H

#include "lowres-rt/support/Result.h"

#include <string>
#include <vector>

namespace lowres {

/// Writes `values`, [rows, cols] row-major, as a version 1.0 .npy file of
/// little-endian f32. Format: NumPy's documentation, "NPY format".
Status writeNpy(const std::string &path, const std::vector<float> &values,
                size_t rows, size_t cols);

} // namespace lowres

#endif // LOWRES_RT_EXPORT_NPY_H
