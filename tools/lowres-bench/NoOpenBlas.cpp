//===- NoOpenBlas.cpp - In place of OpenBLAS ------------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baselines.h"

using namespace lowres;

EngineOr lowres::makeBlasProducts(const std::vector<Product> &, size_t, Pass,
                                  unsigned) {
  return Error{"not built in, OpenBLAS was not found"};
}
