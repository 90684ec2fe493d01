//===- Cifar10.h - The CIFAR-10 binary format -------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file holds 10,000 records of one label byte and 3072 image bytes: 32 x 32
// red, then green, then blue. Source: the data set's own page,
// https://www.cs.toronto.edu/~kriz/cifar.html
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_RT_DATA_CIFAR10_H
#define LOWRES_RT_DATA_CIFAR10_H

#include "lowres-rt/data/Dataset.h"

namespace lowres {

/// Loads the five training files or the test file of `directory`; files are
/// decoded in parallel.
Result<Dataset> loadCifar10(const std::string &directory, Split split);

} // namespace lowres

#endif // LOWRES_RT_DATA_CIFAR10_H
