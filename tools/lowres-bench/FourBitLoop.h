//===- FourBitLoop.h - A dense layer by hand --------------------*- C++ -*-===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is written for weights of 4 bits without a compiler for them: one loop
// with intrinsics, for one row, in which two weights share a byte whatever
// values they take.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_TOOLS_LOWRESBENCH_FOURBITLOOP_H
#define LOWRES_TOOLS_LOWRESBENCH_FOURBITLOOP_H

#include "Engine.h"

#include "lowres-rt/support/Result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace lowres {

/// A dense layer and a row for it.
struct FourBitLayer {
  size_t inputs, outputs;
  std::vector<uint8_t> row;
  std::vector<int8_t> weights; // [outputs, inputs], -8 to 7.
  float scale;
  std::vector<float> bias; // [outputs]
};

/// One of random numbers.
FourBitLayer makeFourBitLayer(size_t inputs, size_t outputs);

/// The results by plain loops: scale * sum + bias, rounded once.
std::vector<float> computePlainly(const FourBitLayer &layer);

/// A loop for each set of instructions that this machine has, the fastest
/// first. All give the results of computePlainly() to the bit. The numbers of
/// the row, and their sum, lie there from the start. An error if there is none.
Result<std::vector<std::unique_ptr<Engine>>>
makeFourBitLoops(const FourBitLayer &layer);

} // namespace lowres

#endif // LOWRES_TOOLS_LOWRESBENCH_FOURBITLOOP_H
