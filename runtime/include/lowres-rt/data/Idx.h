//===- Idx.h - The IDX format of MNIST --------------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A header of big-endian 32-bit words (magic 0x00000803, count, height, width
// for images; magic 0x00000801, count for labels), then the bytes.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_IDX_H
#define LOWRES_RT_DATA_IDX_H

#include "lowres-rt/data/Dataset.h"

namespace lowres {

/// Loads the images and labels of `directory`. `name` ("mnist" or
/// "fashion-mnist") becomes the data set's name.
Result<Dataset> loadIdx(const std::string &name, const std::string &directory,
                        Split split);

} // namespace lowres

#endif // LOWRES_RT_DATA_IDX_H
